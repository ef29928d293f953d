// Two people, one cell: shows both values, who and when, with two buttons. Until somebody chooses, my value stays
// in the cell and in the journal.

import { cellAt, controlsAt, enter, make, wordsIn, write } from "./controls.js";
import { isRowStep } from "./journal.js";
import { contentOf, dropRow, insertRow, restoreRow } from "./rows.js";
import { _ } from "./words.js";

const place = document.getElementById("conflicts");

/** Shows the conflicts the journal holds, and nothing else. */
export function showConflicts(journal, saving) {
  if (!place) return;
  for (const shown of [...place.children]) if (!journal.conflicts.has(shown.dataset.conflict)) shown.remove();
  for (const [path, conflict] of journal.conflicts) {
    const before = [...place.children].find((shown) => shown.dataset.conflict === path);
    if (before?.dataset.revision === String(conflict.revision)) continue;
    const fresh = card(path, conflict, journal, saving);
    if (before) before.replaceWith(fresh);
    else place.append(fresh);
    cellAt(path)?.setAttribute("data-conflict", "");
  }
}

function card(path, conflict, journal, saving) {
  const { label, by, at, theirs, removed_row: removedRow } = conflict;
  const who = [by || _("他人"), at ? momentInWords(at) : ""].filter(Boolean).join(_("，"));
  const mineText = isRowStep(conflict.mine) ? _("（增删了里面的行）") : wordsIn(path, conflict.mine) || _("（空）");
  const theirText = removedRow ? _("（已删除）") : theirs?.text || theirs?.edit || _("（空）");
  const [title, keepMine, takeTheirs] = removedRow
    ? [_("“%(label)s”所在的行已被删除", { label }), _("恢复这一行，采用我的"), _("同意删除")]
    : [_("“%(label)s”被同时修改", { label }), _("采用我的"), _("采用对方的")];
  const facts = make("dl", {}, make("dt", {}, _("我填写的")), make("dd", {}, mineText));
  facts.append(make("dt", {}, who), make("dd", {}, theirText));
  const mine = make("button", { type: "button", value: "mine" }, keepMine);
  const other = make("button", { type: "button", value: "theirs" }, takeTheirs);
  mine.addEventListener("click", () => settle(path, removedRow ? restored : kept));
  other.addEventListener("click", () => settle(path, removedRow ? dropped : taken));
  const id = `conflict-${path}`;
  const attributes = { class: "conflict", "aria-labelledby": id, "data-conflict": path, "data-revision": conflict.revision };
  return make("section", attributes, make("h2", { id }, title), facts, make("p", { class: "answers" }, mine, other));

  function settle(at, choose) {
    choose(at, journal, saving);
    cellAt(at)?.removeAttribute("data-conflict");
    showConflicts(journal, saving);
    saving.show();
    saving.flush();
    if (controlsAt(at)[0]) enter(controlsAt(at)[0]);
  }
}

function kept(path, journal) {
  journal.resolve(path, { [path]: journal.conflicts.get(path).mine });
}

function taken(path, journal) {
  const { theirs } = journal.conflicts.get(path);
  journal.resolve(path, {});
  write(path, theirs);
}

function restored(path, journal, saving) {
  const [rows, id] = rowOf(path, journal);
  const content = contentOf(insertRow(rows, id));
  for (const at of conflictsIn(rows, id, journal)) journal.resolve(at, { [at]: journal.conflicts.get(at).mine });
  restoreRow(rows, id, content, null, saving);
}

function dropped(path, journal) {
  const [rows, id] = rowOf(path, journal);
  for (const at of conflictsIn(rows, id, journal)) journal.resolve(at, {});
  dropRow(rows, id);
}

function conflictsIn(rows, id, journal) {
  return [...journal.conflicts.keys()].filter((path) => path.startsWith(`${rows}/${id}/`));
}

// The removed row a conflict lies in: its table and its id.
function rowOf(path, journal) {
  const row = journal.conflicts.get(path).removed_row;
  return [row.slice(0, row.lastIndexOf("/")), row.slice(row.lastIndexOf("/") + 1)];
}

function momentInWords(iso) {
  const [, month, day, time] = /^\d+-(\d+)-(\d+)T(\d\d:\d\d)/.exec(iso) ?? [];
  return time ? _("%(month)s月%(day)s日 %(time)s", { month: Number(month), day: Number(day), time }) : iso;
}
