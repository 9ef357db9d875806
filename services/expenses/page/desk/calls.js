// The desk's calls to the front; identifiers arrive in base64 and are named in hex.
import { put, read } from "../api.js";
import { fromBase64, hex } from "../protocol/bytes.js";

const LANGUAGE = "fr";
export const idOf = (text) => hex(fromBase64(text));

export const calls = {
  videos: () => read("/v1/desk/videos", LANGUAGE),
  decide: (file, accepted, reason) => put(`/v1/desk/videos/${file}/decision`, { accepted, reason }, LANGUAGE),
  rollout: (day) => read(`/v1/desk/rollout${day ? `?asOf=${day}` : ""}`, LANGUAGE),
  deferred: () => read("/v1/desk/deferred", LANGUAGE),
  close: (found, finding) => put(`/v1/desk/deferred/${found}/finding`, { finding }, LANGUAGE),
};
