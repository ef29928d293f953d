// Taking a table along: a button under each matrix and each table of rows copies it, headings included, as Excel
// understands it. What is copied can be pasted back anywhere into the same table (paste.js).

import { announce } from "./announce.js";
import { wordsOfTable, writeBlock } from "./blocks.js";
import { make } from "./controls.js";
import { _, counted } from "./words.js";

const NOTE_STAYS = 4_000;

/** Puts the button under every table that holds answers. */
export function startCopying() {
  for (const block of document.querySelectorAll(".block:has(> .scroll > table)")) offerCopy(block);
}

function offerCopy(block) {
  const table = block.querySelector(":scope > .scroll > table");
  const name = table.caption?.textContent.trim() ?? "";
  const button = make("button", { type: "button", class: "copy" }, _("复制表格"), make("span", { class: "unseen" }, name));
  const note = make("span", { class: "hint" });
  button.addEventListener("click", async () => {
    const lines = wordsOfTable(table);
    const done = await copyText(writeBlock(lines));
    note.textContent = done
      ? counted("已复制 %(count)s 行，可粘贴到 Excel", lines.length - 1)
      : _("浏览器不允许复制，请选中表格后按 Ctrl+C");
    announce(note.textContent);
    setTimeout(() => note.replaceChildren(), NOTE_STAYS);
  });
  block.append(make("p", { class: "take" }, button, note));
}

// The clipboard proper exists only on encrypted pages; in an office network the older way still works.
async function copyText(text) {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed: the older way may be.
  }
  let copied = false;
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    copied = true;
  };
  document.addEventListener("copy", put, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put);
  return copied;
}
