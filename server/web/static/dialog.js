// Questions and offers: a modal question with buttons, and the bar that offers to undo. Focus returns to where
// the person was. Nothing here decides anything.

import { make } from "./controls.js";

/** Asks a question; gives the chosen answer's name, or "" when it was closed. `answers`: [[name, text], …]. */
export function ask(title, body, answers) {
  const heading = make("h2", { id: "question-title" }, title);
  const buttons = answers.map(([name, text], place) =>
    make("button", { type: "submit", value: name, class: place ? "secondary" : "primary" }, text),
  );
  const form = make("form", { method: "dialog" }, heading, body, make("p", { class: "answers" }, ...buttons));
  const dialog = make("dialog", { class: "question", "aria-labelledby": "question-title" }, form);
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  buttons[0].focus();
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
  const take = make("button", { type: "button" }, "撤销");
  const close = make("button", { type: "button", class: "secondary" }, "知道了");
  const bar = make("div", { id: "undo", class: "undo", role: "status" }, make("span", {}, text), take, close);
  take.addEventListener("click", () => {
    bar.remove();
    undo();
  });
  close.addEventListener("click", () => bar.remove());
  (document.querySelector("footer.bar") ?? document.body).prepend(bar);
}
