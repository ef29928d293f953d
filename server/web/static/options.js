// Options that depend on another field: of a chain, only the links of the chosen cluster. What was chosen before
// stays visible even if it no longer fits; the server says that it doesn't. And options that stand alone, such as 无.

import { pathOf, read } from "./controls.js";

/** Keeps options in step with the fields they depend on. */
export function startOptions() {
  filterAll();
  // Before the change is kept (saving listens to the same event later), so that what is kept is what is shown.
  document.addEventListener("change", (event) => leaveAlone(event.target), true);
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

// Ticking an option that stands alone unticks the others, and the other way round.
function leaveAlone(ticked) {
  const holder = ticked.closest?.("fieldset[data-exclusive]");
  if (!holder || !ticked.checked || ticked.type !== "checkbox") return;
  const alone = holder.dataset.exclusive.split(" ");
  for (const box of holder.querySelectorAll("input[type=checkbox]:checked")) {
    if (box !== ticked && (alone.includes(ticked.value) || alone.includes(box.value))) box.checked = false;
  }
}

function filterAll() {
  for (const holder of document.querySelectorAll("select[data-parent], fieldset[data-parent]")) filter(holder);
}

function filter(holder) {
  const parent = parentValue(holder.matches("select") ? holder : holder.querySelector("input") ?? holder);
  for (const option of holder.querySelectorAll("[data-above]")) {
    const chosen = option.selected || option.querySelector("input:checked");
    const away = !option.dataset.above.split(" ").includes(parent) && !chosen;
    option.hidden = away;
    if (option.tagName === "OPTION") option.disabled = away;
  }
}
