// Reads the integer-keyed maps that messages hold; anything missing, extra or of another kind is malformed.
import { decode } from "./cbor.js";
import { Refused, orMalformed } from "./refused.js";

const LATEST_S = 253402300799; // 9999-12-31

export function mapOf(bytes) {
  const fields = orMalformed(() => decode(bytes));
  if (!(fields instanceof Map) || ![...fields.keys()].every(Number.isInteger)) throw new Refused("malformed");
  return fields;
}

export function fieldsOf(payload, required, optional = []) {
  const fields = mapOf(payload);
  const known = [...required, ...optional];
  if (!required.every((key) => fields.has(key)) || ![...fields.keys()].every((key) => known.includes(key))) {
    throw new Refused("malformed");
  }
  return fields;
}

export function octets(fields, key, least, most = least) {
  const value = fields.get(key);
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) throw new Refused("malformed");
  return value;
}

export function whole(fields, key, most = LATEST_S) {
  const value = fields.get(key);
  if (!Number.isInteger(value) || value < 0 || value > most) throw new Refused("malformed");
  return value;
}
