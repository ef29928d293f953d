// The one line that says what is safe: 保存中… / 已保存 14:03:05 / 未保存，正在重试 / 登录已过期. Only saving.js speaks here.

import { announce } from "./announce.js";
import { make } from "./controls.js";
import { _, counted } from "./words.js";

const place = document.getElementById("save-state");
const atLoad = place?.textContent ?? "";

/** Shows a state by name. `facts`: {at, detail, stored, held: paths, conflicts: how many}. */
export function showState(name, facts = {}) {
  if (!place) return;
  const line = SENTENCES[name](facts);
  const notes = [];
  const note = (href, text) => notes.push(_("，"), make("a", { href }, text));
  if (facts.held?.length) note(`#c-${facts.held[0]}`, counted("%(count)s 处内容未能保存", facts.held.length));
  if (facts.conflicts) note("#conflicts", counted("%(count)s 处与他人修改不一致，请选择", facts.conflicts));
  const text = [line, ...notes].map((part) => part.textContent ?? part).join("");
  if (place.dataset.state === name && place.textContent === text) return;
  const routine = isRoutine(name) && isRoutine(place.dataset.state ?? "saved");
  place.setAttribute("aria-live", routine ? "off" : "polite");
  place.dataset.state = name;
  place.replaceChildren(line, ...notes);
}

/** Says the state aloud, for somebody who asked for saving. */
export function sayState() {
  announce(place?.textContent);
}

// Saving goes on all the time: only trouble, and its end, may interrupt somebody who listens.
function isRoutine(name) {
  return name === "saving" || name === "saved";
}

// The time of day in an ISO moment, as the server wrote it.
function timeOfDay(moment) {
  return /T(\d\d:\d\d:\d\d)/.exec(moment ?? "")?.[1] ?? "";
}

const safety = ({ stored }) => (stored ? _("本机已暂存") : _("无法本机暂存，请勿关闭本页"));

const SENTENCES = {
  saving: (facts) => (facts.stored ? _("保存中…") : _("保存中…（无法本机暂存，请勿关闭本页）")),
  saved: ({ at }) => (at ? _("已保存 %(time)s", { time: timeOfDay(at) }) : atLoad),
  retrying: (facts) => _("未保存，正在重试（%(safety)s）", { safety: safety(facts) }),
  stopped: (facts) => _("未保存：%(detail)s（%(safety)s）", { detail: facts.detail, safety: safety(facts) }),
  otherAccount: (facts) => _("未保存：当前登录的是另一个账号，请用原账号重新登录（%(safety)s）", { safety: safety(facts) }),
  expired: (facts) => {
    const next = encodeURIComponent(location.pathname);
    const link = make("a", { href: `/sign-in?next=${next}` }, _("请重新登录"));
    return make("span", {}, _("登录已过期，%(safety)s，", { safety: safety(facts) }), link);
  },
};
