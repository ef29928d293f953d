// The client of the filling page. Without it the page works by plain posts; with it every change is kept at once:
// journal.js writes it down, saving.js brings it to the server, reply.js shows what followed from it.

import { showConflicts } from "./conflicts.js";
import { asChange, isInCell, pathOf, read, write } from "./controls.js";
import { startCopying } from "./copying.js";
import { startFields } from "./fields.js";
import { startFiles } from "./files.js";
import { readFindings, showWaiting, takeFindings } from "./findings.js";
import { startHelp } from "./help.js";
import { Journal, isRowStep } from "./journal.js";
import { startMatrix } from "./matrix.js";
import { startNavigation } from "./navigation.js";
import { startOptions } from "./options.js";
import { startPaste } from "./paste.js";
import { startPicker } from "./picker.js";
import { leaveCell, seenRevision, showReply } from "./reply.js";
import { dropRow, insertAround, insertRow, startRows } from "./rows.js";
import { Saving } from "./saving.js";
import { _ } from "./words.js";

const filling = document.getElementById("filling");
if (filling) start(filling.dataset);

async function start({ submission, account, revision, api, form }) {
  const journal = new Journal(account, submission);
  readFindings();
  await journal.open();
  const early = typedEarly();
  startFields();
  const saving = new Saving({
    api,
    account,
    journal,
    revision: Number(revision),
    baseOf: seenRevision,
    onHeld: showHeld,
    onTakenOver: () => restore(journal, saving),
    onReply: (reply, since, own) => {
      showReply(reply, since, own, journal);
      showConflicts(journal, saving);
    },
  });
  listen(saving, journal);
  startRows(saving);
  startPaste(saving);
  startPicker(form);
  startOptions();
  startMatrix();
  startCopying();
  startHelp();
  startFiles(api, `/submissions/${submission}`, (reply) => showUpload(reply, saving, journal));
  restore(journal, saving);
  for (const [path, value] of early) {
    write(path, asChange(value));
    saving.change(path, value);
  }
  startNavigation(filling, saving);
  saving.start();
  filling.dataset.ready = "";
}

// What a person typed before this script ran: path -> value. Only where the browser is told not to bring back old
// contents by itself, because those would look the same.
function typedEarly() {
  const found = new Map();
  for (const control of filling.querySelectorAll("form[autocomplete=off] :is(input, textarea, select)")) {
    const path = pathOf(control);
    if (path && differsFromPage(control)) found.set(path, read(path));
  }
  return found;
}

function differsFromPage(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
  const chosen = [...control.options].findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(0, chosen);
}

function listen(saving, journal) {
  const notice = (event) => {
    const path = event.isComposing ? "" : pathOf(event.target);
    if (!path || repeats(event)) return;
    if (event.type === "input") delete event.target.dataset.settled;
    saving.change(path, read(path));
  };
  for (const happening of ["input", "change", "compositionend"]) document.addEventListener(happening, notice);
  document.addEventListener("focusout", (event) => {
    const path = pathOf(event.target);
    if (!path || pathOf(event.relatedTarget) === path) return;
    setTimeout(() => {
      leaveCell(path, journal);
      if (!journal.empty) saving.flush();
    });
  });
  filling.addEventListener("submit", (event) => {
    event.preventDefault();
    saving.resume();
  });
}

// A browser tells twice: of a text while it is typed and again on leaving, of a choice as input and as change.
function repeats({ type, target, isTrusted }) {
  const isChoice = target.matches("select, [type=radio], [type=checkbox]");
  return isChoice ? type !== "change" : type === "change" && isTrusted;
}

// Shows what exists only in the journal, as if it had just been typed.
function restore(journal, saving) {
  for (const [path, value] of journal.values()) {
    insertAround(path);
    if (isRowStep(value)) {
      for (const row of value.remove ?? []) dropRow(path, row);
      for (const row of value.add ?? []) insertRow(path, row);
    } else if (!isInCell(path)) {
      write(path, asChange(value));
    }
  }
  for (const [path, { message }] of journal.held) showHeld(path, message);
  showConflicts(journal, saving);
}

// An upload's reply tells of its own slot; what else happened meanwhile is asked for.
function showUpload(reply, saving, journal) {
  const files = Object.entries(reply.changes ?? {}).filter(([, change]) => change.files);
  showReply({ ...reply, changes: Object.fromEntries(files) }, saving.revision, {}, journal);
  saving.poll();
}

function showHeld(path, message) {
  takeFindings({ [path]: [{ severity: "error", message: _("未能保存：%(message)s", { message }) }] });
  showWaiting(path);
}
