// Which browser tab this is, and which tabs are gone. The journal keeps one record per tab, so that two open
// tabs never send each other's changes, and a closed tab's changes are taken over by the next one.
//
// A living tab holds a lock that the browser frees when the tab ends, however it ends. Where locks are missing
// (plain HTTP on another machine) a time stamp in the record has to do.

const KEY = "tianbiao:tab";
const RELOAD_PATIENCE = 600;
const SILENCE = 90_000;
const locks = navigator.locks;

/** A random name of lower-case letters and digits; also the form of row ids. */
export function randomName(length) {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const numbers = crypto.getRandomValues(new Uint32Array(length));
  return Array.from(numbers, (number) => letters[number % letters.length]).join("");
}

/** A random UUID, also where the browser offers none of its own. */
export function operationId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, place) => {
    const kept = place === 6 ? (byte & 15) | 64 : place === 8 ? (byte & 63) | 128 : byte;
    return kept.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** This tab's id: the same after a reload, a new one when the tab was duplicated. `seenAt(id)` dates a record. */
export async function identify(seenAt) {
  const before = remembered();
  if (before && (locks ? await hold(before) : !recently(seenAt(before)))) return before;
  const fresh = randomName(10);
  if (locks) await hold(fresh);
  remember(fresh);
  return fresh;
}

/** Runs `take` if the tab with this id is gone, and lets nobody else take over at the same time. */
export async function ifGone(id, seen, take) {
  if (!locks) {
    if (!recently(seen)) take();
    return;
  }
  await locks.request(KEY + id, { ifAvailable: true }, (lock) => {
    if (lock) take();
  });
}

function hold(id) {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(RELOAD_PATIENCE);
    const forever = () => {
      resolve(true);
      return new Promise(() => {});
    };
    locks.request(KEY + id, { signal }, forever).catch(() => resolve(false));
  });
}

function recently(seen) {
  return Date.now() - (seen ?? 0) < SILENCE;
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(id) {
  try {
    sessionStorage.setItem(KEY, id);
  } catch {
    // A browser without session storage gets a new id at every load; what it left is taken over as a closed tab's.
  }
}
