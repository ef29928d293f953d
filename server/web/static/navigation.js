// Getting around: Alt+↑/↓ between sections (except in lists, which these keys open), the current section in the
// list, links that land in a cell, one section at a time on a phone, and leaving the page only when what was typed
// has arrived.

import { cellAt, enter, make } from "./controls.js";
import { ask } from "./dialog.js";
import { revealColumn } from "./matrix.js";
import { _ } from "./words.js";

const PATIENCE = 6_000;
const phone = matchMedia("(max-width: 640px)");
let current = null;

/** Starts following the person through the page. */
export function startNavigation(filling, saving) {
  for (const section of filling.querySelectorAll("form[data-section]")) addSteps(section);
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.matches("select, [role=combobox]")) return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  });
  document.addEventListener("click", (event) => follow(event, saving));
  document.addEventListener("focusin", (event) => setCurrent(event.target.closest("form[data-section]")));
  addEventListener("scroll", () => phone.matches || setCurrent(sectionInView()), { passive: true });
  phone.addEventListener("change", fit);
  fit();
  setCurrent(sections()[0]);
  if (location.hash.length > 1) land(decodeURIComponent(location.hash.slice(1)));
}

function sections() {
  return [...document.querySelectorAll("form[data-section]")].filter((section) => !section.hidden);
}

function sectionInView() {
  return sections().findLast((section) => section.getBoundingClientRect().top < innerHeight / 3) ?? sections()[0];
}

function setCurrent(section) {
  if (!section || section === current) return;
  current?.removeAttribute("data-current");
  current = section;
  section.setAttribute("data-current", "");
  for (const link of document.querySelectorAll("a[data-nav]")) {
    if (link.dataset.nav === section.dataset.section) {
      link.setAttribute("aria-current", "step");
      if (phone.matches) link.scrollIntoView({ block: "nearest", inline: "center" });
    } else link.removeAttribute("aria-current");
  }
  showSteps(section);
}

function step(by) {
  const all = sections();
  const next = all[all.indexOf(current) + by];
  if (next) open(next);
}

function open(section) {
  setCurrent(section);
  section.scrollIntoView();
  section.querySelector("h2")?.focus({ preventScroll: true });
}

// Links within the page land in the cell; links away wait until everything is saved.
function follow(event, saving) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.href);
  if (address.origin === location.origin && address.pathname === location.pathname && address.hash) {
    if (land(decodeURIComponent(address.hash.slice(1)))) event.preventDefault();
  } else if (!saving.journal.empty && !link.target && !link.download && !link.closest("#save-state")) {
    event.preventDefault();
    leave(link.href, saving);
  }
}

async function leave(address, saving) {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
  const saved = await Promise.race([saving.resume(), patience]);
  const question = _("刚填写的内容还没有保存到服务器。现在离开，它们留在本机，下次打开本页时继续保存。");
  const answers = [["stay", _("留在本页")], ["leave", _("仍要离开")]];
  if (saved || (await ask(_("还有内容没有保存"), question, answers)) === "leave") location.assign(address);
}

function land(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  if (target.matches("form[data-section]")) {
    open(target);
    return true;
  }
  const cell = target.closest("[data-cell]") ?? cellAt(id.slice(2));
  setCurrent(target.closest("form[data-section]"));
  revealColumn(cell);
  const control = target.matches("fieldset, #conflicts") ? target.querySelector("input:not([type=hidden]), button") : target;
  (cell ?? target).scrollIntoView({ block: "center" });
  enter(control ?? target);
  return true;
}

function addSteps(section) {
  const back = make("button", { type: "button", class: "back" });
  const on = make("button", { type: "button", class: "on primary" });
  back.addEventListener("click", () => step(-1));
  on.addEventListener("click", () => step(1));
  section.append(make("p", { class: "steps", hidden: true }, back, on));
}

function showSteps(section) {
  const all = sections();
  const place = all.indexOf(section);
  const [back, on] = section.querySelector(".steps").children;
  for (const [button, other, words] of [[back, all[place - 1], _("上一栏")], [on, all[place + 1], _("下一栏")]]) {
    button.hidden = !other;
    button.textContent = other ? words + _("：") + other.querySelector("h2").textContent : "";
  }
}

function fit() {
  document.getElementById("filling").toggleAttribute("data-steps", phone.matches);
  for (const steps of document.querySelectorAll(".steps")) steps.hidden = !phone.matches;
}
