// The local journal: every change is written here before it is sent, and leaves only when the server has
// answered that it is kept. One record per account, submission and tab in the browser's local storage.
//
// batches    frozen: sent at least once, or taken over; sent again under the same operation id until answered
// pending    path -> {value, base}: not yet sent; `base` is the revision the person saw when typing
// conflicts  path -> what the server said about a value of mine that met somebody else's
// held       path -> {value, message}: the server can't keep it; stays here until it is changed

import { ifGone, identify, operationId } from "./tabs.js";

const MOST_CHANGES = 400;

export class Journal {
  constructor(account, submission) {
    this.prefix = `tianbiao:journal:${account}:${submission}:`;
    this.batches = [];
    this.pending = new Map();
    this.conflicts = new Map();
    this.held = new Map();
    this.stored = true;
  }

  /** Finds this tab's record again, and takes over the records of tabs that are gone. */
  async open() {
    this.tab = await identify((tab) => this.#load(this.prefix + tab)?.alive);
    const record = this.#load(this.prefix + this.tab);
    if (record) this.#absorb(record);
    await this.takeOver();
  }

  /** Takes over what closed tabs left; says whether there was anything. */
  async takeOver() {
    let found = false;
    for (const key of this.#keys()) {
      const record = key === this.prefix + this.tab ? null : this.#load(key);
      if (!record) continue;
      await ifGone(key.slice(this.prefix.length), record.alive, () => {
        this.#absorb(this.#load(key) ?? {});
        if (this.write()) localStorage.removeItem(key);
        found = true;
      });
    }
    return found;
  }

  /** Notes what now stands in a cell. `base` is the revision its person had seen. */
  note(path, value, base) {
    this.held.delete(path);
    const conflict = this.conflicts.get(path);
    if (conflict) conflict.mine = value;
    else this.pending.set(path, { value, base: this.pending.get(path)?.base ?? base });
    this.write();
  }

  /** Notes that a row was added ("add") or removed ("remove") in a rows block. */
  noteRow(rows, step, row, base) {
    const opposite = step === "add" ? "remove" : "add";
    const entry = this.pending.get(rows) ?? { value: {}, base };
    const undone = entry.value[opposite]?.includes(row);
    const without = (list = []) => list.filter((each) => each !== row);
    const value = { ...entry.value, [opposite]: without(entry.value[opposite]) };
    if (!undone) value[step] = [...without(entry.value[step]), row];
    if (step === "remove") this.#forgetInside(`${rows}/${row}/`);
    const kept = Object.fromEntries(Object.entries(value).filter(([, list]) => list.length));
    if (Object.keys(kept).length) this.pending.set(rows, { ...entry, value: kept });
    else this.pending.delete(rows);
    this.write();
  }

  /** The batch to send now: the oldest unanswered one, or a new one of what is pending; null when all is kept. */
  next() {
    if (!this.batches.length && this.pending.size) {
      const base = Math.min(...[...this.pending.values()].map((entry) => entry.base));
      const chosen = [...this.pending].filter(([, entry]) => entry.base === base).slice(0, MOST_CHANGES);
      for (const [path] of chosen) this.pending.delete(path);
      const ordered = chosen.sort((one, other) => isRowStep(other[1].value) - isRowStep(one[1].value));
      this.#freeze(ordered.map(([path, entry]) => [path, entry.value]), base);
      this.write();
    }
    return this.batches[0] ?? null;
  }

  /** The server has answered a batch: what it kept leaves the journal, what clashed becomes a conflict. */
  settle(batch, reply) {
    this.batches = this.batches.filter((each) => each !== batch);
    for (const conflict of reply.conflicts ?? []) {
      const newer = this.pending.get(conflict.path);
      this.pending.delete(conflict.path);
      const mine = newer ? newer.value : conflict.mine;
      this.conflicts.set(conflict.path, { ...conflict, mine, revision: reply.revision });
    }
    this.rebase(batch.base, reply, batch.changes);
    this.write();
  }

  /** What is pending has now seen the reply's revision, except where somebody else changed the same cell. */
  rebase(since, reply, own = {}) {
    for (const [path, entry] of this.pending) {
      const theirs = reply.changes?.[path]?.by;
      if (path in own || (entry.base >= since && !theirs)) entry.base = Math.max(entry.base, reply.revision);
    }
  }

  /** A batch the server can't keep as a whole: split it, or hold its only change until it is changed. */
  reject(batch, message) {
    this.batches = this.batches.filter((each) => each !== batch);
    const changes = Object.entries(batch.changes);
    if (changes.length === 1) {
      const [[path, value]] = changes;
      if (!this.pending.has(path)) this.held.set(path, { value, message });
    } else {
      const half = Math.ceil(changes.length / 2);
      this.batches.unshift(...[changes.slice(0, half), changes.slice(half)].map((part) => frozen(part, batch.base)));
    }
    this.write();
  }

  /** The person has chosen between two values: `mine` goes out again, `theirs` needs nothing more. */
  resolve(path, changes) {
    const { revision } = this.conflicts.get(path);
    this.conflicts.delete(path);
    for (const [at, value] of Object.entries(changes)) this.pending.set(at, { value, base: revision });
    this.write();
  }

  /** Whether a value of this cell exists only here. */
  has(path) {
    const waiting = this.pending.has(path) || this.conflicts.has(path) || this.held.has(path);
    return waiting || this.batches.some((batch) => path in batch.changes);
  }

  /** Whether a row, or a cell in it, exists only here. */
  hasRow(rows, row) {
    const inside = `${rows}/${row}/`;
    const adds = (value) => value?.add?.includes(row);
    const paths = [...this.pending.keys(), ...this.conflicts.keys(), ...this.held.keys()];
    if (adds(this.pending.get(rows)?.value) || paths.some((path) => path.startsWith(inside))) return true;
    return this.batches.some(
      ({ changes }) => adds(changes[rows]) || Object.keys(changes).some((path) => path.startsWith(inside)),
    );
  }

  /** The rows of a block whose removal the server has not confirmed. */
  pendingRemovals(rows) {
    const steps = [...this.batches.map(({ changes }) => changes[rows]), this.pending.get(rows)?.value];
    const gone = new Set();
    for (const step of steps) {
      for (const row of step?.remove ?? []) gone.add(row);
      for (const row of step?.add ?? []) gone.delete(row);
    }
    return gone;
  }

  /** Everything that exists only here, oldest first: [path, value or row step]. */
  *values() {
    for (const batch of this.batches) yield* Object.entries(batch.changes);
    for (const [path, entry] of this.pending) yield [path, entry.value];
    for (const [path, entry] of this.held) yield [path, entry.value];
    for (const [path, entry] of this.conflicts) yield [path, entry.mine];
  }

  /** Whether everything has reached the server, as far as sending can do it. */
  get empty() {
    return !this.batches.length && !this.pending.size;
  }

  /** Writes the record down; false (and `stored` false) when storage is full or blocked. */
  write() {
    const key = this.prefix + this.tab;
    try {
      if (this.empty && !this.held.size && !this.conflicts.size) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(this.#record()));
      this.stored = true;
    } catch {
      this.stored = false;
    }
    return this.stored;
  }

  /** Marks the record as left behind, for browsers without locks. */
  leave() {
    this.left = true;
    this.write();
  }

  #record() {
    return {
      alive: this.left ? 0 : Date.now(),
      batches: this.batches,
      pending: [...this.pending],
      conflicts: [...this.conflicts],
      held: [...this.held],
    };
  }

  #absorb(record) {
    this.batches.push(...(record.batches ?? []));
    const clashing = [];
    for (const [path, entry] of record.pending ?? []) {
      if (this.pending.has(path)) clashing.push([path, entry]);
      else this.pending.set(path, entry);
    }
    for (const [path, entry] of clashing) this.#freeze([[path, entry.value]], entry.base);
    for (const [path, entry] of record.conflicts ?? []) this.conflicts.set(path, entry);
    for (const [path, entry] of record.held ?? []) this.held.set(path, entry);
  }

  #freeze(changes, base) {
    this.batches.push(frozen(changes, base));
  }

  #forgetInside(inside) {
    for (const known of [this.pending, this.conflicts, this.held]) {
      for (const path of [...known.keys()]) if (path.startsWith(inside)) known.delete(path);
    }
  }

  #keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    } catch {
      return [];
    }
  }

  #load(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
}

/** Whether a journaled value is a step on rows and not the value of a cell. */
export function isRowStep(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function frozen(changes, base) {
  return { operation: operationId(), base, changes: Object.fromEntries(changes) };
}
