// Tables whose rows a person adds and removes. A new row is a copy of the block's template under a random id; a
// removed row can be brought back with everything that stood in it.

import { announce } from "./announce.js";
import { asChange, enter, pathOf, read, wordsIn, write } from "./controls.js";
import { ask, offerUndo } from "./dialog.js";
import { forgetInside } from "./findings.js";
import { randomName } from "./tabs.js";

const PLACEHOLDER = "__row__";
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

// The rows of a block on the page, in order.
function rowsIn(block) {
  return [...block.querySelectorAll("tbody [data-row]")];
}

/** Puts a row on the page, if it is not there; what it holds is for the caller to write. */
export function insertRow(path, id, before = null) {
  const block = blockAt(path);
  if (!block) return null;
  const there = rowsIn(block).find((row) => row.dataset.row === id);
  if (there) return there;
  const row = block.querySelector("template[data-row-template]").content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes(PLACEHOLDER)) element.setAttribute(name, value.replaceAll(PLACEHOLDER, id));
    }
  }
  block.querySelector("tbody").insertBefore(row, before);
  showCount(block);
  row.dispatchEvent(new CustomEvent("added", { bubbles: true }));
  return row;
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

/** The values of all cells of a row: path -> value. */
export function valuesOf(row) {
  const paths = new Set([...row.querySelectorAll(FILLABLE)].map(pathOf).filter(Boolean));
  return Object.fromEntries([...paths].map((path) => [path, read(path)]));
}

function addOne(path, saving) {
  const [row] = addRows(path, 1, saving);
  if (!row) return;
  row.querySelector(FILLABLE)?.focus();
  announce(`已增加第 ${rowsIn(blockAt(path)).length} 行`);
}

async function removeRow(row, saving) {
  const block = row.closest("[data-rows]");
  const path = block.dataset.rows;
  const id = row.dataset.row;
  const values = valuesOf(row);
  const words = Object.keys(values).map((cell) => wordsIn(cell)).filter(Boolean);
  const number = rowsIn(block).indexOf(row) + 1;
  if (words.length || row.querySelector("[data-file]")) {
    const shown = words.slice(0, 3).join("，") + (words.length > 3 ? "…" : "");
    const body = shown ? `这一行已填写：${shown}` : "这一行有已上传的附件。";
    if ((await ask(`删除第 ${number} 行？`, body, [["remove", "删除这一行"], ["", "保留"]], true)) !== "remove") return;
    if (!row.isConnected) return;
  }
  const after = row.nextElementSibling;
  const neighbour = after ?? row.previousElementSibling;
  saving.changeRow(path, "remove", id);
  dropRow(path, id);
  (neighbour?.querySelector(FILLABLE) ?? block.querySelector("button[value^='add:']"))?.focus();
  offerUndo(`已删除第 ${number} 行`, () => restoreRow(path, id, values, after, saving));
}

function restoreRow(path, id, values, after, saving) {
  saving.changeRow(path, "add", id);
  const row = insertRow(path, id, after?.isConnected ? after : null);
  for (const [cell, value] of Object.entries(values)) {
    write(cell, asChange(value));
    saving.change(cell, value);
  }
  const first = row.querySelector(FILLABLE);
  if (first) enter(first);
}

function moveTo(block, row, place) {
  const body = block.querySelector("tbody");
  const there = body.children[place];
  if (there === row || row.contains(document.activeElement)) return;
  body.insertBefore(row, there ?? null);
  showCount(block);
}

// Numbers the rows for those who listen (others see a counter), and says when there is no room for more.
function showCount(block) {
  rowsIn(block).forEach((row, place) => row.querySelector(".order")?.setAttribute("aria-label", `第 ${place + 1} 行`));
  const button = block.querySelector("button[value^='add:']");
  if (!button) return;
  const full = roomIn(block.dataset.rows) === 0;
  button.disabled = full;
  button.title = full ? `最多 ${block.dataset.max} 行` : "";
}

function blockAt(path) {
  return document.querySelector(`[data-rows="${CSS.escape(path)}"]`);
}

function splitAction(value = "") {
  const place = value.indexOf(":");
  return [value.slice(0, place), value.slice(place + 1)];
}
