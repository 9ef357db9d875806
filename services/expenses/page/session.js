// Who is signed in: an access token kept for this tab only, renewed quietly in the demo before it ends.

import { asked } from "./api.js";

const KEY = "vitale-session";
const RENEW_BEFORE_MS = 90_000;
let current = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
let renewing = null;

export function signedIn() {
  return current;
}

export function signOut() {
  current = null;
  sessionStorage.removeItem(KEY);
}

function keep(session) {
  current = session;
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function signInWithToken(token) {
  keep({ token: token.trim(), person: null, expiresAt: null });
}

export async function signInAs(person) {
  const response = await asked("/demo/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ person }),
  });
  const { token, expiresAt } = await response.json();
  keep({ token, person, expiresAt: Date.parse(expiresAt) });
}

export async function demoPeople(role = "insured") {
  const response = await asked(`/demo/people?role=${role}`, {});
  return response.json();
}

// A token that is about to end is replaced first; while it still holds, a failure to renew is nobody's concern.
export async function renewed() {
  if (!current?.person || current.expiresAt - Date.now() > RENEW_BEFORE_MS) return;
  renewing ??= signInAs(current.person).finally(() => {
    renewing = null;
  });
  try {
    await renewing;
  } catch (error) {
    if (current.expiresAt <= Date.now()) throw error;
  }
}
