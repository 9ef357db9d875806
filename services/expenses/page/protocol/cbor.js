// The part of CBOR (RFC 8949) that the card speaks: integers, bytes, text, arrays, maps with integer keys, one tag.
// Only definite lengths in their shortest form are read: a message has one spelling.
import { joined, utf8 } from "./bytes.js";

export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

function head(major, number) {
  const top = major << 5;
  if (number < 24) return Uint8Array.of(top | number);
  if (number < 0x100) return Uint8Array.of(top | 24, number);
  if (number < 0x10000) return Uint8Array.of(top | 25, number >> 8, number & 0xff);
  return Uint8Array.of(top | 26, (number >>> 24) & 0xff, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}

export function encode(value) {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (value instanceof Uint8Array) return joined(head(2, value.length), value);
  if (typeof value === "string") return joined(head(3, utf8(value).length), utf8(value));
  if (Array.isArray(value)) return joined(head(4, value.length), ...value.map(encode));
  if (value instanceof Tagged) return joined(head(6, value.tag), encode(value.value));
  if (value instanceof Map) return joined(head(5, value.size), ...[...value].flat().map(encode));
  throw new TypeError("no CBOR for this value");
}

// Throws RangeError for anything that `encode` would not have written.
export function decode(bytes) {
  const reader = { bytes, at: 0 };
  const value = read(reader, 0);
  if (reader.at !== bytes.length) throw new RangeError("bytes after the end");
  return value;
}

const DEEPEST = 8;

function read(reader, depth) {
  if (depth > DEEPEST) throw new RangeError("too deep");
  const first = take(reader, 1)[0];
  const number = argument(reader, first & 0x1f);
  const inside = () => read(reader, depth + 1);
  switch (first >> 5) {
    case 0:
      return number;
    case 1:
      return -1 - number;
    case 2:
      return take(reader, number);
    case 3:
      return new TextDecoder("utf-8", { fatal: true }).decode(take(reader, number));
    case 4:
      return Array.from({ length: bounded(reader, number) }, inside);
    case 5:
      return map(reader, bounded(reader, number), inside);
    case 6:
      return new Tagged(number, inside());
    default:
      throw new RangeError("not of the card");
  }
}

function map(_reader, size, inside) {
  const found = new Map();
  for (let at = 0; at < size; at += 1) {
    const key = inside();
    if (found.has(key)) throw new RangeError("a key twice");
    found.set(key, inside());
  }
  return found;
}

function bounded(reader, number) {
  if (number > reader.bytes.length - reader.at) throw new RangeError("longer than the message");
  return number;
}

function take(reader, length) {
  if (length > reader.bytes.length - reader.at) throw new RangeError("cut short");
  reader.at += length;
  return reader.bytes.slice(reader.at - length, reader.at);
}

function argument(reader, low) {
  if (low < 24) return low;
  const length = { 24: 1, 25: 2, 26: 4 }[low];
  if (length === undefined) throw new RangeError("not of the card");
  const number = take(reader, length).reduce((sum, byte) => sum * 256 + byte, 0);
  if (number < { 1: 24, 2: 0x100, 4: 0x10000 }[length]) throw new RangeError("not the shortest form");
  return number;
}
