// Autosave: takes changes into the journal and brings them to the server, in order, one request at a time.
// Whatever goes wrong, a change stays in the journal and the state line says so until the server has it.

import { Problem, send, sendLast, session, staleToken } from "./requests.js";
import { sayState, showState } from "./status.js";

const QUIET = 600;
const LONGEST_WAIT = 3_000;
const FIRST_RETRY = 1_000;
const SLOWEST_RETRY = 15_000;
const STOPPED_RETRY = 30_000;
const SESSION_CHECK = 4_000;
const POLL = 15_000;
const PAUSE = 1_200;

export class Saving {
  /** `onReply(reply, since, own)` shows a reply, `onHeld(path, message)` a value the server can't keep. */
  constructor({ api, account, revision, journal, onReply, onHeld, onTakenOver, baseOf }) {
    Object.assign(this, { api, account, revision, journal, onReply, onHeld, onTakenOver, baseOf });
    this.attempts = 0;
    this.notBefore = 0;
    this.due = false;
    this.savedAt = "";
    this.state = "saved";
    this.facts = {};
  }

  /** Starts sending what the journal still holds, and listening to the browser. */
  start() {
    addEventListener("online", () => this.resume());
    addEventListener("focus", () => this.waitsForSession && this.#checkSession());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("beforeunload", (event) => !this.journal.stored && !this.journal.empty && event.preventDefault());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush() : this.poll()));
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.resume().then(sayState);
      }
    });
    setInterval(() => this.#tick(), POLL);
    if (!this.journal.empty) this.flush();
    else if (this.journal.conflicts.size || this.journal.held.size || !this.journal.stored) this.show("saved");
  }

  /** A person has changed a cell. */
  change(path, value) {
    this.journal.note(path, value, this.baseOf(path) ?? this.revision);
    this.#soon();
  }

  /** A person has added ("add") or removed ("remove") a row. */
  changeRow(rows, step, row) {
    this.journal.noteRow(rows, step, row, this.revision);
    this.#soon();
  }

  /** Sends now what is waiting; true when everything has reached the server. */
  async flush() {
    for (let round = 0; round < 3 && !this.journal.empty; round += 1) {
      this.due = true;
      await this.#pump();
    }
    return this.journal.empty;
  }

  /** Tries again at once, whatever was wrong; true when everything has reached the server. */
  async resume() {
    if (this.waitsForSession) await this.#checkSession();
    else this.notBefore = 0;
    return this.flush();
  }

  /** Asks what others have changed since the revision this page knows. */
  async poll() {
    if (this.pumping || this.waitsForSession || this.journal.batches.length) return;
    const since = this.revision;
    try {
      const reply = await send("GET", `${this.api}?since=${since}`);
      if (this.pumping || this.revision !== since) return;
      this.journal.rebase(since, reply);
      this.#receive(reply, since, {});
    } catch (trouble) {
      if (trouble instanceof Problem && trouble.expired) this.#awaitSession("expired");
    }
  }

  /** Shows the save state, again when only what is held or in conflict has changed. */
  show(name = this.state, facts = this.facts) {
    this.state = name;
    this.facts = facts;
    const { stored, held, conflicts } = this.journal;
    const counts = { stored, held: [...held.keys()], conflicts: conflicts.size };
    showState(name, { at: this.savedAt, ...facts, ...counts });
  }

  #soon() {
    const now = Date.now();
    this.waitingSince ??= now;
    const wait = Math.max(0, Math.min(QUIET, this.waitingSince + LONGEST_WAIT - now));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
    this.show(this.notBefore > now ? this.state : "saving");
  }

  #pump() {
    if (Date.now() < this.notBefore) return Promise.resolve();
    this.pumping ??= this.#drain().finally(() => {
      this.pumping = null;
    });
    return this.pumping;
  }

  async #drain() {
    while (this.journal.batches.length || (this.due && !this.journal.empty)) {
      if (!this.journal.batches.length) this.due = false;
      this.waitingSince = null;
      const batch = this.journal.next();
      if (this.attempts === 0) this.show("saving");
      try {
        const reply = await send("PATCH", this.api, patchOf(batch));
        this.attempts = 0;
        this.savedAt = reply.saved_at;
        this.journal.settle(batch, reply);
        this.#receive(reply, batch.base, batch.changes);
      } catch (trouble) {
        if (!(await this.#meet(trouble, batch))) return;
      }
    }
    if (this.journal.empty) {
      this.show("saved", {});
      // How far the sections are is not part of a save's reply; a pause is the time to ask.
      clearTimeout(this.pauseTimer);
      this.pauseTimer = setTimeout(() => this.poll(), PAUSE);
    }
  }

  #receive(reply, since, own) {
    this.revision = Math.max(this.revision, reply.revision);
    this.onReply(reply, since, own);
    this.show();
  }

  // Says what is wrong; true when sending can go on with the next batch.
  async #meet(trouble, batch) {
    if (!(trouble instanceof Error)) throw trouble;
    const problem = trouble instanceof Problem ? trouble : null;
    if (problem?.expired) this.#awaitSession("expired");
    else if (problem?.final && !staleToken(problem)) {
      this.attempts = 0;
      this.journal.reject(batch, problem.detail);
      for (const path of Object.keys(batch.changes)) if (this.journal.held.has(path)) this.onHeld(path, problem.detail);
      return true;
    } else if (!problem || problem.passing || staleToken(problem)) {
      const delay = Math.min(SLOWEST_RETRY, FIRST_RETRY * 2 ** this.attempts);
      this.#retryAfter(delay * (0.75 + Math.random() / 2), "retrying", {});
    } else if ((await this.#accountNow()) !== this.account) this.#awaitSession("otherAccount");
    else this.#retryAfter(STOPPED_RETRY, "stopped", { detail: problem.detail });
    return false;
  }

  #retryAfter(delay, state, facts) {
    this.attempts += 1;
    this.notBefore = Date.now() + delay;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.resume(), delay + 5);
    this.show(state, facts);
  }

  #awaitSession(state) {
    this.waitsForSession = true;
    this.notBefore = Infinity;
    clearTimeout(this.sessionTimer);
    this.sessionTimer = setTimeout(() => this.#checkSession(), SESSION_CHECK);
    this.show(state, {});
  }

  async #checkSession() {
    const account = await this.#accountNow();
    if (account !== this.account) {
      this.#awaitSession(account === null || account === undefined ? "expired" : "otherAccount");
      return;
    }
    clearTimeout(this.sessionTimer);
    this.waitsForSession = false;
    this.notBefore = 0;
    this.attempts = 0;
    if (this.journal.empty) {
      this.show("saved", {});
      this.poll();
    } else this.flush();
  }

  // The account signed in now, null for none; undefined when the server can't be asked.
  async #accountNow() {
    try {
      const { account } = await session();
      return account === null ? null : String(account);
    } catch {
      return undefined;
    }
  }

  async #tick() {
    this.journal.write();
    if (await this.journal.takeOver()) {
      this.onTakenOver();
      this.flush();
    }
    if (!document.hidden) this.poll();
  }

  #leave() {
    const batch = this.journal.next();
    if (batch) sendLast("PATCH", this.api, patchOf(batch));
    this.journal.leave();
  }
}

function patchOf(batch) {
  return { base_revision: batch.base, operation: batch.operation, changes: batch.changes };
}
