// Shows a reply of the server on the page: values, rows, what is hidden, findings, progress and conflicts.
// A cell somebody is typing in, or whose value exists only here, is never overwritten: its news waits.

import { cellAt, controlsAt, isInCell, write } from "./controls.js";
import { showFiles } from "./files.js";
import { showWaiting, takeFindings, takeProgress } from "./findings.js";
import { showRows } from "./rows.js";
import { _ } from "./words.js";

const ARRIVAL = 3_000;
const ASKING = "input, select, textarea, [role=radiogroup]";
const waiting = new Map();
let hiddenBefore = null;

/** Shows a reply. `since` is the revision it starts from, `own` the changes of this page it answers. */
export function showReply(reply, since, own, journal) {
  const changes = Object.entries(reply.changes ?? {});
  const tables = changes.filter(([, change]) => change.rows).sort(([one], [other]) => one.length - other.length);
  for (const [path, { rows }] of tables) showRows(path, rows, journal);
  for (const [path, change] of changes) {
    if ("text" in change) showOperands(path, change.text);
    if (change.files) showFiles(path, change.files);
    else if (!change.rows) showCell(path, change, change.by && !(path in own) ? since : null, journal);
  }
  if (reply.hidden) showHidden(reply.hidden);
  if (reply.required) showRequired(reply.required);
  if (reply.readonly) showReadonly(reply.readonly);
  takeFindings(reply.findings);
  takeFindings(Object.fromEntries((reply.refused ?? []).map((finding) => [finding.path, [refusal(finding)]])));
  takeProgress(reply.progress);
}

/** The revision a person had seen of a cell whose news still waits; undefined when nothing waits. */
export function seenRevision(path) {
  return waiting.get(path)?.since ?? undefined;
}

/** A person has left a cell: shows what waited for that. */
export function leaveCell(path, journal) {
  const news = waiting.get(path);
  waiting.delete(path);
  if (news && !journal.has(path)) write(path, news.change);
  showWaiting(path);
}

// Hides and shows cells, blocks and sections: everything in `paths`, or inside one of them, is hidden.
function showHidden(paths) {
  const now = paths.join("\n");
  if (now === hiddenBefore) return;
  hiddenBefore = now;
  const hidden = new Set(paths);
  for (const name of ["cell", "line", "rows", "block", "section", "nav"]) {
    for (const element of document.querySelectorAll(`[data-${name}]`)) {
      const hideable = name === "nav" ? element.closest("li") ?? element : element;
      hideable.hidden = isCovered(element.dataset[name], hidden);
    }
  }
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = [...group.querySelectorAll("[data-cell]")].every((cell) => cell.hidden);
  }
}

/** Shows the marks of cells that are required just now because of other answers. */
function showRequired(paths) {
  const required = new Set(paths);
  for (const mark of document.querySelectorAll("[data-cell] abbr.required[data-conditional]")) {
    const path = mark.closest("[data-cell]").dataset.cell;
    mark.hidden = !required.has(path);
    const asked = document.getElementById(`c-${path}`);
    if (asked?.matches(ASKING)) asked.setAttribute("aria-required", String(!mark.hidden));
  }
}

// Locks the cells that can't be changed just now, and says so beside them; unlocks the others.
function showReadonly(paths) {
  const readonly = new Set(paths);
  for (const words of document.querySelectorAll("[data-cell] .locked")) {
    const cell = words.closest("[data-cell]");
    const locked = readonly.has(cell.dataset.cell);
    if (words.hidden !== locked) continue;
    words.hidden = !locked;
    for (const control of cell.querySelectorAll("fieldset, select, textarea, input:not([type=hidden], .caption)")) {
      control[control.matches("textarea, input[type=text]") ? "readOnly" : "disabled"] = locked;
    }
  }
}

function showCell(path, change, since, journal) {
  if (journal.has(path)) return;
  const settled = controlsAt(path).some((control) => "settled" in control.dataset);
  if (isInCell(path) && !settled) {
    waiting.set(path, { change, since: waiting.get(path)?.since ?? since });
    return;
  }
  waiting.delete(path);
  write(path, change);
  if (since !== null && controlsAt(path).length) markArrival(cellAt(path), change.by);
}

// Shows for a moment where somebody else's value came in.
function markArrival(cell, by) {
  cell.setAttribute("data-changed-by", by);
  setTimeout(() => cell.removeAttribute("data-changed-by"), ARRIVAL);
}

// Formulas are explained with their actual numbers.
function showOperands(path, text) {
  for (const operand of document.querySelectorAll(`[data-read="${CSS.escape(path)}"]`)) operand.textContent = text || _("（空）");
}

function isCovered(path, hidden) {
  for (let part = path; part; part = part.slice(0, Math.max(0, part.lastIndexOf("/")))) {
    if (hidden.has(part)) return true;
  }
  return false;
}

function refusal(finding) {
  return { ...finding, severity: "error", message: _("未能保存：%(message)s", { message: finding.message }) };
}
