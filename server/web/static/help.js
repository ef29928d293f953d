// Help that opens beside a cell: how a computed value comes about shows while one is in the cell, help behind a “?”
// while one is in what it is about, or until Escape. Without this module every help is a plain disclosure.

/** Watches focus, keys and clicks for all help of the page. */
export function startHelp() {
  document.addEventListener("focusin", ({ target }) => {
    for (const help of openHelp()) if (!isAbout(help, target)) help.open = false;
    if (target.matches?.(".computed:focus-visible")) explain(target);
  });
  document.addEventListener("click", ({ target }) => {
    for (const help of openHelp()) if (!isAbout(help, target)) help.open = false;
    if (target.matches?.("output.computed")) explain(target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const help of openHelp()) {
      if (help.contains(document.activeElement)) help.querySelector("summary").focus();
      help.open = false;
    }
  });
  document.addEventListener("toggle", ({ target }) => target.matches("details.help[open]") && bringIntoView(target), true);
}

function openHelp() {
  return document.querySelectorAll("details.help[open]");
}

function isAbout(help, element) {
  const home = help.closest(".formula, thead") ? help.closest(".value, table") : help.closest(".pair, tr, td");
  return Boolean(home?.contains(element));
}

function explain(output) {
  const help = output.closest("[data-cell]")?.querySelector("details.formula");
  if (help) help.open = true;
}

function bringIntoView(help) {
  help.querySelector("div").scrollIntoView({ block: "nearest", inline: "nearest" });
}
