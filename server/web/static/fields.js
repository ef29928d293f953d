// What single fields do while one fills them: numbers with thousands separators when one is not in them, growing
// texts with a counter, dates written the usual way, and a way to take back a choice. Nothing here judges a value.

import { announce } from "./announce.js";
import { make, rawOf, showAs } from "./controls.js";
import { _, counted } from "./words.js";

const NUMBER = /^[+-]?\d+(\.\d*)?$/;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const WRITTEN_DATE = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/;
const NEAR_THE_LIMIT = 0.9;
const TYPING_PAUSE = 1_000;
const growsItself = CSS.supports("field-sizing", "content");

let pause = 0;

/** Sets up all fields of the page, and of rows that come later. */
export function startFields() {
  prepare(document);
  document.addEventListener("added", (event) => prepare(event.target));
  document.addEventListener("filled", (event) => present(event.target));
  document.addEventListener("focusin", (event) => edit(event.target));
  document.addEventListener("focusout", (event) => present(event.target));
  document.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    measure(event.target);
    clearTimeout(pause);
    pause = setTimeout(() => sayLength(event.target), TYPING_PAUSE);
  });
}

// Digits with thousands separators; anything that is not a plain number stays as it is.
function grouped(text) {
  if (!NUMBER.test(text)) return text;
  const [whole, ...fraction] = text.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...fraction].join(".");
}

// A date as it is kept, for the usual ways of writing one; anything else stays as it is.
function tidyDate(text) {
  const parts = WRITTEN_DATE.exec(text.normalize("NFKC").replaceAll(" ", ""));
  if (!parts) return text;
  const [year, month, day] = parts.slice(1).filter(Boolean);
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function prepare(root) {
  for (const control of root.querySelectorAll("input.number, textarea")) present(control);
  for (const options of root.querySelectorAll("fieldset.options")) offerClearing(options);
}

// Shows a control as it looks when nobody is in it.
function present(control) {
  if (control.type === "radio") showClearing(control.closest("fieldset.options"));
  if (control.matches("textarea")) measure(control);
  if (control === document.activeElement || !control.matches("input")) return;
  if (control.matches(".number")) {
    const raw = rawOf(control).trim();
    showAs(control, raw, grouped(raw));
  } else if (control.matches(".date")) {
    const tidy = tidyDate(control.value);
    if (tidy === control.value) return;
    control.value = tidy;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Shows a control as one edits it: plain digits, selected like a spreadsheet's cell.
function edit(control) {
  if (!control.matches("input.number")) return;
  const raw = rawOf(control);
  const plain = GROUPED.test(raw) ? raw.replaceAll(",", "") : raw;
  if (control.value !== plain) showAs(control, raw, plain);
  if (control.value === plain && plain === raw) control.select();
}

function measure(area) {
  const counter = area.closest(".value")?.querySelector(".counter[data-limit]");
  if (counter) {
    const limit = Number(counter.dataset.limit);
    const length = [...area.value.trim()].length;
    counter.textContent = _("%(length)s / %(limit)s 字", { length, limit });
    counter.toggleAttribute("data-over", length > limit);
  }
  if (growsItself || !area.clientHeight) return;
  const line = parseFloat(getComputedStyle(area).lineHeight) || 24;
  while (area.scrollHeight > area.clientHeight + 2 && area.rows < 60) {
    area.rows += Math.max(1, Math.floor((area.scrollHeight - area.clientHeight) / line));
  }
}

// Near the limit of a text, and beyond it, a pause in typing is the time to say so.
function sayLength(area) {
  const counter = area.closest(".value")?.querySelector(".counter[data-limit]");
  if (!counter) return;
  const limit = Number(counter.dataset.limit);
  const length = [...area.value.trim()].length;
  if (length > limit) announce(counted("已超出 %(count)s 字，最多 %(limit)s 字", length - limit, { limit }));
  else if (length >= limit * NEAR_THE_LIMIT) announce(counted("还可以填写 %(count)s 字", limit - length));
}

function offerClearing(options) {
  if (!options.querySelector("input[type=radio]") || options.querySelector(".clear")) return;
  const clear = make("button", { type: "button", class: "clear", "aria-label": _("清除所选：%(name)s", { name: nameOf(options) }) }, _("清除"));
  clear.addEventListener("click", () => {
    const radios = [...options.querySelectorAll("input[type=radio]")];
    const chosen = radios.find((radio) => radio.checked);
    if (!chosen) return;
    chosen.checked = false;
    chosen.focus();
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    showClearing(options);
  });
  options.append(clear);
  options.addEventListener("change", () => showClearing(options));
  showClearing(options);
}

function nameOf(options) {
  const label = document.getElementById(options.getAttribute("aria-labelledby"))?.firstChild?.textContent;
  return (options.getAttribute("aria-label") ?? label ?? "").trim();
}

function showClearing(options) {
  const clear = options?.querySelector(".clear");
  if (clear) clear.hidden = !options.querySelector("input[type=radio]:checked");
}
