// COSE_Sign1 (RFC 9052) with ES256 and nothing else, as phone and registry write it; read without mercy.
import { decode, encode, Tagged } from "./cbor.js";
import { mapOf, octets } from "./fields.js";
import { sign, verify } from "./keys.js";
import { Refused, orMalformed } from "./refused.js";

const SIGN1 = 18;
const ALGORITHM = 1;
const KID = 4;
const ES256 = -7;
const MEMBERS = 4;
const LARGEST = 1024;

const signed = (header, payload) => encode(["Signature1", header, new Uint8Array(0), payload]);

export async function sign1(key, payload, kid) {
  const header = encode(new Map([[ALGORITHM, ES256], ...(kid ? [[KID, kid]] : [])]));
  const signature = await sign(key, signed(header, payload));
  return encode(new Tagged(SIGN1, [header, new Map(), payload, signature]));
}

// The message without any trust in it: size, structure, types and lengths, algorithm, in this order.
export function parse(bytes, largest = LARGEST) {
  if (bytes.length > largest) throw new Refused("too_long");
  const message = orMalformed(() => decode(bytes));
  if (!(message instanceof Tagged) || message.tag !== SIGN1) throw new Refused("malformed");
  const [header, payload, signature] = members(message.value);
  return { kid: kidOf(header), payload, check: (key) => proven(key, signature, signed(header, payload)) };
}

async function proven(key, signature, data) {
  if (!(await verify(key, signature, data))) throw new Refused("signature");
}

function members(value) {
  if (!Array.isArray(value) || value.length !== MEMBERS) throw new Refused("malformed");
  const [header, unprotected, payload, signature] = value;
  const bytes = [header, payload, signature].every((part) => part instanceof Uint8Array);
  if (!bytes || !(unprotected instanceof Map) || unprotected.size !== 0 || signature.length !== 64) {
    throw new Refused("malformed");
  }
  return [header, payload, signature];
}

function kidOf(header) {
  const fields = mapOf(header);
  const known = [...fields.keys()].every((key) => key === ALGORITHM || key === KID);
  if (fields.get(ALGORITHM) !== ES256 || !known) throw new Refused("algorithm");
  return fields.has(KID) ? octets(fields, KID, 8) : null;
}
