// Year matrices and rows as a spreadsheet: arrows and Enter move between cells, and on a phone a matrix shows one
// column at a time. `cellsAround` is the grid that pasting (paste.js) fills, too.

import { enter, make } from "./controls.js";
import { _ } from "./words.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };
const EDITABLE = "input:not([type=hidden], [type=file], .caption), select, textarea";
const phone = matchMedia("(max-width: 640px)");

/** Lets keys move in tables, and puts the switch for phones before matrices. */
export function startMatrix() {
  document.addEventListener("keydown", (event) => {
    if (movesCell(event) && move(event.target, STEPS[event.key], event.shiftKey)) event.preventDefault();
  });
  const tables = [...document.querySelectorAll("table.matrix[data-columns]")];
  for (const table of tables) addSwitch(table);
  const fit = () => tables.forEach(showColumn);
  phone.addEventListener("change", fit);
  fit();
}

/** The cells of the table a control is in, row by row, and where the control is: {cells, row, column}; or null. */
export function cellsAround(control) {
  const here = control.closest("td");
  const table = here?.closest("table.matrix, table.list");
  if (!table) return null;
  const lines = [...table.tBodies].flatMap((body) => [...body.rows]);
  const cells = lines.filter((line) => !line.hidden && !line.matches(".inner")).map((line) => columnsOf(line));
  const row = cells.findIndex((line) => line.includes(here));
  return row < 0 ? null : { cells, row, column: cells[row].indexOf(here) };
}

/** The control in a table cell, even if it is locked just now; null when there is none. */
export function controlIn(cell) {
  return cell.querySelector(EDITABLE);
}

/** The control a person edits in a table cell; null when the cell is computed, hidden, locked or not there. */
export function editableIn(cell) {
  const control = cell && !cell.hidden ? controlIn(cell) : null;
  return control?.matches(":disabled, [readonly]") ? null : control;
}

/** Shows, on a phone, the column a cell is in. */
export function revealColumn(cell) {
  const table = cell?.closest("table.matrix[data-columns]");
  if (!table || !cell.dataset.column) return;
  table.dataset.shown = cell.dataset.column;
  showColumn(table);
}

/** The cells of a table's line that hold answers. */
export function columnsOf(line) {
  return [...line.cells].filter((cell) => cell.tagName === "TD" && !cell.matches(".order, .act"));
}

function movesCell(event) {
  const { target: control, key } = event;
  if (!(key in STEPS) || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return false;
  if (!control.matches?.("td input, td select") || control.matches("[type=file], .caption")) return false;
  if (control.getAttribute("aria-expanded") === "true") return false;
  if (key === "Enter") return true;
  if (event.shiftKey || !control.matches("[type=text]")) return false;
  if (key === "ArrowUp" || key === "ArrowDown") return !control.matches("[role=combobox]");
  return isAtEdge(control, key === "ArrowLeft");
}

function isAtEdge({ selectionStart, selectionEnd, value }, left) {
  if (selectionStart === 0 && selectionEnd === value.length) return true;
  return selectionStart === selectionEnd && selectionStart === (left ? 0 : value.length);
}

function move(control, [down, right], backwards) {
  const around = cellsAround(control);
  if (!around) return false;
  const sign = backwards ? -1 : 1;
  let { row, column } = around;
  for (;;) {
    row += down * sign;
    column += right * sign;
    const line = around.cells[row];
    if (!line || column < 0 || column >= line.length) return down !== 0 && right === 0;
    const next = editableIn(line[column]);
    if (!next) continue;
    revealColumn(line[column]);
    enter(next);
    return true;
  }
}

function addSwitch(table) {
  const heads = [...table.querySelectorAll("thead [data-column]")];
  if (heads.length < 2) return;
  const buttons = heads.map((head) => {
    const button = make("button", { type: "button", "data-show": head.dataset.column }, head.textContent.trim());
    button.addEventListener("click", () => {
      table.dataset.shown = head.dataset.column;
      showColumn(table);
    });
    return button;
  });
  const name = table.querySelector("thead .head")?.textContent.trim() ?? "";
  const label = _("%(name)s：显示的列", { name });
  const group = make("div", { class: "columns", role: "group", "aria-label": label }, ...buttons);
  (table.closest(".scroll") ?? table).before(group);
}

function showColumn(table) {
  const group = (table.closest(".scroll") ?? table).previousElementSibling;
  if (!group?.matches(".columns")) return;
  table.dataset.shown ??= table.dataset.columns.split(" ")[0];
  group.hidden = !phone.matches;
  for (const cell of table.querySelectorAll("[data-column]")) {
    cell.toggleAttribute("data-away", phone.matches && cell.dataset.column !== table.dataset.shown);
  }
  for (const button of group.children) {
    button.setAttribute("aria-pressed", String(button.dataset.show === table.dataset.shown));
  }
}
