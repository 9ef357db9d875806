// An acknowledgement in words: taken, or refused with why and what to do.
import { el } from "../dom.js";
import { words } from "./words.js";

// `prefix` keeps the ids of two places that tell at once apart.
export function told(answer, done = words.sent, prefix = "") {
  if (answer.outcome === "OUTCOME_ACCEPTED") return el("p", { class: "good", id: `${prefix}accepted` }, `${done}. ${words.acknowledged(answer.acknowledgementId)}`);
  const [first] = answer.violations;
  return el("p", { class: "alert", role: "alert", id: `${prefix}refused`, "data-code": first?.code }, `${words.refused} : ${first?.reason ?? ""}. ${first?.advice ?? ""}`);
}
