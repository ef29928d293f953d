// What is wrong and how far one is: findings beside their cells, the list of what needs attention, and the
// state of each section. A finding about the cell one is in waits until one leaves it; good news comes at once.

import { announce } from "./announce.js";
import { cellAt, controlsAt, isInCell, labelOf, make } from "./controls.js";
import { _, counted } from "./words.js";

const STATES = { empty: _("未填"), optional: _("选填"), started: _("填写中"), complete: _("完成") };

const known = new Map();
const waiting = new Map();
const progress = new Map();

/** Reads the findings the page came with, so that later ones can be counted against them. */
export function readFindings() {
  for (const list of document.querySelectorAll("ul.findings[id]")) {
    const items = [...list.children].map((item) => ({
      message: item.textContent.trim(),
      severity: item.dataset.severity ?? "error",
    }));
    if (items.length) known.set(list.id.slice(2), items);
  }
  for (const item of document.querySelectorAll("a[data-nav]")) {
    progress.set(item.dataset.nav, { state: item.querySelector(".state")?.dataset.state ?? "empty" });
  }
}

/** Takes the findings of a reply: path -> list, an empty list for a cell that is fine now. */
export function takeFindings(findings) {
  for (const [path, list] of Object.entries(findings ?? {})) {
    if (list.length && isInCell(path)) waiting.set(path, list);
    else {
      waiting.delete(path);
      show(path, list);
    }
  }
}

/** Shows what waited for the person to leave a cell. */
export function showWaiting(path) {
  if (!waiting.has(path)) return;
  show(path, waiting.get(path));
  waiting.delete(path);
}

/** Takes how far the sections are: key -> {filled, missing, state, hidden}. */
export function takeProgress(sections) {
  for (const [key, section] of Object.entries(sections ?? {})) progress.set(key, section);
  for (const key of progress.keys()) showSection(key);
}

/** Forgets everything about a removed row. */
export function forgetInside(inside) {
  for (const path of [...known.keys()]) if (path.startsWith(inside)) show(path, []);
}

function show(path, list) {
  const heard = wordsOf(known.get(path));
  if (list.length) known.set(path, list);
  else known.delete(path);
  if (heard !== wordsOf(list)) say(path, list);
  const place = document.getElementById(`f-${path}`);
  place?.replaceChildren(...list.map((finding) => make("li", { "data-severity": finding.severity }, finding.message)));
  const wrong = list.some((finding) => finding.severity !== "warning");
  for (const control of controlsAt(path)) {
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  showAttention(path, list);
  showSection(path.split("/")[0]);
}

// Says what is wrong now in a cell that can be seen; nothing when it has become fine.
function say(path, list) {
  const cell = cellAt(path);
  if (list.length && !cell?.hidden) announce(`${list[0].label || labelOf(path)}：${wordsOf(list)}`);
}

function wordsOf(list) {
  return (list ?? []).map((finding) => finding.message).join("；");
}

function showAttention(path, list) {
  const place = document.getElementById("attention");
  if (!place) return;
  for (const item of [...place.children]) if (item.dataset.for === path) item.remove();
  const items = list.map((finding) => {
    const link = make("a", { href: `#c-${path}` }, finding.label || labelOf(path));
    const facts = { "data-severity": finding.severity, "data-for": path };
    return make("li", facts, link, make("span", {}, finding.message));
  });
  const next = [...place.children].find((item) => comesAfter(item.dataset.for, path));
  for (const item of items) place.insertBefore(item, next ?? null);
}

function comesAfter(otherPath, path) {
  const [other, cell] = [cellAt(otherPath), cellAt(path)];
  return Boolean(other && cell && cell.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

function showSection(key) {
  const item = document.querySelector(`[data-nav="${CSS.escape(key)}"]`);
  const section = progress.get(key);
  if (!item || !section) return;
  const wrong = [...known].filter(([path, list]) => isErrorIn(key, path, list)).length;
  const state = item.querySelector(".state");
  if (state && (wrong || section.state in STATES)) {
    state.dataset.state = wrong ? "problem" : section.state;
    state.textContent = wrong ? counted("有问题 %(count)s", wrong) : STATES[section.state];
  }
  const left = item.querySelector(".left");
  if (left && "missing" in section) left.textContent = section.missing ? counted("还差 %(count)s 项", section.missing) : "";
}

function isErrorIn(key, path, list) {
  const inside = path === key || path.startsWith(`${key}/`);
  return inside && !cellAt(path)?.hidden && list.some((finding) => finding.severity !== "warning");
}
