// Cells and their controls: where a path is on the page, what stands in it, and how to put something there.
// Every other module of the client goes through here; the rest of the page's structure stays unknown to it.
//
// A text control may show something else than it means (1,234 for 1234, a region's name for its code):
// `data-raw` holds what is meant as long as `data-shown` is still what the control shows.

import { _ } from "./words.js";

/** The element of a cell, or null when the page has none for this path. */
export function cellAt(path) {
  return document.querySelector(`[data-cell="${CSS.escape(path)}"]`);
}

/** The controls a person uses to fill a cell: one, or the radios or checkboxes of its options. */
export function controlsAt(path) {
  const found = document.getElementsByName(path);
  return [...found].filter((control) => control.type !== "file" && control.type !== "hidden");
}

/** The path a control belongs to; "" for buttons, captions and everything that is not an answer. */
export function pathOf(element) {
  const control = element?.closest?.("input[name], select[name], textarea[name]");
  if (!control || control.type === "file" || control.type === "hidden") return "";
  return control.closest("[data-cell]") && !control.closest("[data-file]") ? control.name : "";
}

/** Whether the person is in this cell right now. */
export function isInCell(path) {
  const active = document.activeElement;
  return Boolean(active && active !== document.body && cellAt(path)?.contains(active) && pathOf(active) === path);
}

/** What a text control means, which may differ from what it shows. */
export function rawOf(control) {
  return control.dataset.shown === control.value ? control.dataset.raw : control.value;
}

/** Lets a text control show one thing and mean another. */
export function showAs(control, raw, shown) {
  control.value = shown;
  control.dataset.raw = raw;
  control.dataset.shown = control.value;
}

/** What stands in a cell, as a patch sends it: text, or a list of codes; undefined when nobody can fill it. */
export function read(path) {
  const controls = controlsAt(path);
  const [first] = controls;
  if (!first) return undefined;
  if (first.type === "checkbox") {
    if (controls.length === 1 && first.value === "true") return first.checked ? "true" : "";
    return controls.filter((control) => control.checked).map((control) => control.value);
  }
  if (controls.length > 1 && first.type === "text") return controls.map(rawOf);
  if (first.type === "radio") return controls.find((control) => control.checked)?.value ?? "";
  return rawOf(first);
}

/** Puts a value as the server or the journal knows it into a cell: {edit, text, picks}. */
export function write(path, change) {
  const controls = controlsAt(path);
  const [first] = controls;
  if (!first) return writeComputed(path, change);
  if (first.type === "checkbox" || first.type === "radio") {
    const picks = new Set(change.picks?.length ? change.picks : [change.edit]);
    for (const control of controls) control.checked = picks.has(control.value);
  } else if (first.tagName === "SELECT") {
    const wanted = change.picks?.[0] ?? change.edit;
    const option = [...first.options].find((each) => each.value === wanted || each.text === wanted);
    first.value = option ? option.value : "";
  } else if (first.dataset.list && change.picks?.length) {
    showAs(first, change.picks[0], change.edit);
  } else if (controls.length > 1) {
    controls.forEach((control, place) => {
      const text = change.parts?.[place] ?? (place ? "" : change.edit ?? "");
      if (rawOf(control) !== text) control.value = text;
    });
  } else if (rawOf(first) !== change.edit) {
    first.value = change.edit ?? "";
  }
  for (const control of controls) control.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}

/** The shape `write` takes, for a value as it was typed or sent. */
export function asChange(value) {
  if (Array.isArray(value)) return { edit: value.join("、"), text: value.join("、"), picks: value, parts: value };
  return { edit: value ?? "", text: value ?? "", picks: value ? [value] : [] };
}

/** What a person sees in a cell, in words; for previews, conflicts and the question before a row goes. */
export function wordsIn(path, value = read(path)) {
  const controls = controlsAt(path);
  const [first] = controls;
  if (first && first.dataset.shown && first.dataset.raw === value) return first.dataset.shown;
  const codes = Array.isArray(value) ? value : [value];
  return codes.filter(Boolean).map((code) => nameOf(controls, code)).join(first?.type === "text" ? _(" 至 ") : _("、"));
}

/** The name of a cell in the official wording, for sentences about it. */
export function labelOf(path) {
  const cell = cellAt(path);
  const [control] = controlsAt(path);
  const named = control?.getAttribute("aria-label") ?? cell?.querySelector(".label")?.firstChild?.textContent;
  return (named ?? control?.labels?.[0]?.textContent ?? path).replaceAll("\u2060", "").trim();
}

/** Moves the person to a cell, with its text selected as in a spreadsheet. */
export function enter(control) {
  control.focus();
  if (control.matches("input[type=text], input:not([type])")) control.select();
}

/** A new element: `make("li", {class: "x"}, "text", child)`; texts are never read as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function nameOf(controls, code) {
  if (controls[0]?.tagName === "SELECT") {
    return [...controls[0].options].find((option) => option.value === code)?.text.trim() ?? code;
  }
  const option = controls.find((control) => control.type !== "text" && control.value === code);
  return option?.labels?.[0]?.textContent.trim() || code;
}

function writeComputed(path, change) {
  const output = cellAt(path)?.querySelector("output.computed, .computed, .readonly");
  if (output && "text" in change) output.textContent = change.text;
}
