// The signed-in page: greeting, filter, counters, receipts under the day or month they were settled.

import { el } from "../dom.js";
import { shown } from "../store.js";
import { heading } from "../words.js";
import { counters, filter } from "./people.js";
import { receiptItem } from "./receipt.js";
import { notice } from "./shell.js";

export function board(context) {
  const { store, words } = context;
  const self = store.people.find((person) => person.isSelf);
  return [
    el("h1", {}, words.hello(self?.firstName)),
    el("p", { class: "lead" }, words.lead),
    filter(store, words, context.onFilter),
    counters(store, words),
    context.estimate,
    receipts(context),
  ];
}

function receipts(context) {
  const { store, words, language, onMore } = context;
  const found = shown(store);
  const view = store.views.get(store.filter);
  return el(
    "section",
    { class: "receipts", "aria-labelledby": "receipts-title" },
    el("h2", { id: "receipts-title", class: "unseen" }, words.receipts),
    found.length === 0 && view && notice(words.emptyTitle, words.empty),
    ...grouped(found, language).map(([title, group]) =>
      el(
        "section",
        { class: "group" },
        el("h3", {}, title),
        el("ul", { class: "cards" }, group.map((receipt) => receiptItem(receipt, context))),
      ),
    ),
    view?.next && el("button", { class: "more", type: "button", onclick: onMore }, words.loadMore),
  );
}

function grouped(receipts, language) {
  const groups = new Map();
  for (const receipt of receipts) {
    const title = heading(new Date(receipt.acceptedAt), language);
    if (!groups.has(title)) groups.set(title, []);
    groups.get(title).push(receipt);
  }
  return [...groups];
}
