// What a browser keeps of a card: the key, wrapped by the 6-digit code, and what the registry gave. Class "demo": a
// phone has its own hardware for this. The code never leaves the page.
import { generate, point } from "../protocol/keys.js";
import { utf8 } from "../protocol/bytes.js";

const ROUNDS = 310_000;
const TRIES = 3;
const KIND = { name: "ECDSA", namedCurve: "P-256" };

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("vitale-card", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function transaction(mode, act) {
  const open = await database();
  try {
    return await new Promise((resolve, reject) => {
      const doing = open.transaction("kept", mode, { durability: "strict" });
      const request = act(doing.objectStore("kept"));
      doing.oncomplete = () => resolve(request?.result);
      doing.onerror = () => reject(doing.error);
    });
  } finally {
    open.close();
  }
}

const slot = (owner) => `card ${owner}`;

export const kept = (owner) => transaction("readonly", (store) => store.get(slot(owner)));

const keep = (owner, what) => transaction("readwrite", (store) => store.put(what, slot(owner)));

export const forgetCard = (owner) => transaction("readwrite", (store) => store.delete(slot(owner)));

// A key for a file that is being made: in clear until a code is chosen, since nothing can be signed with it before.
export async function prepared(owner, fileId) {
  const before = await kept(owner);
  if (before?.draft && before.fileId === fileId) return before;
  const pair = await generate(true);
  const draft = { draft: true, fileId, pair, point: await point(pair.publicKey) };
  await keep(owner, draft);
  return draft;
}

async function wrapping(code, salt, deviceKey) {
  const base = await crypto.subtle.importKey("raw", utf8(code), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base, 256);
  // Bound to a key that cannot be taken out of this browser: a copy of the file alone is no use to somebody guessing.
  const mixed = await crypto.subtle.sign("HMAC", deviceKey, bits);
  return crypto.subtle.importKey("raw", mixed, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

export async function locked(owner, draft, code, card) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const deviceKey = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
  const key = await wrapping(code, salt, deviceKey);
  const wrapped = await crypto.subtle.wrapKey("pkcs8", draft.pair.privateKey, key, { name: "AES-GCM", iv: nonce });
  const publicKey = draft.pair.publicKey;
  await keep(owner, { ...card, publicKey, salt, nonce, deviceKey, wrapped, tries: 0, counter: 0 });
}

export class WrongCode extends Error {
  constructor(left) {
    super("wrong code");
    this.left = left;
  }
}

// The key, for a right code. A try is counted before it is made, so that closing the page does not give it back; after
// the third wrong one the key is gone.
export async function unlocked(owner, code) {
  const card = await kept(owner);
  if (!card?.wrapped) throw new WrongCode(0);
  await keep(owner, { ...card, tries: card.tries + 1 });
  try {
    const key = await wrapping(code, card.salt, card.deviceKey);
    const how = { name: "AES-GCM", iv: card.nonce };
    const privateKey = await crypto.subtle.unwrapKey("pkcs8", card.wrapped, key, how, KIND, false, ["sign"]);
    await keep(owner, { ...card, tries: 0 });
    return { privateKey, publicKey: card.publicKey };
  } catch {
    const left = TRIES - card.tries - 1;
    if (left <= 0) await keep(owner, { cardSerial: card.cardSerial, lost: true });
    throw new WrongCode(Math.max(0, left));
  }
}

export async function counted(owner) {
  const card = await kept(owner);
  await keep(owner, { ...card, counter: card.counter + 1 });
  return card.counter + 1;
}

export async function renewed(owner, certificate) {
  const card = await kept(owner);
  await keep(owner, { ...card, certificate });
}
