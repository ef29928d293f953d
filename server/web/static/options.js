// Options that depend on another field: of a chain, only the links of the chosen cluster. What was chosen before
// stays visible even if it no longer fits; the server says that it doesn't.

import { pathOf, read } from "./controls.js";

/** Keeps options in step with the fields they depend on. */
export function startOptions() {
  filterAll();
  for (const happening of ["change", "filled", "added"]) document.addEventListener(happening, filterAll);
}

/** The value of the field a control's options depend on; null when they depend on nothing. */
export function parentValue(control) {
  const holder = control.closest("[data-parent]");
  if (!holder) return null;
  const path = pathOf(control) || holder.querySelector("input:not([type=hidden])")?.name || "";
  const { parent } = holder.dataset;
  const beside = path.slice(0, path.lastIndexOf("/") + 1) + parent.slice(parent.lastIndexOf("/") + 1);
  const value = read(beside) ?? read(parent) ?? "";
  return Array.isArray(value) ? value[0] ?? "" : value;
}

function filterAll() {
  for (const holder of document.querySelectorAll("select[data-parent], fieldset[data-parent]")) filter(holder);
}

function filter(holder) {
  const parent = parentValue(holder.matches("select") ? holder : holder.querySelector("input") ?? holder);
  for (const option of holder.querySelectorAll("[data-parent-code]")) {
    const chosen = option.selected || option.querySelector("input:checked");
    const away = option.dataset.parentCode !== parent && !chosen;
    option.hidden = away;
    if (option.tagName === "OPTION") option.disabled = away;
  }
}
