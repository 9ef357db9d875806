// Signs a professional in with Pro Santé Connect: code and PKCE (RFC 7636); tokens stay in this tab.
import { asked } from "../api.js";
import { base64url, utf8 } from "../protocol/bytes.js";
import { sha256 } from "../protocol/keys.js";

const KEY = "vitale-pro-session";
const GOING = "vitale-pro-going";
const RENEW_BEFORE_MS = 90_000;
const JSON_HEADERS = { "Content-Type": "application/json" };
let current = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
let renewing = null;

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const here = () => `${location.origin}/pro/`;

export const signedIn = () => current;

export function signOut() {
  current = null;
  sessionStorage.removeItem(KEY);
}

function keep(tokens) {
  current = { token: tokens.accessToken, refresh: tokens.refreshToken, endsMs: Date.now() + tokens.expiresIn * 1000 };
  sessionStorage.setItem(KEY, JSON.stringify(current));
}

export async function goToSignIn() {
  const { authorizationEndpoint, clientId } = await (await asked("/v1/pro/sign-in", {})).json();
  const going = { state: random(), verifier: random() };
  sessionStorage.setItem(GOING, JSON.stringify(going));
  const address = new URL(authorizationEndpoint);
  const parameters = {
    response_type: "code", client_id: clientId, redirect_uri: here(), scope: "openid scope_all", state: going.state,
    nonce: random(), code_challenge: base64url(await sha256(utf8(going.verifier))), code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  location.assign(address);
}

// Takes the code that the provider sent back; false when this tab did not ask for it.
export async function cameBack(parameters) {
  const going = JSON.parse(sessionStorage.getItem(GOING) ?? "null");
  sessionStorage.removeItem(GOING);
  history.replaceState(null, "", "/pro/");
  if (!going || parameters.get("state") !== going.state) return false;
  const body = { code: parameters.get("code") ?? "", codeVerifier: going.verifier, redirectUri: here() };
  const answer = await asked("/v1/pro/session", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) });
  keep(await answer.json());
  return true;
}

export async function token() {
  if (current && current.endsMs - Date.now() < RENEW_BEFORE_MS && current.refresh) {
    renewing ??= renew().finally(() => {
      renewing = null;
    });
    await renewing;
  }
  return current?.token ?? "";
}

async function renew() {
  try {
    const body = JSON.stringify({ refreshToken: current.refresh });
    keep(await (await asked("/v1/pro/session/renewal", { method: "POST", headers: JSON_HEADERS, body })).json());
  } catch (problem) {
    if (current.endsMs <= Date.now() && problem.status !== 0) throw problem;
  }
}
