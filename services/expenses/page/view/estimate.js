// "What would I pay?": a care described in a few fields, and the receipt that it would get.

import { PATHS, el, icon, place } from "../dom.js";
import { nameOf } from "../store.js";
import { isoDay } from "../words.js";
import { reasons, split } from "./receipt.js";

const DOCTORS = ["gp", "specialist", "psychiatrist", "paediatrician", "gynaecologist"];
const KIND_OF = { G: "gp", CS: "specialist", PSY: "psychologist" };

export function estimate({ store, words, onAsk, say }) {
  const fields = fieldsOf(store, words);
  const result = el("div", { class: "estimate-result" });
  const button = el("button", { class: "primary", type: "submit" }, words.estimate.go);
  async function submit(event) {
    event.preventDefault();
    const price = cents(fields.price.value);
    if (Number.isNaN(price)) return refuse(words.estimate.wrongPrice);
    button.disabled = true;
    try {
      const answer = await onAsk(care(fields, price));
      place(result, ...told(answer, words));
      say(words.estimate.result(answer.patient.text));
    } catch (problem) {
      refuse(words.estimate.problems[problem.code] ?? problem.detail ?? words.unreachable);
    }
    button.disabled = false;
  }
  function refuse(text) {
    place(result, el("p", { class: "estimate-problem" }, text));
    say(text);
  }
  return el(
    "details",
    { class: "estimate" },
    el("summary", {}, el("h2", {}, words.estimate.title), icon(PATHS.chevron, "icon turn")),
    el("p", { class: "note" }, words.estimate.lead),
    el("form", { onsubmit: submit }, ...rows(fields, words.estimate, store), button),
    result,
  );
}

function fieldsOf(store, words) {
  const { kinds, sectors } = words.estimate;
  const choice = (id, options) => el("select", { id }, options.map(([value, label]) => el("option", { value }, label)));
  const fields = {
    who: choice("estimate-who", store.people.map((person) => [person.id, nameOf(store, person.id, words)])),
    code: el("input", { id: "estimate-code", list: "estimate-codes", required: true, maxlength: 40, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "estimate-code-hint" }),
    kind: choice("estimate-kind", Object.entries(kinds)),
    sector: choice("estimate-sector", ["1", "2_optam", "2", "3"].map((sector) => [sector, sectors[sector]])),
    price: el("input", { id: "estimate-price", inputmode: "decimal", autocomplete: "off", "aria-describedby": "estimate-price-hint" }),
    date: el("input", { id: "estimate-date", type: "date", required: true, value: isoDay(new Date()) }),
    third: el("input", { id: "estimate-third", type: "checkbox" }),
  };
  const offer = () => {
    fields.sector.disabled = !DOCTORS.includes(fields.kind.value);
  };
  fields.kind.addEventListener("change", offer);
  fields.code.addEventListener("change", () => {
    fields.kind.value = KIND_OF[codeOf(fields)] ?? fields.kind.value;
    offer();
  });
  return fields;
}

function rows(fields, words, store) {
  const row = (name, label, hint) =>
    el(
      "div",
      { class: `field field-${name}` },
      el("label", { for: fields[name].id }, label),
      fields[name],
      hint && el("p", { class: "hint", id: `estimate-${name}-hint` }, hint),
    );
  return [
    store.people.length > 1 && row("who", words.who),
    row("code", words.code, words.codeHint),
    el("datalist", { id: "estimate-codes" }, Object.entries(words.codes).map(([value, label]) => el("option", { value }, label))),
    row("kind", words.kind),
    row("sector", words.sector),
    row("price", words.price, words.priceHint),
    row("date", words.date),
    el("div", { class: "field field-check" }, fields.third, el("label", { for: fields.third.id }, words.third)),
  ].filter(Boolean);
}

const codeOf = (fields) => fields.code.value.trim().toUpperCase();

// Cents of what was typed; null when nothing was, NaN when it is no amount.
function cents(text) {
  const typed = text.replace(/[\s€]/g, "").replace(",", ".");
  if (!typed) return null;
  return /^\d{1,6}(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : NaN;
}

function care(fields, priceCents) {
  const doctor = DOCTORS.includes(fields.kind.value);
  return {
    person: fields.who.value,
    careDate: fields.date.value,
    professional: { kind: fields.kind.value, sector: doctor ? fields.sector.value : "" },
    lines: [{ code: codeOf(fields), priceCents }],
    thirdPartyPayment: fields.third.checked,
  };
}

function told(answer, words) {
  const third = answer.paidTo.code === "professional";
  const unknown = answer.unknownContracts.join(", ");
  return [
    el("p", { class: "estimate-left" }, words.estimate.result(answer.patient.text)),
    unknown && el("p", { class: "paid-why" }, words.estimate.unknown(unknown)),
    split(answer, { ...words, price: words.priceThird }, third),
    ...reasons(answer, words, "h3"),
  ].filter(Boolean);
}
