// One patient at the counter: all that is known of one presentation, and nothing of any other.
import { base64, fromBase64, hex } from "../protocol/bytes.js";
import * as call from "./calls.js";

export const today = () => new Date().toLocaleDateString("sv");
export const euros = (cents) => (Number(cents) / 100).toLocaleString("fr", { style: "currency", currency: "EUR" });

export class Patient {
  constructor(qr, proven) {
    this.qr = qr;
    this.proven = proven;
    this.requestId = hex(crypto.getRandomValues(new Uint8Array(16)));
    this.scannedAtUs = Date.now() * 1000;
    this.careDate = today();
    this.context = null;
    this.face = null;
    this.result = null;
    this.billed = [];
  }

  // The same scan again, with the same number, when a reply was lost: the registry gives the same context.
  async open(deferred = false) {
    const scan = { qr: this.qr, requestId: this.requestId, ...(deferred ? { scannedAtUs: this.scannedAtUs } : {}) };
    const answer = await again(() => call.redeem(scan));
    this.context = answer.context;
    this.face = answer.face;
    await this.look();
  }

  async look() {
    const query = { contextToken: this.context.token, careDate: this.careDate };
    const { results } = await again(() => call.rights([query]));
    this.result = results[0];
  }

  get presented() {
    return this.face?.beneficiaries?.find((one) => one.presented) ?? this.face?.beneficiaries?.[0];
  }

  get name() {
    const person = this.presented;
    return person ? `${person.birthName} ${person.givenNames}`.trim() || "Patient" : "Carte lue hors ligne";
  }

  care(code, priceCents) {
    const answer = this.result?.answer;
    const line = { code, ...(priceCents === null ? {} : { priceCents }) };
    return { careDate: this.careDate, lines: [line], thirdPartyPayment: Boolean(answer?.thirdPartyPayment) };
  }

  estimate(code, priceCents) {
    return call.estimate(this.context.token, this.care(code, priceCents));
  }

  async bill(claimId, care) {
    const context = { token: this.context.token, proof: this.result.proof };
    const { acknowledgements } = await again(() => call.bill([{ claimId, context, care }]));
    this.billed.push(acknowledgements[0]);
    return acknowledgements[0];
  }
}

// A bill's number: unique for the practice, made before the first try so that a repetition is recognised.
export const newClaimId = () => `PRO-${today().replaceAll("-", "")}-${base36()}`;

const base36 = () => [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => (byte % 36).toString(36)).join("").toUpperCase();

// Once more when the network was cut: every call here may be repeated.
async function again(act) {
  try {
    return await act();
  } catch (problem) {
    if (problem.status !== 0 || !navigator.onLine) throw problem;
    return act();
  }
}

export const idText = (base64Text) => hex(fromBase64(base64Text));
export { base64 };
