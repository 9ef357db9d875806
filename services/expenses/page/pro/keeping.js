// What this computer keeps: the practice's key, which cannot be taken out, the registry's keys for work without
// network, and bills that wait for it.
import { generate } from "../protocol/keys.js";

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("vitale-pro", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("kept");
      opening.result.createObjectStore("waiting", { keyPath: "claimId" });
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function transaction(name, mode, act) {
  const open = await database();
  try {
    return await new Promise((resolve, reject) => {
      const doing = open.transaction(name, mode, { durability: "strict" });
      const request = act(doing.objectStore(name));
      doing.oncomplete = () => resolve(request?.result);
      doing.onerror = () => reject(doing.error);
    });
  } finally {
    open.close();
  }
}

export async function practiceKey() {
  const before = await transaction("kept", "readonly", (store) => store.get("key"));
  if (before) return before;
  const pair = await generate(false);
  await transaction("kept", "readwrite", (store) => store.add(pair, "key")).catch(() => null);
  return transaction("kept", "readonly", (store) => store.get("key"));
}

export const keepKeys = (keys) => transaction("kept", "readwrite", (store) => store.put(keys, "presence"));
export const knownKeys = () => transaction("kept", "readonly", (store) => store.get("presence"));
export const waiting = () => transaction("waiting", "readonly", (store) => store.getAll());
export const keepWaiting = (bill) => transaction("waiting", "readwrite", (store) => store.put(bill));
export const forgetWaiting = (claimId) => transaction("waiting", "readwrite", (store) => store.delete(claimId));
