// The day of the practice: totals of the whole day by state, each bill once, what has to be corrected, and the way to it.
import { el, place } from "../dom.js";
import { claimsOfDay } from "./calls.js";
import { correcting } from "./correcting.js";
import { euros, today } from "./patient.js";
import { words } from "./words.js";

const MONEY = ["priceCents", "amoCents", "amcCents", "patientCents"];
const NAMES = [words.price, words.amo, words.amc, words.patientPart];

export function day(page) {
  const field = el("input", { id: "day", type: "date", value: today() });
  const shown = el("div", { id: "day-shown", role: "status" });
  const opened = el("div", { id: "day-opened" });
  const read = async () => show(shown, field.value, desk);
  const desk = { page, open: (claimId) => correcting(page, opened, claimId, read) };
  return el(
    "section",
    { class: "panel", id: "day-panel" },
    el("h2", {}, words.day),
    el("label", { for: "day" }, words.dayOf), field,
    page.button(words.readDay, read, "read-day", "secondary"),
    opened,
    shown,
  );
}

async function show(shown, asked, desk) {
  const first = await claimsOfDay(asked, "");
  if (!Number(first.whole?.count ?? 0)) return place(shown, el("p", { class: "soft", id: "day-empty" }, words.nothingSent));
  const list = el("tbody", {});
  const more = el("div", {});
  place(shown, retry(first), totals(first), table(words.dayList, [words.invoice, words.state, ...NAMES, words.change], list, "day-claims"), more);
  grow(desk, asked, first, list, more);
}

// Pages come one at a time; what is shown stays.
function grow(desk, asked, answer, list, more) {
  list.append(...(answer.claims ?? []).map((one) => claim(one, desk)));
  const next = async () => grow(desk, asked, await claimsOfDay(asked, answer.nextCursor), list, more);
  place(more, answer.nextCursor && desk.page.button(words.more, next, "day-more", "secondary"));
}

const retry = (answer) => Number(answer.toRetry ?? 0) > 0 && el("p", { class: "alert", id: "day-retry" }, words.toRetry(answer.toRetry));

function totals(answer) {
  const rows = answer.totals.map((one) => sums(words.states[one.state], one));
  return table(words.dayTotals, [words.state, words.count, ...NAMES], el("tbody", {}, rows, sums(words.total, answer.whole)), "day-totals");
}

const sums = (name, one) => el("tr", { "data-state": one.state ?? "" }, el("th", { scope: "row" }, name), el("td", {}, String(one.count ?? 0)), money(one));

const money = (one) => MONEY.map((name) => el("td", { class: "cents" }, euros(one[name] ?? 0)));

function claim(one, { page, open }) {
  const { outcome } = one;
  const charged = outcome.revision ? outcome : { ...outcome, priceCents: one.chargedCents };
  const state = el(
    "td",
    {},
    words.states[outcome.state],
    outcome.code && el("span", { class: "soft" }, ` ${outcome.code}. ${outcome.adviceFr ?? ""}`),
    one.lateByWorkingDays > 0 && el("span", { class: "soft late" }, ` ${words.late(one.lateByWorkingDays)}`),
  );
  const name = el("th", { scope: "row" }, one.claimId, one.version > 1 && el("span", { class: "soft" }, ` ${words.versionNo(one.version)}`));
  const button = page.button(words.correct, () => open(one.claimId), "", "secondary");
  button.setAttribute("aria-label", words.changeBill(one.claimId));
  return el("tr", { "data-claim": one.claimId, "data-state": outcome.state, "data-version": one.version }, name, state, money(charged), el("td", {}, button));
}

function table(caption, columns, body, id) {
  const head = el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)));
  return el("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": caption }, el("table", { id }, el("caption", {}, caption), el("thead", {}, head), body));
}
