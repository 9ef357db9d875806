// What a correction or a cancellation changed: each amount before and after, and which payer is owed what back.

import { el } from "../dom.js";
import { day } from "../words.js";

export function correctionTag(receipt, words) {
  if (receipt.cancelled) return el("span", { class: "tag tag-cancelled" }, words.cancelled);
  return receipt.reversed && el("span", { class: "tag" }, words.corrected);
}

export function correction(receipt, { words, language }) {
  const date = day(new Date(`${receipt.careDate}T12:00:00Z`), language);
  return [
    receipt.reversed && el("h5", { class: "why" }, words.replaces(date)),
    receipt.reversed && el("ul", { class: "recoveries replaced" }, changes(receipt, words)),
    receipt.balances.length > 0 && el("h5", { class: "why" }, words.balances),
    receipt.balances.length > 0 && el("ul", { class: "recoveries balances" }, receipt.balances.map(balanceOf)),
  ].filter(Boolean);
}

// Amounts that were or are something.
function changes(receipt, words) {
  const before = receipt.reversed;
  return [
    [words.price, before.price, receipt.price],
    [words.amo, before.amo, receipt.amo],
    [words.local, before.localScheme, receipt.localScheme],
    [words.amc, before.amc, receipt.amc],
    [words.patient, before.patient, receipt.patient],
  ]
    .filter(([, was, is]) => was.cents !== 0 || is.cents !== 0)
    .map(([label, was, is]) => row(label, words.fromTo(was.text, is.text)));
}

function balanceOf(balance) {
  return row(balance.text, balance.owedBack.text);
}

function row(label, figures) {
  return el("li", { class: "reason" }, el("span", { class: "reason-text" }, label), el("span", { class: "reason-effect" }, figures));
}
