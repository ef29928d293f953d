// Long option lists (regions, industries, …): fetched once when first needed, then searched and walked in the
// browser. A list is a tree of items {code, name, parent, level, placeholder}; flat lists are trees of one level.

import { send } from "./requests.js";

const MOST_FOUND = 60;
const BOUNDARIES = [..."阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀"];
const INITIALS = "abcdefghjklmnopqrstwxyz";
const loading = new Map();
const initialOf = new Map();
const collator = new Intl.Collator("zh-CN-u-co-pinyin");

/** A list of a form, kept by the browser for each language. Throws what `send` throws; a failed list is asked for again next time. */
export function loadList(form, name) {
  const url = `/api/forms/${form}/lists/${name}?language=${document.documentElement.lang}`;
  if (!loading.has(url)) {
    const asked = send("GET", url).then((found) => new OptionList(found.items));
    asked.catch(() => loading.delete(url));
    loading.set(url, asked);
  }
  return loading.get(url);
}

class OptionList {
  constructor(rows) {
    this.items = rows.map(([code, name, parent, level, placeholder]) => ({ code, name, parent, level, placeholder }));
    this.byCode = new Map(this.items.map((item) => [item.code, item]));
    this.below = new Map();
    for (const item of this.items) {
      const parent = this.byCode.has(item.parent) ? item.parent : "";
      if (!this.below.has(parent)) this.below.set(parent, []);
      this.below.get(parent).push(item);
    }
  }

  /** What lies directly below a code; placeholders such as 市辖区 give way to what is below them, unless they fit. */
  under(code, fits) {
    const found = this.below.get(code) ?? [];
    return found.flatMap((item) => {
      if (!item.placeholder) return [item];
      return fits(item) ? [item, ...this.under(item.code, fits)] : this.under(item.code, fits);
    });
  }

  /** Whether something that fits lies below a code, at any depth. */
  leads(code, fits) {
    return (this.below.get(code) ?? []).some((item) => fits(item) || this.leads(item.code, fits));
  }

  /** The codes above an item, the nearest first; the last may be of another list. */
  above(item) {
    const codes = [];
    for (let each = item; each?.parent; each = this.byCode.get(each.parent)) codes.push(each.parent);
    return codes;
  }

  /** Items from the top down to a code, without placeholders in between. */
  trail(code) {
    const found = [];
    for (let item = this.byCode.get(code); item; item = this.byCode.get(item.parent)) {
      if (!item.placeholder || item.code === code) found.unshift(item);
    }
    return found;
  }

  /** The item a text stands for: a code, a name with or without its code, or all names from the top; or null. */
  find(text) {
    if (!text) return null;
    const whole = (item) => this.trail(item.code).map((each) => each.name).join("");
    const fits = (item) => [item.code, `${item.code} ${item.name}`, whole(item)].includes(text);
    return this.byCode.get(text) ?? this.items.find(fits) ?? this.items.find((item) => item.name === text) ?? null;
  }

  /** Items that fit the words, best first: by code, name, names above it, or initials of the name in pinyin. */
  search(text, fits) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const ranked = [];
    for (const item of this.items) {
      const rank = fits(item) ? this.#rank(item, words) : 0;
      if (rank) ranked.push([rank, item]);
    }
    return ranked.sort(([one], [other]) => other - one).slice(0, MOST_FOUND).map(([, item]) => item);
  }

  #rank(item, words) {
    const [first] = words;
    item.searched ??= this.trail(item.code).map((each) => `${each.code} ${each.name}`.toLowerCase()).join(" ");
    item.joined ??= this.trail(item.code).map((each) => each.name).join("").toLowerCase();
    if (item.code.toLowerCase() === first) return 6;
    if (words.every((word) => item.name.startsWith(word))) return 5;
    if (words.every((word) => item.name.includes(word))) return 4;
    if (item.code.toLowerCase().startsWith(first)) return 3;
    if (words.every((word) => item.searched.includes(word) || item.joined.includes(word))) return 2;
    item.initials ??= initialsOf(item.name);
    return words.every((word) => /^[a-z]+$/.test(word) && item.initials.startsWith(word)) ? 1 : 0;
  }
}

// The first letters of a name in pinyin, from the browser's own collation; it knows one reading per character.
function initialsOf(name) {
  return [...name].map((character) => {
    if (!initialOf.has(character)) initialOf.set(character, findInitial(character));
    return initialOf.get(character);
  }).join("");
}

function findInitial(character) {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  const place = BOUNDARIES.findLastIndex((boundary) => collator.compare(boundary, character) <= 0);
  return INITIALS[place] ?? "";
}
