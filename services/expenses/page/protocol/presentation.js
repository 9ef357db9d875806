// What a QR says: written and signed by the phone, read and proven by the practice without any network.
import { base45, fromBase45, hex, same } from "./bytes.js";
import { decode, encode } from "./cbor.js";
import { parse, sign1 } from "./cose.js";
import { fromPoint } from "./keys.js";

const PREFIX = "VL1:";
const LIFE_S = 60;
const SKEW_S = 30;
const BEACON_S = 600;

export class Refused extends Error {
  constructor(why, minutes = 0) {
    super(why);
    this.why = why;
    this.minutes = minutes;
  }
}

export async function write(key, { certificate, beacon, reference, counter, nowS }) {
  const jti = crypto.getRandomValues(new Uint8Array(16));
  const fields = [[1, jti], [2, nowS], [3, nowS + LIFE_S], [4, counter]];
  if (reference?.length) fields.push([5, reference]);
  fields.push([6, certificate]);
  if (beacon) fields.push([7, beacon]);
  return { jti: hex(jti), text: PREFIX + base45(await sign1(key, encode(new Map(fields)))), endsS: nowS + LIFE_S };
}

// `registry` gives the registry's public key for a kid. What is wrong is thrown as Refused.
export async function prove(text, registry, nowS) {
  const message = shaped(text);
  const fields = message.fields;
  const certificate = await issued(fields.get(6), registry, "certificate");
  if (!(await message.check(await fromPoint(certificate.get(2))))) throw new Refused("signature");
  inTime(fields, certificate, nowS);
  return {
    jti: hex(fields.get(1)),
    issuedS: fields.get(2),
    endsS: fields.get(3),
    demo: certificate.get(3) === 3,
    fresh: await isFresh(fields, certificate, registry),
  };
}

function shaped(text) {
  try {
    if (!text.startsWith(PREFIX)) throw new RangeError("prefix");
    const message = parse(fromBase45(text.slice(PREFIX.length)));
    const fields = decode(message.payload);
    if (fields.get(1)?.length !== 16 || !(fields.get(6) instanceof Uint8Array)) throw new RangeError("fields");
    return { ...message, fields };
  } catch {
    throw new Refused("malformed");
  }
}

async function issued(bytes, registry, what) {
  let message;
  try {
    message = parse(bytes);
  } catch {
    throw new Refused(what);
  }
  const key = message.kid && (await registry(hex(message.kid)));
  if (!key || !(await message.check(key))) throw new Refused(what);
  return decode(message.payload);
}

function inTime(fields, certificate, nowS) {
  const [from, until] = [fields.get(2), fields.get(3)];
  if (until - from > LIFE_S || until <= from) throw new Refused("life");
  if (from > nowS + SKEW_S) throw new Refused("clock_ahead", Math.ceil((from - nowS) / 60));
  if (until < nowS - SKEW_S) throw new Refused("expired", Math.ceil((nowS - until) / 60));
  if (certificate.get(5) < nowS) throw new Refused("certificate");
}

async function isFresh(fields, certificate, registry) {
  if (!fields.has(7)) return false;
  const beacon = await issued(fields.get(7), registry, "beacon");
  const age = fields.get(2) - beacon.get(2);
  return same(beacon.get(1), certificate.get(1).slice(0, 8)) && age <= BEACON_S && age >= -SKEW_S;
}
