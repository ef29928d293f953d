// Says aloud, for those who listen instead of look, what others see happen elsewhere on the page: a finding beside
// the cell just left, a row that came or went. Polite: it waits until the listener's own typing has been read.

import { make } from "./controls.js";
import { counted } from "./words.js";

const GATHERING = 400;
const MOST = 3;
const place = make("div", { class: "unseen", role: "status", id: "announcements" });
const waiting = new Set();
let timer = 0;
document.body.append(place);

/** Announces a sentence, together with what else happens in the same moment. */
export function announce(sentence) {
  if (!sentence) return;
  waiting.add(sentence);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const said = [...waiting].slice(0, MOST);
    if (waiting.size > MOST) said.push(counted("另有 %(count)s 条", waiting.size - MOST));
    place.replaceChildren(...said.map((each) => make("p", {}, each)));
    waiting.clear();
  }, GATHERING);
}
