// A proof that the caller holds its key, for one method and one access token (RFC 9449 in the shape gRPC needs).
import { base64url, utf8 } from "./bytes.js";
import { publicJwk, sha256, sign } from "./keys.js";

const part = (value) => base64url(utf8(JSON.stringify(value)));

// `method` is the full gRPC method path, such as "/vitale.card.v1.PresentationService/Redeem".
export async function proof({ privateKey, publicKey }, method, token, nowS) {
  const header = part({ alg: "ES256", jwk: await publicJwk(publicKey), typ: "dpop+jwt" });
  const claims = part({
    jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
    htm: "POST",
    htu: method,
    iat: nowS,
    ath: base64url(await sha256(utf8(token))),
  });
  return `${header}.${claims}.${base64url(await sign(privateKey, utf8(`${header}.${claims}`)))}`;
}
