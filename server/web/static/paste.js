// Pasting a block copied from Excel into a matrix or rows: shows first what would land where, then fills it in. A
// block that brings the table's headings finds its places by them, wherever in the table it is pasted.

import { align, readBlock } from "./blocks.js";
import { asChange, controlsAt, labelOf, make, pathOf, read, wordsIn, write } from "./controls.js";
import { ask, offerUndo } from "./dialog.js";
import { cellsAround, editableIn } from "./matrix.js";
import { addRows, roomIn } from "./rows.js";
import { _, counted } from "./words.js";

const SHOWN_LINES = 200;

/** Watches for blocks of cells in the clipboard. */
export function startPaste(saving) {
  document.addEventListener("paste", (event) => {
    const around = event.target.matches?.("td input, td textarea") ? cellsAround(event.target) : null;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const block = around ? readBlock(text) : [];
    const isBlock = block.length > 1 || block[0]?.length > 1;
    if (!isBlock || (event.target.tagName === "TEXTAREA" && !text.includes("\t"))) return;
    event.preventDefault();
    pasteBlock(block, around, event.target, saving);
  });
}

async function pasteBlock(block, around, start, saving) {
  const rows = start.closest("[data-rows]")?.dataset.rows;
  const { lines, rowAt, columnAt } = align(block, around, start.closest("table"));
  const missing = rows ? around.row + lines.length - around.cells.length : 0;
  const added = missing > 0 ? Math.min(missing, roomIn(rows)) : 0;
  const targets = lines.flatMap((line, down) =>
    line.map((text, right) => target(text, around, rowAt(down), columnAt(right), added)),
  );
  const plan = targets.filter(({ text, problem }) => text || !problem);
  if (!(await confirmed(plan, added))) return;
  if (added) {
    addRows(rows, added, saving);
    around.cells = cellsAround(start).cells;
  }
  const before = new Map();
  for (const { row, column, text } of plan.filter((each) => !each.problem)) {
    fill(around.cells[row]?.[column], text, before, saving);
  }
  saving.flush();
  offerUndo(counted("已填入 %(count)s 格", before.size), () => {
    for (const [path, value] of before) put(path, value, saving);
    saving.flush();
  });
}

// One cell of the block: where it lands, and what keeps it from landing there.
function target(text, { cells, row: first }, row, column, added) {
  const facts = { text, row, column };
  if (row < 0) return { ...facts, problem: _("表中没有这一行，不填入") };
  const template = cells[row] ?? (row < cells.length + added ? cells[first] : null);
  const cell = template?.[column];
  if (!cell) return { ...facts, problem: _("超出表格，不填入") };
  const control = editableIn(cell);
  if (!control) return { ...facts, cell, problem: _("自动计算或不可填写，跳过") };
  if (valueFor(pathOf(control), text) === null) return { ...facts, cell, problem: _("没有这个选项，跳过") };
  return { ...facts, cell: cells[row] ? cell : null, label: labelOf(pathOf(control)) };
}

function confirmed(plan, added) {
  const landing = plan.filter((each) => !each.problem);
  const skipped = plan.length - landing.length;
  const sentences = [counted("将填入 %(count)s 格。", landing.length)];
  if (added) sentences.push(counted("将增加 %(count)s 行。", added));
  if (skipped) sentences.push(counted("%(count)s 格不填入，原因见表中。", skipped));
  const heads = [_("单元格"), _("原内容"), _("粘贴的内容")];
  const head = make("tr", {}, ...heads.map((word) => make("th", { scope: "col" }, word)));
  const lines = plan.slice(0, SHOWN_LINES).map((each) => {
    const path = each.cell ? pathOf(editableIn(each.cell)) : "";
    const place = each.label ?? each.cell?.querySelector("[aria-label]")?.getAttribute("aria-label") ?? "—";
    const problem = each.problem ? _("（%(words)s）", { words: each.problem }) : "";
    const words = [place, path ? wordsIn(path) : "", each.text + problem];
    const cells = words.map((word) => make("td", {}, word));
    return make("tr", { "data-skipped": Boolean(each.problem) }, ...cells);
  });
  if (plan.length > SHOWN_LINES) sentences.push(counted("下表只列前 %(count)s 格。", SHOWN_LINES));
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines));
  const scroll = make("div", { class: "preview", tabindex: "0" }, table);
  const body = make("div", {}, ...sentences.map((each) => make("p", {}, each)), scroll);
  const paste = [["paste", counted("填入 %(count)s 格", landing.length)], ["", _("取消")]];
  const answers = landing.length ? paste : [["", _("关闭")]];
  return ask(_("粘贴的内容将这样填入"), body, answers).then((answer) => answer === "paste");
}

function fill(cell, text, before, saving) {
  const control = editableIn(cell);
  const path = pathOf(control);
  if (!path) return;
  before.set(path, read(path));
  put(path, valueFor(path, text), saving);
}

function put(path, value, saving) {
  write(path, asChange(value));
  saving.change(path, read(path));
}

// The value a text stands for in this cell: options are found by name or code; null when there is no such option.
function valueFor(path, text) {
  const [control] = controlsAt(path);
  if (control?.tagName === "SELECT") {
    return [...control.options].find((option) => option.value === text || option.text.trim() === text)?.value ?? null;
  }
  if (control?.type !== "radio" && control?.type !== "checkbox") return text;
  const words = control.type === "radio" ? [text] : text.split(/[、;；]/).map((word) => word.trim());
  const codes = words.filter(Boolean).map((word) => codeFor(path, word));
  if (codes.includes(null)) return null;
  return control.type === "radio" ? codes[0] ?? "" : codes;
}

function codeFor(path, word) {
  const option = controlsAt(path).find(
    (each) => each.value === word || each.closest("label")?.textContent.trim() === word,
  );
  return option?.value ?? null;
}
