// The words of the scripts in the language of the page. Chinese is the source and needs nothing; for another language
// the page names a catalogue (data-words), and what is not in it stays Chinese. server/language.py does the same.

const { dataset, lang } = document.documentElement;
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const plurals = new Intl.PluralRules(lang || "zh-CN");
const forms = CATEGORIES.filter((each) => plurals.resolvedOptions().pluralCategories.includes(each));
const words = dataset.words ? await catalogue(dataset.words) : {};

/** A text in the language of the page, with `%(name)s` filled in. */
export function _(text, values = {}) {
  const said = words[text] ?? text;
  return filled(Array.isArray(said) ? said.at(-1) : said, values);
}

/** A text about a number of things, `%(count)s`, in its singular or plural. */
export function counted(text, count, values = {}) {
  const said = words[text] ?? text;
  const form = Array.isArray(said) ? said[forms.indexOf(plurals.select(count))] ?? said.at(-1) : said;
  return filled(form, { ...values, count });
}

function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (mark, name) => values[name] ?? mark);
}

// Without it one works in Chinese: better than not at all.
async function catalogue(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}
