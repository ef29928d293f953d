// Talking to the server: one function that sends JSON, knows the token against forged requests and renews it,
// and tells apart what the rest of the client must treat differently. Used by saving, lists and files.

import { _ } from "./words.js";

const PATIENCE = 20_000;
const token = document.querySelector('meta[name="csrf-token"]');

/** The server answered, but with a problem (RFC 9457). `detail` is a sentence for the person. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || _("服务器回答了 %(status)s", { status }));
    this.status = status;
    this.type = body.type ?? "";
    this.detail = this.message;
    this.findings = body.findings ?? [];
  }

  /** The session has ended; signing in again helps. */
  get expired() {
    return this.status === 401;
  }

  /** The same request may succeed later. */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }

  /** What was sent can't be kept, now or later. */
  get final() {
    return [400, 413, 422].includes(this.status);
  }
}

// No answer: network, server or patience gone.
class Unreachable extends Error {}

/** The headers every writing request carries. */
export function tokenHeader() {
  return { "X-CSRFToken": token?.content ?? "" };
}

/** Who is signed in now: {account, csrf}; account is null when nobody is. Takes over the fresh token. */
export async function session() {
  try {
    const found = await answerOf(await attempt("GET", "/api/session"));
    if (found.csrf && token) token.content = found.csrf;
    return { account: found.account ?? null, csrf: found.csrf };
  } catch (trouble) {
    if (trouble instanceof Problem && trouble.expired) return { account: null };
    throw trouble;
  }
}

/** Sends JSON and gives the JSON answered. Throws Problem or Unreachable. A stale token is renewed once. */
export async function send(method, url, body, options = {}) {
  try {
    return await answerOf(await attempt(method, url, body, options));
  } catch (trouble) {
    if (!(trouble instanceof Problem) || !staleToken(trouble)) throw trouble;
    await session();
    return answerOf(await attempt(method, url, body, options));
  }
}

/** Sends while the page is going away; nobody waits for the answer. */
export function sendLast(method, url, body) {
  attempt(method, url, body, { keepalive: true }).catch(() => {});
}

/** Whether a problem says that the token against forged requests is too old. */
export function staleToken(problem) {
  return problem.status === 400 && problem.type.endsWith("csrf");
}

/** The problem a failed answer tells of, whatever its body is. */
export function problemFrom(status, text) {
  try {
    return new Problem(status, JSON.parse(text));
  } catch {
    return new Problem(status, {});
  }
}

async function attempt(method, url, body, { keepalive = false } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, tokenHeader(), { "Content-Type": "application/json" });
  const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE);
  try {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return await fetch(url, { method, headers, body: payload, keepalive, signal, redirect: "manual" });
  } catch (trouble) {
    throw new Unreachable(trouble.message);
  }
}

async function answerOf(response) {
  if (response.type === "opaqueredirect") throw new Problem(401, {});
  let text;
  try {
    text = await response.text();
  } catch (trouble) {
    throw new Unreachable(trouble.message);
  }
  if (!response.ok) throw problemFrom(response.status, text);
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new Unreachable(_("回答不是 JSON"));
  }
}
