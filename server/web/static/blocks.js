// A table of the page and a block of cells in the clipboard, each as the other sees it: the names of rows and
// columns, the words in a cell, and tab-separated text as Excel reads and writes it.

import { pathOf, rawOf, wordsIn } from "./controls.js";
import { columnsOf, controlIn } from "./matrix.js";
import { _ } from "./words.js";

const STARTS_FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\d,]*\.?\d+%?$/;
const UNSAID = /^其中[:：]?|[\s()（）*\u2060]/g;

/** Tab-separated text as Excel copies it -> lines of cells; quoted cells may hold line breaks and quotes. */
export function readBlock(text) {
  const lines = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text);
    lines.at(-1).push(asTyped((quoted?.replaceAll('""', '"') ?? plain).trim()));
    if (end === "\t" && cell.lastIndex === text.length) lines.at(-1).push("");
    if (end !== "\t" && cell.lastIndex < text.length) lines.push([]);
  }
  return lines;
}

/** Lines of cells -> tab-separated text. What Excel would take for a formula gets an apostrophe before it. */
export function writeBlock(lines) {
  return lines.map((line) => line.map(asCopied).join("\t")).join("\r\n");
}

/** A table with its headings, as lines of words: first the columns' names, then each row after its own name. */
export function wordsOfTable(table) {
  const names = namesOf(table);
  const lines = linesOf(table).map((line, place) => [names.rows?.[place] ?? `${place + 1}`, ...columnsOf(line).map(wordsOf)]);
  return [[names.corner, ...names.columns], ...lines];
}

/**
 * Where the cells of a block belong, if it brings the table's own headings: {lines, columnAt, rowAt}. `lines` is the
 * block without its headings; `columnAt` and `rowAt` give the place in the table of a line's or cell's number, -1 for
 * a name the table doesn't have. Without headings each is counted on from where the person is.
 */
export function align(block, { row, column }, table) {
  const names = namesOf(table);
  const heads = block.length > 1 ? block[0].map((text) => placeOf(text, names.columns)) : [];
  const headed = heads.some((place) => place >= 0) && block[0].every((text, place) => place === 0 || !text || heads[place] >= 0);
  const body = headed ? block.slice(1) : block;
  const titles = body.map(([first]) => placeOf(first ?? "", names.rows ?? []));
  const titled = titles.some((place) => place >= 0) && !(headed && heads[0] >= 0);
  const led = titled || (headed && heads[0] < 0);
  return {
    lines: led ? body.map((line) => line.slice(1)) : body,
    columnAt: (place) => (headed ? heads[place + Number(led)] ?? -1 : column + place),
    rowAt: (place) => (titled ? titles[place] : row + place),
  };
}

function namesOf(table) {
  const [above, under] = table.tHead.rows;
  const shared = [...(under?.cells ?? [])];
  const heads = [...above.cells]
    .filter((head) => !head.matches(".act"))
    .flatMap((head) => (head.scope === "colgroup" ? shared.splice(0, head.colSpan) : head));
  const rows = table.matches(".matrix") ? linesOf(table).map((line) => titleOf(line.cells[0], unitOf(line))) : null;
  const [corner, ...columns] = heads.map((head) => titleOf(head));
  return { corner, columns, rows };
}

function linesOf(table) {
  const lines = [...table.tBodies].flatMap((body) => [...body.rows]);
  return lines.filter((line) => !line.hidden && !line.matches(".inner") && line.closest("[data-line], [data-row]"));
}

function unitOf(line) {
  return line.querySelector("td .unit")?.textContent.trim() ?? "";
}

// A heading's words, with the unit as official tables write it: 营业收入（万元）.
function titleOf(head, unit = "") {
  const named = (head.querySelector(".named > span") ?? head).cloneNode(true);
  const own = named.querySelector(".unit");
  const inside = own?.textContent.trim() ?? unit;
  for (const extra of [own, ...named.querySelectorAll("abbr, .help")]) extra?.remove();
  const title = named.textContent.replaceAll("\u2060", "").trim();
  return inside && !title.includes(inside) ? _("%(title)s（%(unit)s）", { title, unit: inside }) : title;
}

function placeOf(text, names) {
  const wanted = bare(text);
  if (!wanted) return -1;
  const exact = names.findIndex((name) => bare(name) === wanted);
  return exact >= 0 ? exact : names.findIndex((name) => bare(name.replace(/[（(][^（()）]*[）)]$/, "")) === wanted);
}

function bare(text) {
  return text.normalize("NFKC").replace(UNSAID, "");
}

function wordsOf(cell) {
  if (cell.hidden || cell.matches(".none")) return "";
  const files = [...cell.querySelectorAll("[data-file] a")].map((file) => file.textContent.trim());
  if (files.length) return files.join(_("、"));
  const control = controlIn(cell);
  if (control) return control.matches(".number") ? plain(rawOf(control)) : wordsIn(pathOf(control)).trim();
  const shown = cell.querySelector("output, .reading");
  const words = shown?.textContent.trim() ?? "";
  return shown?.matches(".number") ? plain(words) : words;
}

function plain(words) {
  return NUMBER.test(words) ? words.replaceAll(",", "") : words;
}

function asCopied(text) {
  const safe = STARTS_FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function asTyped(text) {
  return text.startsWith("'") && STARTS_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
