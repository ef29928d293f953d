// Attachments: files go up one after the other with a visible progress, and say why when they are refused. The list
// of a slot is always the server's; what is on its way, or failed, stands below it.

import { announce } from "./announce.js";
import { make } from "./controls.js";
import { ask } from "./dialog.js";
import { Problem, problemFrom, send, sendLast, session, staleToken, tokenHeader } from "./requests.js";
import { _, counted } from "./words.js";

const CAPTION_QUIET = 800;
const CAPTION_RETRY = 5_000;
const captions = new Map();
let context = null;
let queue = Promise.resolve();
let queueOfCaptions = Promise.resolve();

/** Lets file inputs, captions and delete buttons work without leaving the page. `onReply(reply)` shows replies. */
export function startFiles(api, page, onReply) {
  context = { api, page, onReply };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-files] input[type=file]")) addFiles(event.target);
    if (event.target.matches("[data-file] .caption")) noteCaption(event.target, 0);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-file] .caption")) noteCaption(event.target, CAPTION_QUIET);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name=action][value^='delete-file:']");
    if (!button) return;
    event.preventDefault();
    deleteFile(button.closest("[data-file]"));
  });
  addEventListener("pagehide", () => {
    for (const [id, { path, caption }] of captions) sendLast("PATCH", addressOf(id), { path, caption });
  });
}

/** Shows the files of a slot as the server lists them: [{id, name, size, caption}]. */
export function showFiles(path, files) {
  const list = slotAt(path)?.querySelector("ul");
  if (!list) return;
  const before = new Map([...list.children].map((item) => [item.dataset.file, item]));
  const items = files.map((file) => {
    const item = before.get(file.id) ?? fileItem(file);
    const caption = item.querySelector(".caption");
    if (caption && caption !== document.activeElement && !captions.has(file.id)) caption.value = file.caption ?? "";
    return item;
  });
  for (const [id, item] of before) if (!files.some((file) => file.id === id)) item.remove();
  items.forEach((item, place) => list.children[place] !== item && list.insertBefore(item, list.children[place] ?? null));
}

// A number of bytes in words.
function sizeInWords(bytes) {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : counted("%(count)s 字节", bytes);
}

function addFiles(input) {
  const slot = input.closest("[data-files]");
  for (const file of input.files) addFile(slot, file);
  input.value = "";
}

function addFile(slot, file) {
  const { types, maxBytes, maxFiles } = slot.dataset;
  const ending = file.name.split(".").at(-1).toLowerCase();
  const known = types.split(",").filter(Boolean);
  const item = waitingItem(slot, file);
  const taken = slot.querySelectorAll("[data-file]").length + slot.querySelectorAll(".uploading").length;
  if (known.length && !known.includes(ending)) refuse(item, _("不接受这种文件，请使用 %(types)s 格式", { types: known.join(_("、")) }));
  else if (file.size === 0) refuse(item, _("文件是空的，请检查后重新选择"));
  else if (file.size > Number(maxBytes || Infinity)) {
    const sizes = { size: sizeInWords(file.size), limit: Math.floor(Number(maxBytes) / 2 ** 20) };
    refuse(item, _("文件有 %(size)s，单个文件不能超过 %(limit)s MB", sizes));
  } else if (taken > Number(maxFiles || Infinity)) refuse(item, counted("最多 %(count)s 个文件，请先删除不需要的", Number(maxFiles)));
  else enqueue(slot, file, item);
}

function enqueue(slot, file, item) {
  item.classList.remove("refused");
  item.classList.add("uploading");
  queue = queue.then(() => item.isConnected && upload(slot, file, item));
}

async function upload(slot, file, item) {
  try {
    const reply = await transfer(slot, file, item).catch(async (trouble) => {
      if (!(trouble instanceof Problem) || !staleToken(trouble)) throw trouble;
      await session();
      return transfer(slot, file, item);
    });
    item.remove();
    context.onReply(reply);
    announce(_("已上传：%(name)s", { name: file.name }));
  } catch (trouble) {
    if (!item.isConnected) return;
    if (!(trouble instanceof Problem)) refuse(item, _("网络中断，文件没有上传成功"), () => enqueue(slot, file, item));
    else if (trouble.final) refuse(item, trouble.detail);
    else refuse(item, trouble.detail, () => enqueue(slot, file, item));
  }
}

// XMLHttpRequest, because fetch does not tell how much of a body has gone out.
function transfer(slot, file, item) {
  const request = new XMLHttpRequest();
  const bar = make("progress", { max: "100", value: "0", "aria-label": _("%(name)s 上传进度", { name: file.name }) });
  const share = make("span", { class: "size" }, _("等待上传"));
  const cancel = make("button", { type: "button", class: "remove" }, _("取消"));
  cancel.addEventListener("click", () => {
    putAway(item);
    request.abort();
  });
  item.replaceChildren(make("span", {}, file.name), bar, share, cancel);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? (loaded / total) * 100 : 0;
    const going = { share: `${Math.floor(bar.value)} %`, size: sizeInWords(total) };
    share.textContent = loaded < total ? _("%(share)s，共 %(size)s", going) : _("正在检查文件…");
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(problemFrom(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(new Error("network")));
    request.addEventListener("abort", () => reject(new Error("abort")));
    const facts = new URLSearchParams({ path: slot.dataset.files, name: file.name, caption: "" });
    request.open("POST", `${context.api}/files?${facts}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-File-Size", String(file.size));
    for (const [name, value] of Object.entries(tokenHeader())) request.setRequestHeader(name, value);
    request.send(file);
  });
}

function refuse(item, reason, retry) {
  item.classList.remove("uploading");
  item.classList.add("refused");
  const again = retry ? make("button", { type: "button", class: "retry" }, _("重新上传")) : null;
  again?.addEventListener("click", retry);
  const close = make("button", { type: "button", class: "remove" }, _("知道了"));
  close.addEventListener("click", () => putAway(item));
  item.replaceChildren(make("span", {}, item.dataset.name), make("span", { class: "reason", role: "alert" }, reason));
  item.append(...[again, close].filter(Boolean));
}

function putAway(item) {
  const slot = item.closest("[data-files]");
  item.remove();
  slot?.querySelector("input[type=file]")?.focus();
}

function waitingItem(slot, file) {
  const item = make("li", { "data-name": file.name }, make("span", {}, file.name));
  let list = slot.querySelector("ul.transfers");
  if (!list) {
    list = make("ul", { class: "transfers" });
    slot.querySelector("ul").after(list);
  }
  list.append(item);
  return item;
}

async function deleteFile(item) {
  const { path } = slotFacts(item);
  const name = item.querySelector("a").textContent;
  const answers = [["delete", _("删除附件")], ["", _("保留")]];
  if ((await ask(_("删除“%(name)s”？", { name }), _("删除后如需使用，要重新上传。"), answers, true)) !== "delete") return;
  try {
    const facts = new URLSearchParams({ path });
    context.onReply(await send("DELETE", `${addressOf(item.dataset.file)}?${facts}`));
    slotAt(path)?.querySelector("input[type=file]")?.focus();
    announce(_("已删除：%(name)s", { name }));
  } catch (trouble) {
    say(item, trouble instanceof Problem ? trouble.detail : _("网络中断，附件没有删除，请稍后重试"));
  }
}

function noteCaption(input, delay) {
  const item = input.closest("[data-file]");
  const id = item.dataset.file;
  clearTimeout(captions.get(id)?.timer);
  captions.set(id, { path: slotFacts(item).path, caption: input.value });
  sendCaptionIn(delay, id, item);
  say(item, _("说明保存中…"));
}

function sendCaptionIn(delay, id, item) {
  captions.get(id).timer = setTimeout(() => {
    queueOfCaptions = queueOfCaptions.then(() => sendCaption(id, item));
  }, delay);
}

async function sendCaption(id, item) {
  const note = captions.get(id);
  if (!note) return;
  try {
    const { path, caption } = note;
    const reply = await send("PATCH", addressOf(id), { path, caption });
    if (captions.get(id) !== note) return;
    captions.delete(id);
    say(item, "");
    context.onReply(reply);
  } catch (trouble) {
    if (captions.get(id) !== note) return;
    const final = trouble instanceof Problem && trouble.final;
    say(item, final ? trouble.detail : _("说明尚未保存，正在重试"));
    if (!final) sendCaptionIn(CAPTION_RETRY, id, item);
  }
}

function fileItem({ id, name, size, caption }) {
  const note = make("input", { type: "text", class: "caption", "aria-label": _("%(name)s 的说明", { name }), value: caption ?? "" });
  const hidden = make("span", { class: "unseen" }, `“${name}”`);
  return make(
    "li",
    { "data-file": id },
    make("a", { href: `${context.page}/files/${id}` }, name),
    make("span", { class: "size" }, sizeInWords(size ?? 0)),
    make("label", { class: "captioned" }, make("span", {}, _("说明")), note),
    make("button", { type: "submit", name: "action", value: `delete-file:${id}`, class: "remove" }, _("删除"), hidden),
  );
}

function say(item, text) {
  item.querySelector(".reason")?.remove();
  if (text) item.append(make("span", { class: "reason", role: "status" }, text));
}

function slotAt(path) {
  return document.querySelector(`[data-files="${CSS.escape(path)}"]`);
}

function slotFacts(item) {
  return { path: item.closest("[data-files]").dataset.files };
}

function addressOf(id) {
  return `${context.api}/files/${encodeURIComponent(id)}`;
}
