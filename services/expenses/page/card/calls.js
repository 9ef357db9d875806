// The card's calls to the front, and the shapes of what comes back: bytes arrive in base64, are named in hex here.
import { put, read } from "../api.js";
import { base64, fromBase64, hex } from "../protocol/bytes.js";
import { proof } from "../protocol/dpop.js";
import { signedIn } from "../session.js";

const BEACON = "/vitale.card.v1.CardService/GetBeacon";
export const idOf = (text) => hex(fromBase64(text ?? ""));
export const nowS = () => Math.floor(Date.now() / 1000);

export function calls(language) {
  const post = (path, body, more) => put(path, body, language, more);
  const get = (path) => read(path, language);
  return {
    file: () => get("/v1/card/file"),
    open: (termsVersion, termsHash) => post("/v1/card/files", { termsVersion, termsHash }),
    number: (file, number) => post(`/v1/card/files/${file}/number`, { number }),
    franceIdentite: (file, point, redirectUri) =>
      post(`/v1/card/files/${file}/france-identite`, { deviceKey: base64(point), redirectUri }),
    returned: (file, state, code) => post(`/v1/card/files/${file}/france-identite/return`, { state, code }),
    video: (file, point) => post(`/v1/card/files/${file}/video`, { deviceKey: base64(point) }),
    activate: (file, point, possession) =>
      post(`/v1/card/files/${file}/activation`, {
        deviceKey: base64(point),
        possession: base64(possession),
        abilities: { nfc: false, platform: "browser" },
      }),
    cards: () => get("/v1/cards"),
    presentable: () => get("/v1/cards/presentable"),
    change: (serial, change, plasticToo = false) => post(`/v1/cards/${serial}/state`, { change, plasticToo }),
    beacon: async (serial, keys) =>
      post(`/v1/cards/${serial}/beacon`, {}, { DPoP: await proof(keys, BEACON, signedIn().token, nowS()) }),
    presentations: () => get("/v1/presentations"),
    notMe: (context) => post(`/v1/presentations/${context}/repudiation`, {}),
    relations: () => get("/v1/care-relations"),
    revoke: (relation) => post(`/v1/care-relations/${relation}/revocation`, {}),
    accesses: () => get("/v1/accesses"),
  };
}
