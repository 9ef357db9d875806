// The day of the practice: totals of the whole day by state, each bill once, and what has to be sent again.
import { el, place } from "../dom.js";
import { claimsOfDay } from "./calls.js";
import { euros, today } from "./patient.js";
import { words } from "./words.js";

const MONEY = ["priceCents", "amoCents", "amcCents", "patientCents"];
const NAMES = [words.price, words.amo, words.amc, words.patientPart];

export function day(page) {
  const field = el("input", { id: "day", type: "date", value: today() });
  const shown = el("div", { id: "day-shown", role: "status" });
  const read = async () => show(page, shown, field.value);
  return el(
    "section",
    { class: "panel", id: "day-panel" },
    el("h2", {}, words.day),
    el("label", { for: "day" }, words.dayOf), field,
    page.button(words.readDay, read, "read-day", "secondary"),
    shown,
  );
}

async function show(page, shown, asked) {
  const first = await claimsOfDay(asked, "");
  if (!Number(first.whole?.count ?? 0)) return place(shown, el("p", { class: "soft", id: "day-empty" }, words.nothingSent));
  const list = el("tbody", {});
  const more = el("div", {});
  place(shown, retry(first), totals(first), table(words.dayList, [words.invoice, words.state, ...NAMES], list, "day-claims"), more);
  grow(page, asked, first, list, more);
}

// Pages come one at a time; what is shown stays.
function grow(page, asked, answer, list, more) {
  list.append(...(answer.claims ?? []).map(claim));
  const next = async () => grow(page, asked, await claimsOfDay(asked, answer.nextCursor), list, more);
  place(more, answer.nextCursor && page.button(words.more, next, "day-more", "secondary"));
}

const retry = (answer) => Number(answer.toRetry ?? 0) > 0 && el("p", { class: "alert", id: "day-retry" }, words.toRetry(answer.toRetry));

function totals(answer) {
  const rows = answer.totals.map((one) => sums(words.states[one.state], one));
  return table(words.dayTotals, [words.state, words.count, ...NAMES], el("tbody", {}, rows, sums(words.total, answer.whole)), "day-totals");
}

const sums = (name, one) => el("tr", { "data-state": one.state ?? "" }, el("th", { scope: "row" }, name), el("td", {}, String(one.count ?? 0)), money(one));

const money = (one) => MONEY.map((name) => el("td", { class: "cents" }, euros(one[name] ?? 0)));

function claim(one) {
  const { outcome } = one;
  const charged = outcome.revision ? outcome : { ...outcome, priceCents: one.chargedCents };
  const state = el("td", {}, words.states[outcome.state], outcome.code && el("span", { class: "soft" }, ` ${outcome.code}. ${outcome.adviceFr ?? ""}`));
  return el("tr", { "data-claim": one.claimId, "data-state": outcome.state }, el("th", { scope: "row" }, one.claimId), state, money(charged));
}

function table(caption, columns, body, id) {
  const head = el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)));
  return el("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": caption }, el("table", { id }, el("caption", {}, caption), el("thead", {}, head), body));
}
