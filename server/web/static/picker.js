// The tree picker for long lists: an input one types into, with a list below that searches or walks down the tree.
// Follows the WAI-ARIA combobox pattern; without it the input takes a code or a full name just the same.

import { announce } from "./announce.js";
import { make, rawOf, showAs } from "./controls.js";
import { loadList } from "./lists.js";
import { parentValue } from "./options.js";
import { _, counted } from "./words.js";

const HINT = _("可输入名称、代码或拼音首字母查找，按向下键展开");
let open = null;

/** Makes pickers of all inputs with a list, also in rows that come later. */
export function startPicker(form) {
  prepare(document);
  document.addEventListener("added", (event) => prepare(event.target));
  const isPicker = (control) => control.matches?.("input[data-list]") && !control.readOnly;
  document.addEventListener("input", (event) => isPicker(event.target) && show(event.target, form, "search"));
  document.addEventListener("click", (event) => isPicker(event.target) && !open && show(event.target, form, "browse"));
  document.addEventListener("focusin", (event) => isPicker(event.target) && event.target.select());
  document.addEventListener("focusout", (event) => open?.input === event.target && close());
  document.addEventListener("keydown", (event) => isPicker(event.target) && !event.isComposing && press(event, form));
}

function prepare(root) {
  for (const input of root.querySelectorAll("input[data-list]")) {
    const facts = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off" };
    for (const [name, value] of Object.entries(facts)) input.setAttribute(name, value);
    const hint = document.getElementById(`e-${input.name}`);
    if (hint) hint.textContent = HINT;
  }
}

function press(event, form) {
  const { key, target: input } = event;
  if (event.ctrlKey || event.metaKey) return;
  if (!open) {
    if (key !== "ArrowDown" && key !== "ArrowUp") return;
    event.preventDefault();
    show(input, form, "browse");
    return;
  }
  const done = KEYS[key]?.(open.entries[open.active]);
  if (done) event.preventDefault();
}

const KEYS = {
  ArrowDown: () => activate(Math.min(open.active + 1, open.entries.length - 1)),
  ArrowUp: () => activate(Math.max(open.active - 1, 0)),
  ArrowRight: (entry) => open.mode === "browse" && entry?.opens && browse(entry.item.code),
  ArrowLeft: () => open.mode === "browse" && open.at !== "" && browse(open.above),
  Enter: (entry) => (entry ? take(entry) : close()),
  Escape: () => close(),
  Tab: () => void close(),
};

async function show(input, form, mode) {
  if (open?.input !== input) {
    const id = `list-${input.name}`;
    const popup = make("ul", { class: "picker", role: "listbox", id, "aria-label": _("可选项") });
    popup.addEventListener("mousedown", (event) => event.preventDefault());
    popup.addEventListener("click", (event) => {
      const entry = open?.entries[[...popup.children].indexOf(event.target.closest("[role=option]"))];
      if (entry?.opens && event.target.closest(".opens")) browse(entry.item.code);
      else if (entry) take(entry);
    });
    open = { input, popup, entries: [], active: -1, at: "", above: "", mode };
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", id);
    input.after(popup);
    popup.append(noteItem(_("正在读取选项…")));
  }
  open.mode = input.value ? mode : "browse";
  const asked = open;
  try {
    asked.list = await loadList(form, input.dataset.list);
  } catch {
    asked.popup.replaceChildren(noteItem(_("选项暂时读取不到，可直接填写全称或代码")));
    return;
  }
  if (open !== asked) return;
  if (open.mode === "search") search(input.value.trim());
  else browse(startingPoint(input, asked.list));
}

function close() {
  if (!open) return false;
  open.popup.remove();
  open.input.setAttribute("aria-expanded", "false");
  open.input.removeAttribute("aria-controls");
  open.input.removeAttribute("aria-activedescendant");
  open = null;
  return true;
}

function search(text) {
  const entries = open.list.search(text, fits).map((item) => entryOf(item, true));
  const note = entries.length ? null : _("没有找到；可换用名称中的几个字、代码或拼音首字母");
  fillPopup(entries, note, entries.length ? 0 : -1);
  return true;
}

function browse(code) {
  open.mode = "browse";
  open.at = code;
  const trail = open.list.trail(code);
  open.above = trail.at(-2)?.code ?? "";
  const parent = parentValue(open.input);
  const from = code || (parent !== null && open.list.find(parent) ? parent : "");
  const below = parent === null || from ? open.list.under(from, fits) : open.list.items.filter(fits);
  const entries = below.map((item) => entryOf(item, false)).filter((entry) => entry.opens || fits(entry.item));
  if (code) entries.unshift({ up: true, words: _("返回上一级（%(trail)s）", { trail: trail.map((item) => item.name).join(" › ") }) });
  const current = open.list.find(rawOf(open.input));
  const chosen = entries.findIndex((entry) => entry.item && open.list.trail(current?.code).includes(entry.item));
  const note = entries.length ? null : parent === "" ? _("请先选择上一级") : _("没有可选项");
  fillPopup(entries, note, chosen < 0 ? Math.min(code ? 1 : 0, entries.length - 1) : chosen);
  return true;
}

function startingPoint(input, list) {
  const item = list.find(rawOf(input));
  return item ? list.trail(item.code).at(-2)?.code ?? "" : "";
}

// Whether an item may be the answer. A placeholder may where nothing above it does: the 市辖区 of a municipality
// stands for it where a city is asked for.
function fits(item) {
  const levels = open.input.dataset.levels?.split(" ").filter(Boolean) ?? [];
  const parent = parentValue(open.input);
  if (parent !== null && !open.list.above(item).includes(parent)) return false;
  if (!item.placeholder) return !levels.length || levels.includes(item.level);
  return levels.includes(item.level) && !levels.includes(open.list.find(item.parent)?.level);
}

function entryOf(item, withTrail) {
  const above = withTrail ? open.list.trail(item.code).slice(0, -1).map((each) => each.name) : [];
  const opens = !withTrail && open.list.leads(item.code, fits);
  return { item, opens, words: item.name, above: above.join(" › "), code: item.code };
}

function fillPopup(entries, note, active) {
  open.entries = entries;
  const items = entries.map((entry, place) => {
    const item = make("li", { role: "option", id: `${open.popup.id}-${place}`, "aria-selected": "false" });
    item.append(make("span", {}, entry.words));
    if (entry.above) item.append(make("span", { class: "above" }, entry.above));
    if (entry.code) item.append(make("span", { class: "code" }, entry.code));
    if (entry.opens) item.append(make("span", { class: "opens", "aria-hidden": "true" }, "›"), make("span", { class: "unseen" }, _("，有下一级，按向右键展开")));
    return item;
  });
  open.popup.replaceChildren(...items);
  if (note) open.popup.append(noteItem(note));
  else announce(counted("%(count)s 个可选项", entries.length));
  open.active = -1;
  activate(active);
  open.popup.scrollIntoView({ block: "nearest" });
}

// A sentence in place of options; a listbox holds options only, so it is spoken instead.
function noteItem(text) {
  announce(text);
  return make("li", { class: "note", role: "presentation" }, text);
}

function activate(place) {
  open.popup.children[open.active]?.setAttribute("aria-selected", "false");
  open.active = place;
  const item = open.entries[place] ? open.popup.children[place] : null;
  if (item) {
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    open.input.setAttribute("aria-activedescendant", item.id);
  } else open.input.removeAttribute("aria-activedescendant");
  return true;
}

function take(entry) {
  if (entry.up) return browse(open.above);
  if (!fits(entry.item)) return browse(entry.item.code);
  const { input, list } = open;
  showAs(input, entry.item.code, list.trail(entry.item.code).map((each) => each.name).join(""));
  input.dataset.settled = "";
  close();
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
