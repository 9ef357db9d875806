// What a QR says: written and signed by the phone, read and proven by the practice without any network. It gives the
// same verdicts as services/card_protocol/presentation.py (tests/card_protocol/test_twin.py).
import { base45, fromBase45, hex, same } from "./bytes.js";
import { encode } from "./cbor.js";
import { parse, sign1 } from "./cose.js";
import { fieldsOf, octets, whole } from "./fields.js";
import { fromPoint } from "./keys.js";
import { Refused, orMalformed } from "./refused.js";

export { Refused };

const PREFIX = "VL1:";
const LONGEST_TEXT = 758;
const LIFE_S = 60;
const SKEW_S = 30;
const BEACON_S = 600;
const DEMO_CLASS = 3;

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
  const { message, shown } = shaped(text);
  const certificate = await certified(shown.certificate, registry);
  await message.check(certificate.key);
  inTime(shown, certificate, nowS);
  return {
    jti: hex(shown.jti),
    issuedS: shown.issuedS,
    endsS: shown.endsS,
    demo: certificate.deviceClass === DEMO_CLASS,
    fresh: await isFresh(shown, certificate, registry),
  };
}

function shaped(text) {
  if (text.length > LONGEST_TEXT) throw new Refused("too_long");
  if (!text.startsWith(PREFIX)) throw new Refused("malformed");
  const message = parse(orMalformed(() => fromBase45(text.slice(PREFIX.length))));
  const fields = fieldsOf(message.payload, [1, 2, 3, 4, 6], [5, 7]);
  whole(fields, 4, 0xffffffff);
  if (fields.has(5)) octets(fields, 5, 8);
  const shown = {
    jti: octets(fields, 1, 16),
    issuedS: whole(fields, 2),
    endsS: whole(fields, 3),
    certificate: octets(fields, 6, 1, 299),
    beacon: fields.has(7) ? octets(fields, 7, 1, 199) : null,
  };
  return { message, shown };
}

// The payload of a message that the registry signed.
async function issued(bytes, registry, largest) {
  const message = parse(bytes, largest);
  const key = message.kid && (await registry(hex(message.kid)));
  if (!key) throw new Refused("unknown_key");
  await message.check(key);
  return message.payload;
}

async function certified(bytes, registry) {
  const fields = fieldsOf(await issued(bytes, registry, 300), [1, 2, 3, 4, 5]);
  return {
    serial: octets(fields, 1, 16),
    deviceClass: whole(fields, 3, 255),
    fromS: whole(fields, 4),
    untilS: whole(fields, 5),
    key: await fromPoint(octets(fields, 2, 33)).catch(() => Promise.reject(new Refused("malformed"))),
  };
}

function inTime({ issuedS, endsS }, certificate, nowS) {
  if (endsS - issuedS > LIFE_S || endsS <= issuedS) throw new Refused("life");
  if (issuedS > nowS + SKEW_S) throw new Refused("clock_ahead", Math.ceil((issuedS - nowS) / 60));
  if (endsS < nowS - SKEW_S) throw new Refused("expired", Math.ceil((nowS - endsS) / 60));
  if (issuedS < certificate.fromS - SKEW_S || issuedS > certificate.untilS) throw new Refused("certificate");
}

async function isFresh({ issuedS, beacon }, certificate, registry) {
  if (beacon === null) return false;
  const fields = fieldsOf(await issued(beacon, registry, 200), [1, 2]);
  const age = issuedS - whole(fields, 2);
  return same(octets(fields, 1, 8), certificate.serial.slice(0, 8)) && age <= BEACON_S && age >= -SKEW_S;
}
