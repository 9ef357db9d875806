// Rights of somebody who was never presented, by number, where the practice may. What was typed stays in its fields: no
// variable, no storage and no address of this page keeps it.
import { Problem } from "../api.js";
import { el, place } from "../dom.js";
import * as call from "./calls.js";
import { today } from "./patient.js";
import { words } from "./words.js";

const FRENCH_DAY = /^(\d{2})[/. -]?(\d{2})[/. -]?(\d{4})$/;
const TWINS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

// What was found: shown like a patient, but nobody showed a card, so nothing is guaranteed and no context bills it.
export class Found {
  constructor(result) {
    this.result = result;
    this.context = null;
  }

  get name() {
    const { birthName, givenNames } = this.result.answer.identity;
    return `${birthName} ${givenNames}`.trim();
  }
}

// `found` is called with the person; the one answer that there is nothing to tell stays beside the fields.
export function byNumber(page, found) {
  const number = el("input", { id: "nir", inputmode: "numeric", autocomplete: "off", spellcheck: "false", maxlength: "21" });
  const born = el("input", { id: "born", inputmode: "numeric", autocomplete: "off", placeholder: words.dayShape, maxlength: "10" });
  const rank = el("select", { id: "rank" }, TWINS.map((one) => el("option", { value: one }, String(one))));
  const reason = el("select", { id: "reason" }, el("option", { value: "" }, words.choose), Object.entries(words.reasons).map(([value, text]) => el("option", { value }, text)));
  const outcome = el("p", { id: "by-number-outcome", class: "alert", role: "alert" });
  const look = async () => {
    say(outcome, "");
    if (!reason.value) return say(outcome, words.reasonMissing);
    const query = { number: number.value.replaceAll(" ", ""), birthDate: day(born.value.trim()), birthRank: Number(rank.value), reason: reason.value, careDate: today() };
    const result = await asked(query, outcome);
    if (result) found(new Found(result));
  };
  return el(
    "section",
    { class: "panel", id: "by-number" },
    el(
      "details",
      { class: "by-number" },
      el("summary", {}, words.byNumber),
      el(
        "div",
        { class: "fields" },
        el("p", { class: "soft" }, words.byNumberSeen),
        el("label", { for: "nir" }, words.nir), number,
        el("label", { for: "born" }, words.born), born,
        el("label", { for: "rank" }, words.rank), rank,
        el("label", { for: "reason" }, words.reason), reason,
        page.button(words.look, look, "look"),
        outcome,
      ),
    ),
  );
}

async function asked(query, outcome) {
  try {
    const { result } = await call.byNumber(query);
    if (!result.problem) return result;
    say(outcome, result.problem.adviceCounter, result.problem.code);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) throw problem;
    say(outcome, problem.errors[0]?.advice ?? problem.detail ?? words.offline, problem.code);
  }
  return null;
}

function say(outcome, text, code = "") {
  outcome.dataset.code = code;
  place(outcome, text);
}

// A day as it is written here, for services that write YYYY-MM-DD; anything else goes as it is and is refused by name.
const day = (text) => text.replace(FRENCH_DAY, "$3-$2-$1");
