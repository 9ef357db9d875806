// P-256 keys as WebCrypto has them: points, thumbprints (RFC 7638), raw signatures (r and s, 64 bytes).
import { base64url, fromBase64url, joined, utf8 } from "./bytes.js";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const HOW = { name: "ECDSA", hash: "SHA-256" };
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const generate = (extractable = false) => crypto.subtle.generateKey(KIND, extractable, ["sign", "verify"]);

export const sign = async (key, data) => new Uint8Array(await crypto.subtle.sign(HOW, key, data));

export const verify = (key, signature, data) => crypto.subtle.verify(HOW, key, signature, data);

export const point = async (publicKey) => new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));

// Rejects for bytes that are no point of the curve.
export const fromPoint = async (bytes) =>
  crypto.subtle.importKey("raw", bytes.length === 33 ? decompressed(bytes) : bytes, KIND, true, ["verify"]);

export const fromJwk = (jwk) =>
  crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y }, KIND, true, ["verify"]);

export async function publicJwk(publicKey) {
  const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  return { crv: "P-256", kty: "EC", x, y };
}

export async function thumbprint(publicKey) {
  // Members in the order that RFC 7638 asks for.
  return base64url(await sha256(utf8(JSON.stringify(await publicJwk(publicKey)))));
}

export async function kid8(publicKey) {
  return fromBase64url(await thumbprint(publicKey)).slice(0, 8);
}

export const compressed = (bytes) => joined(Uint8Array.of(2 + (bytes[64] & 1)), bytes.slice(1, 33));

function decompressed(bytes) {
  const x = bytes.slice(1).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const square = (((x * x * x - 3n * x + B) % P) + P) % P;
  let y = power(square, (P + 1n) / 4n);
  if ((bytes[0] !== 2 && bytes[0] !== 3) || x >= P || (y * y) % P !== square) throw new RangeError("not on the curve");
  if (Number(y & 1n) !== (bytes[0] & 1)) y = P - y;
  return joined(Uint8Array.of(4), bytes.slice(1), fromNumber(y));
}

function power(number, exponent) {
  let result = 1n;
  for (let left = exponent, factor = number; left > 0n; left >>= 1n, factor = (factor * factor) % P) {
    if (left & 1n) result = (result * factor) % P;
  }
  return result;
}

function fromNumber(number) {
  return Uint8Array.from(number.toString(16).padStart(64, "0").match(/../g), (pair) => parseInt(pair, 16));
}
