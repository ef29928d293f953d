// Questions and offers: a modal question with buttons, and the bar that offers to undo. Focus returns to where
// the person was. Nothing here decides anything.

import { announce } from "./announce.js";
import { make } from "./controls.js";
import { _ } from "./words.js";

/**
 * Asks a question; gives the chosen answer's name, or "" when it was closed. `answers`: [[name, text], …], the first
 * being what was asked for. Focus starts on it, unless it is `costly`: then on the last, which changes nothing.
 */
export function ask(title, body, answers, costly = false) {
  const heading = make("h2", { id: "question-title" }, title);
  const buttons = answers.map(([name, text], place) =>
    make("button", { type: "submit", value: name, class: place ? "secondary" : "primary" }, text),
  );
  const text = make("div", { id: "question-text" }, body);
  const form = make("form", { method: "dialog" }, heading, text, make("p", { class: "answers" }, ...buttons));
  const named = { "aria-labelledby": "question-title", "aria-describedby": "question-text" };
  const dialog = make("dialog", { class: "question", ...named }, form);
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  buttons.at(costly ? -1 : 0).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue);
    });
  });
}

/** Offers to undo what was just done, until it is undone, dismissed or something else is offered. */
export function offerUndo(text, undo) {
  document.getElementById("undo")?.remove();
  const take = make("button", { type: "button" }, _("撤销"));
  const close = make("button", { type: "button", class: "secondary" }, _("知道了"));
  const before = document.activeElement;
  const facts = { id: "undo", class: "undo", role: "group", "aria-label": _("刚才的改动") };
  const bar = make("div", facts, make("span", {}, text), take, close);
  take.addEventListener("click", () => {
    bar.remove();
    undo();
  });
  close.addEventListener("click", () => {
    bar.remove();
    if (before?.isConnected) before.focus();
  });
  announce(_("%(text)s，可在页面底部撤销", { text }));
  (document.querySelector("footer.bar") ?? document.body).prepend(bar);
}
