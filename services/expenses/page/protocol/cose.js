// COSE_Sign1 (RFC 9052) with ES256 and nothing else, as phone and registry write it.
import { decode, encode, Tagged } from "./cbor.js";
import { sign, verify } from "./keys.js";

const SIGN1 = 18;
const ALGORITHM = 1;
const KID = 4;
const ES256 = -7;

const signed = (header, payload) => encode(["Signature1", header, new Uint8Array(0), payload]);

export async function sign1(key, payload, kid) {
  const header = encode(new Map([[ALGORITHM, ES256], ...(kid ? [[KID, kid]] : [])]));
  const signature = await sign(key, signed(header, payload));
  return encode(new Tagged(SIGN1, [header, new Map(), payload, signature]));
}

// The message without any trust in it; throws RangeError when it is not one.
export function parse(bytes) {
  const message = decode(bytes);
  if (!(message instanceof Tagged) || message.tag !== SIGN1 || message.value.length !== 4) throw new RangeError("tag");
  const [header, unprotected, payload, signature] = message.value;
  if (!(header instanceof Uint8Array && payload instanceof Uint8Array) || signature.length !== 64) {
    throw new RangeError("shape");
  }
  const fields = decode(header);
  if (fields.get(ALGORITHM) !== ES256 || unprotected.size !== 0) throw new RangeError("algorithm");
  return { kid: fields.get(KID), payload, check: (key) => verify(key, signature, signed(header, payload)) };
}
