// Calls the HTTP API. Errors are Problem: what the service said (RFC 9457), or that it could not be reached.

import { renewed, signedIn } from "./session.js";

export class Problem extends Error {
  constructor(status, body) {
    super(body?.code ?? "UNREACHABLE");
    this.code = this.message;
    this.status = status;
    this.detail = body?.detail;
    this.errors = body?.errors ?? [];
    this.supportId = body?.supportId;
  }
}

const tags = new Map();

export async function read(path, language) {
  const key = `${language} ${path}`;
  const known = tags.get(key);
  const headers = { ...(await authority()), "Accept-Language": language };
  if (known) headers["If-None-Match"] = known.etag;
  const response = await asked(path, { headers });
  if (response.status === 304) return known.body;
  const body = await response.json();
  if (response.headers.get("etag")) tags.set(key, { etag: response.headers.get("etag"), body });
  return body;
}

// `more` adds headers, such as a proof of possession.
export async function put(path, question, language, more = {}) {
  const headers = { ...(await authority()), "Accept-Language": language, "Content-Type": "application/json", ...more };
  const response = await asked(path, { method: "POST", headers, body: JSON.stringify(question), cache: "no-store" });
  return response.json();
}

export function forget() {
  tags.clear();
}

export async function open(path, language, lastEventId, signal) {
  const headers = { ...(await authority()), "Accept-Language": language, Accept: "text/event-stream" };
  if (lastEventId) headers["Last-Event-ID"] = lastEventId;
  return asked(path, { headers, signal, cache: "no-store" });
}

export async function asked(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, null);
  }
  if (response.ok || response.status === 304) return response;
  const body = await response.json().catch(() => null);
  throw new Problem(response.status, body);
}

async function authority() {
  await renewed();
  return { Authorization: `Bearer ${signedIn()?.token ?? ""}` };
}
