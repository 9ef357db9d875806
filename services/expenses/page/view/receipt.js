// One receipt: at a glance when folded; who paid what and why when opened.

import { PATHS, el, icon } from "../dom.js";
import { nameOf } from "../store.js";
import { day, time } from "../words.js";
import { correction, correctionTag } from "./correction.js";

export function receiptItem(receipt, context) {
  const { store, words } = context;
  const opened = store.open.has(receipt.id);
  const fresh = store.fresh.has(receipt.id);
  const body = el("div", { class: "detail", id: `detail-${receipt.id}`, hidden: !opened });
  if (opened) body.append(...detail(receipt, context));
  const button = el(
    "button",
    { class: "fold", type: "button", "aria-expanded": String(opened), "aria-controls": body.id, onclick: toggle },
    ...glance(receipt, context, fresh),
  );
  function toggle() {
    const open = body.hidden;
    body.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) store.open.add(receipt.id);
    else store.open.delete(receipt.id);
    body.replaceChildren(...(open ? detail(receipt, context) : []));
  }
  const attributes = { class: fresh ? "receipt fresh" : "receipt", "data-receipt": receipt.id };
  return el("li", attributes, el("h4", { class: "fold-title" }, button), body);
}

function glance(receipt, { store, words, language }, fresh) {
  const [first, ...others] = receipt.lines;
  const date = day(new Date(`${receipt.careDate}T12:00:00Z`), language);
  return [
    el(
      "span",
      { class: "what" },
      el("span", { class: "act" }, first?.label ?? receipt.professional.label),
      others.length > 0 && el("span", { class: "others" }, words.more(others.length)),
      el("span", { class: "meta" }, `${nameOf(store, receipt.person, words)} · ${receipt.professional.label}`),
      el("span", { class: "meta" }, words.care(date)),
    ),
    el(
      "span",
      { class: "much" },
      fresh && el("span", { class: "badge" }, words.fresh),
      el("span", { class: "sum" }, receipt.reimbursed.text),
      el("span", { class: "meta" }, words.reimbursed),
    ),
    el(
      "span",
      { class: "tags" },
      el(
        "span",
        { class: `tag tag-${receipt.paidTo.code}` },
        icon(receipt.paidTo.code === "person" ? PATHS.person : PATHS.hands),
        receipt.paidTo.label,
      ),
      correctionTag(receipt, words),
      payTag(receipt, words),
      !receipt.cancelled && el("span", { class: "tag" }, receipt.patient.cents ? words.left(receipt.patient.text) : words.nothingLeft),
    ),
    icon(PATHS.chevron, "icon turn"),
  ];
}

// The last thing that payers did, folded too.
function payTag(receipt, words) {
  const last = receipt.payments.at(-1);
  return last && el("span", { class: "tag" }, last.outcome === "rejected" ? words.refusedByPayer : words.paidShort);
}

function detail(receipt, context) {
  const { words, language } = context;
  const third = receipt.paidTo.code === "professional";
  return [
    split(receipt, words, third),
    el("p", { class: "paid-why" }, receipt.cancelled ? words.cancelledWhy : third ? words.paidToProfessionalWhy : words.paidToPersonWhy),
    ...correction(receipt, context),
    ...payments(receipt, words),
    ...(receipt.cancelled ? [] : reasons(receipt, words)),
    el("p", { class: "stamp" }, `${day(new Date(receipt.acceptedAt), language)}, ${time(new Date(receipt.acceptedAt), language)}`),
  ];
}

// Paid on, to, by; or refused by the payer.
function payments(receipt, words) {
  if (receipt.payments.length === 0) return [];
  return [
    el("h5", { class: "why" }, words.payments),
    el("ul", { class: "recoveries payments" }, receipt.payments.map((payment) => paymentOf(payment, words))),
  ];
}

function paymentOf(payment, words) {
  return el(
    "li",
    { class: `reason payment-${payment.outcome}` },
    el(
      "span",
      { class: "reason-text" },
      payment.text,
      el("br"),
      `${words.paymentReference} ${payment.reference}`,
      payment.rejectionCode && ` · ${words.rejectionCode} ${payment.rejectionCode}`,
      payment.differsBy && el("br"),
      payment.differsBy && `${payment.difference} (${payment.differsBy.text})`,
    ),
    el("span", { class: "reason-effect" }, payment.amount?.text ?? words.refusedByPayer),
  );
}

// Why: what earlier care left owed, then each act; headings one level below the one named.
export function reasons(settled, words, heading = "h5") {
  return [
    settled.recoveries.length > 0 && el(heading, { class: "why" }, words.withheld),
    settled.recoveries.length > 0 && el("ul", { class: "recoveries" }, settled.recoveries.map(recoveryOf)),
    el(heading, { class: "why" }, words.why),
    ...settled.lines.map((line) => lineOf(line, words, settled.lines.length > 1)),
    yearOf(settled, words),
  ].filter(Boolean);
}

function recoveryOf(recovery) {
  return el(
    "li",
    { class: "reason" },
    el("span", { class: "reason-text" }, el("strong", {}, recovery.label), el("br"), recovery.text),
    el("span", { class: "reason-effect" }, recovery.amount.text),
  );
}

// What the year of care has come to, this one included.
function yearOf({ careDate, participationYear, franchiseYear }, words) {
  const year = careDate.slice(0, 4);
  const told = [participationYear && words.participationYear(year, participationYear.text), franchiseYear && words.franchiseYear(year, franchiseYear.text)];
  return told.some(Boolean) && el("p", { class: "stamp year-after" }, told.filter(Boolean).join(" · "));
}

// Who paid which part of the price: a bar for the eye, the same figures as a list for everybody.
export function split(receipt, words, third) {
  const parts = [
    ["amo", words.amo, receipt.amo],
    ["local", words.local, receipt.localScheme],
    ["amc", words.amc, receipt.amc],
    ["patient", words.patient, receipt.patient],
  ].filter(([name, , money]) => money.cents !== 0 || name === "amo" || name === "patient");
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  for (const [name, , money] of parts) {
    if (money.cents <= 0) continue;
    const piece = el("i", { class: `piece piece-${name}` });
    piece.style.flexGrow = money.cents;
    bar.append(piece);
  }
  const row = (name, label, money) =>
    el("div", { class: `share share-${name}` }, el("dt", {}, el("i", { class: `key key-${name}` }), label), el("dd", {}, money.text));
  return el(
    "div",
    { class: "split" },
    bar,
    el(
      "dl",
      {},
      row("price", third ? words.priceThird : words.price, receipt.price),
      parts.map(([name, label, money]) => row(name, label, money)),
    ),
  );
}

// In the order in which a person asks: what counts, who pays, what stays.
const TOTALS = {
  base: (line) => line.base,
  amo: (line) => line.amo,
  surcharge: (line) => line.surcharge,
  participation: (line) => line.participation,
  participation_deferred: (line) => line.participationDeferred,
  franchise: (line) => line.franchise,
  franchise_deferred: (line) => line.franchiseDeferred,
  fee: (line) => line.fee,
  local_scheme: (line) => line.localScheme,
  amc: (line) => (line.amc.length === 1 ? line.amc[0] : null),
  patient: (line) => line.patient,
};

function lineOf(line, words, named) {
  const amounts = Object.keys(TOTALS)
    .map((name) => ({ name, reasons: line.reasons.filter((reason) => reason.amount === name) }))
    .filter(({ reasons }) => reasons.length > 0);
  return el(
    "section",
    { class: "line" },
    named && el("h6", {}, line.label, line.label !== line.code && el("span", { class: "code" }, ` ${line.code}`)),
    amounts.map(({ name, reasons }) => amountOf(reasons, reasons.length > 1 ? TOTALS[name](line) : null, words)),
  );
}

function amountOf(reasons, total, words) {
  return el(
    "div",
    { class: "amount" },
    el("p", { class: "amount-label" }, el("span", {}, reasons[0].amountLabel), total && el("span", {}, `= ${total.text}`)),
    el("ul", {}, reasons.map((reason) => reasonOf(reason, words))),
  );
}

function reasonOf(reason, words) {
  return el(
    "li",
    { class: "reason" },
    el("span", { class: "reason-text" }, reason.text, " ", sourceOf(reason.source, words)),
    el("span", { class: "reason-effect" }, reason.effect.text),
  );
}

function sourceOf(source, words) {
  if (!source) return null;
  if (!/^https:\/\//.test(source.link)) return el("span", { class: "source" }, source.title);
  return el(
    "a",
    { class: "source", href: source.link, target: "_blank", rel: "noopener noreferrer" },
    source.title,
    el("span", { class: "unseen" }, ` ${words.newWindow}`),
    icon(PATHS.link),
  );
}
