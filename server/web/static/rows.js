// Tables whose rows a person adds and removes. A new row is a copy of the block's template under a random id; a
// removed row can be brought back with everything that stood in it. A row may hold tables of rows of its own.

import { announce } from "./announce.js";
import { asChange, enter, pathOf, read, wordsIn, write } from "./controls.js";
import { ask, offerUndo } from "./dialog.js";
import { forgetInside } from "./findings.js";
import { randomName } from "./tabs.js";
import { _, counted } from "./words.js";

const PLACEHOLDERS = ["__row__", "__inner_row__"];
const FILLABLE = "input:not([type=hidden]):not([disabled]), select, textarea";

/** Lets the buttons of rows blocks work without leaving the page. */
export function startRows(saving) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name=action]");
    const [step, path] = splitAction(button?.value);
    if (step !== "add" && step !== "remove") return;
    event.preventDefault();
    if (step === "add") addOne(path, saving);
    else removeRow(button.closest("[data-row]"), saving);
  });
  for (const block of document.querySelectorAll("[data-rows]")) showCount(block);
}

/** Adds empty rows, as many as there is room for, and tells the server. Gives the new rows. */
export function addRows(path, count, saving) {
  const room = Math.min(count, roomIn(path));
  return Array.from({ length: room }, () => {
    const id = randomName(6);
    saving.changeRow(path, "add", id);
    return insertRow(path, id);
  });
}

/** How many more rows a block may have. */
export function roomIn(path) {
  const block = blockAt(path);
  return Math.max(0, Number(block.dataset.max || Infinity) - rowsIn(block).length);
}

// The rows of a block on the page, in order; not those of tables inside them.
function rowsIn(block) {
  return [...block.querySelectorAll("[data-row]")].filter((row) => row.closest("[data-rows]") === block);
}

/** Puts a row on the page, if it is not there; what it holds is for the caller to write. */
export function insertRow(path, id, before = null) {
  const block = blockAt(path);
  if (!block) return null;
  const there = rowsIn(block).find((row) => row.dataset.row === id);
  if (there) return there;
  const row = copyOfTemplate(block.dataset.template, [...idsIn(path, block.dataset.template), id]);
  block.querySelector("[data-row-list]").insertBefore(row, before);
  for (const inner of row.querySelectorAll("[data-rows]")) showCount(inner);
  showCount(block);
  row.dispatchEvent(new CustomEvent("added", { bubbles: true }));
  return row;
}

/** Puts every row that a cell or a table lies in on the page. */
export function insertAround(path) {
  const parts = path.split("/");
  for (let place = 1; place < parts.length; place += 1) insertRow(parts.slice(0, place).join("/"), parts[place]);
}

// A row of a table that is described as "products/*/certificates". Its template stands once on the page: that of a
// table inside rows in the template of those.
function copyOfTemplate(table, ids) {
  const outer = table.split("/*/").map((_, level, parts) => parts.slice(0, level + 1).join("/*/"));
  const find = (root, path) => root.querySelector(`template[data-row-template="${CSS.escape(path)}"]`).content;
  const row = outer.reduce(find, document).firstElementChild.cloneNode(true);
  for (const template of row.querySelectorAll("template")) template.remove();
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__")) element.setAttribute(name, ids.reduce(withId, value));
    }
  }
  return row;
}

function withId(text, id, level) {
  return text.replaceAll(PLACEHOLDERS[level], id);
}

// The ids of the rows a table lies in, outermost first.
function idsIn(path, table) {
  const parts = path.split("/");
  return table.split("/").flatMap((part, place) => (part === "*" ? [parts[place]] : []));
}

/** Takes a row off the page. */
export function dropRow(path, id) {
  const block = blockAt(path);
  const row = block && rowsIn(block).find((each) => each.dataset.row === id);
  if (!row) return;
  row.remove();
  forgetInside(`${path}/${id}/`);
  showCount(block);
}

/** Makes the rows on the page those of the server, except for what exists only here. */
export function showRows(path, ids, journal) {
  const block = blockAt(path);
  if (!block) return;
  const wanted = new Set(ids);
  for (const row of rowsIn(block)) {
    const { row: id } = row.dataset;
    if (!wanted.has(id) && !journal.hasRow(path, id) && !row.contains(document.activeElement)) dropRow(path, id);
  }
  const gone = journal.pendingRemovals(path);
  const rows = ids.filter((id) => !gone.has(id)).map((id) => insertRow(path, id));
  const now = rowsIn(block).filter((row) => wanted.has(row.dataset.row));
  if (rows.some((row, place) => row !== now[place])) rows.forEach((row, place) => moveTo(block, row, place));
}

/** What a row holds: `values` of all its cells by path, and `rows` of tables inside it as [path, id]. */
export function contentOf(row) {
  const paths = new Set([...row.querySelectorAll(FILLABLE)].map(pathOf).filter(Boolean));
  const inner = [...row.querySelectorAll("[data-row]")];
  return {
    values: Object.fromEntries([...paths].map((path) => [path, read(path)])),
    rows: inner.map((each) => [each.closest("[data-rows]").dataset.rows, each.dataset.row]),
  };
}

/** Brings a row back, on the page and on the server, with what it held. */
export function restoreRow(path, id, { values, rows }, before, saving) {
  saving.changeRow(path, "add", id);
  const row = insertRow(path, id, before);
  for (const [table, inner] of rows) {
    saving.changeRow(table, "add", inner);
    insertRow(table, inner);
  }
  for (const [cell, value] of Object.entries(values)) {
    write(cell, asChange(value));
    saving.change(cell, value);
  }
  const first = row.querySelector(FILLABLE);
  if (first) enter(first);
}

function addOne(path, saving) {
  const [row] = addRows(path, 1, saving);
  if (!row) return;
  row.querySelector(FILLABLE)?.focus();
  announce(_("已增加第 %(number)s 行", { number: rowsIn(blockAt(path)).length }));
}

async function removeRow(row, saving) {
  const block = row.closest("[data-rows]");
  const path = block.dataset.rows;
  const id = row.dataset.row;
  const content = contentOf(row);
  const words = Object.keys(content.values).map((cell) => wordsIn(cell)).filter(Boolean);
  const number = rowsIn(block).indexOf(row) + 1;
  if (words.length || row.querySelector("[data-file]")) {
    const shown = words.slice(0, 3).join(_("，")) + (words.length > 3 ? "…" : "");
    const body = shown ? _("这一行已填写：%(shown)s", { shown }) : _("这一行有已上传的附件。");
    const answers = [["remove", _("删除这一行")], ["", _("保留")]];
    if ((await ask(_("删除第 %(number)s 行？", { number }), body, answers, true)) !== "remove") return;
    if (!row.isConnected) return;
  }
  const after = row.nextElementSibling;
  const neighbour = after ?? rowsIn(block).at(-2);
  saving.changeRow(path, "remove", id);
  dropRow(path, id);
  (neighbour?.querySelector(FILLABLE) ?? addButton(block))?.focus();
  offerUndo(_("已删除第 %(number)s 行", { number }), () => restoreRow(path, id, content, after?.isConnected ? after : null, saving));
}

function moveTo(block, row, place) {
  const there = rowsIn(block)[place];
  if (there === row || row.contains(document.activeElement)) return;
  row.parentElement.insertBefore(row, there ?? null);
  showCount(block);
}

// Numbers the rows for those who listen (others see a counter), and says when there is no room for more.
function showCount(block) {
  rowsIn(block).forEach((row, place) => row.querySelector(".order")?.setAttribute("aria-label", _("第 %(number)s 行", { number: place + 1 })));
  const button = addButton(block);
  if (!button) return;
  const full = roomIn(block.dataset.rows) === 0;
  button.disabled = full;
  button.title = full ? counted("最多 %(count)s 行", Number(block.dataset.max)) : "";
}

// The button of this very table, not of one inside its rows.
function addButton(block) {
  return block.querySelector(`button[value="add:${CSS.escape(block.dataset.rows)}"]`);
}

function blockAt(path) {
  return document.querySelector(`[data-rows="${CSS.escape(path)}"]`);
}

function splitAction(value = "") {
  const place = value.indexOf(":");
  return [value.slice(0, place), value.slice(place + 1)];
}
