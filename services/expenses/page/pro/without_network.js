// Work without network: a QR is proven genuine and in time here, bills are kept and sent later, never guaranteed.
import { el } from "../dom.js";
import { fromJwk, kid8 } from "../protocol/keys.js";
import { hex } from "../protocol/bytes.js";
import { Refused, prove } from "../protocol/presentation.js";
import { forgetWaiting, keepKeys, keepWaiting, knownKeys, waiting } from "./keeping.js";
import { nowS, presenceKeys } from "./calls.js";
import { Patient, newClaimId } from "./patient.js";
import { words } from "./words.js";

const REGISTRY = "vitale:card_registry";
const DEFERRED_S = 72 * 3600;

// Renewed while there is a network; what was learnt last serves while there is none.
export async function learnKeys() {
  const keys = await presenceKeys().catch(() => null);
  if (keys) await keepKeys(keys);
}

async function registryKey(kid) {
  const known = await knownKeys();
  for (const jwk of known?.[REGISTRY]?.keys ?? []) {
    const key = await fromJwk(jwk);
    if (hex(await kid8(key)) === kid) return key;
  }
  return null;
}

export const proven = (qr) => prove(qr, registryKey, nowS());

export function refusalOf(problem) {
  if (!(problem instanceof Refused)) return null;
  const text = words.why[problem.why] ?? words.why.malformed;
  return typeof text === "function" ? text(problem.minutes) : text;
}

// What the counter may do with a genuine card and no network: nothing but a bill that waits.
export function offlineBoard(page, patient) {
  const code = el("input", { id: "act", value: "G", maxlength: "40", autocomplete: "off" });
  const price = el("input", { id: "price", inputmode: "decimal", value: "30,00", maxlength: "10", autocomplete: "off" });
  const keep = async () => {
    const priceCents = Math.round(Number(price.value.replace(",", ".")) * 100);
    const { qr, requestId, scannedAtUs } = patient;
    await keepWaiting({ claimId: newClaimId(), qr, requestId, scannedAtUs, care: patient.care(code.value.trim(), priceCents) });
    await page.kept(patient);
  };
  return el(
    "section",
    { class: "panel patient" },
    el("h2", { id: "patient-name" }, patient.name),
    el("p", { id: "genuine" }, words.genuine(Math.max(0, nowS() - patient.proven.issuedS))),
    el("label", { for: "act" }, words.act), code,
    el("label", { for: "price" }, words.price), price,
    page.button(words.degraded, keep, "degraded"),
    page.button(words.close, () => page.close(patient), "", "secondary"),
  );
}

// Sends what waits: redeem as deferred, ask for rights, bill. What is refused for good is shown and taken away.
export async function sendWaiting() {
  const told = [];
  for (const bill of await waiting()) {
    try {
      told.push(await sent(bill));
    } catch (problem) {
      if (problem.status === 0 || problem.status >= 500) return told;
      told.push({ claimId: bill.claimId, code: problem.code, text: problem.code === "ALREADY_USED" ? words.secondArrival : problem.detail });
    }
    await forgetWaiting(bill.claimId);
  }
  return told;
}

async function sent(bill) {
  const patient = new Patient(bill.qr, null);
  patient.requestId = bill.requestId;
  patient.scannedAtUs = bill.scannedAtUs;
  patient.careDate = bill.care.careDate;
  if (Date.now() / 1000 - bill.scannedAtUs / 1e6 > DEFERRED_S) throw Object.assign(new Error(), { status: 412, code: "PRESENTATION_EXPIRED", detail: words.why.expired(DEFERRED_S / 60) });
  await patient.open(true);
  const answer = await patient.bill(bill.claimId, bill.care);
  const accepted = answer.outcome === "OUTCOME_ACCEPTED";
  return { claimId: bill.claimId, code: accepted ? "ACCEPTED" : answer.violations[0]?.code, text: accepted ? words.sent : answer.violations[0]?.reason };
}
