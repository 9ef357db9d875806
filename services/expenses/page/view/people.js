// People: the filter, and how much of each yearly cap is used.

import { el } from "../dom.js";
import { ALL, nameOf } from "../store.js";
import { year } from "../words.js";

export function filter(store, words, onFilter) {
  if (store.people.length < 2) return null;
  const choice = (id, label) =>
    el("button", { type: "button", "aria-pressed": String(store.filter === id), onclick: () => onFilter(id) }, label);
  return el(
    "div",
    { class: "filter", role: "group", "aria-label": words.filter },
    choice(ALL, words.all),
    store.people.map((person) => choice(person.id, nameOf(store, person.id, words))),
  );
}

export function counters(store, words) {
  const people = store.people.filter((person) => store.filter === ALL || store.filter === person.id);
  const rows = people.flatMap((person) => person.counters.map((counter) => row(store, words, person, counter)));
  if (!rows.length) return null;
  const label = people[0].counters[0]?.label ?? "";
  return el(
    "section",
    { class: "counters", "aria-labelledby": "counters-title" },
    el("h2", { id: "counters-title" }, label, " ", el("span", { class: "aside" }, words.yearly(year(new Date())))),
    el("ul", {}, rows),
    el("p", { class: "note" }, words.yearlyNote),
  );
}

function row(store, words, person, counter) {
  const name = nameOf(store, person.id, words);
  const said = words.usedOfSaid(name, counter.label, counter.used.text, counter.cap.text);
  const used = Math.min(counter.used.cents, counter.cap.cents);
  return el(
    "li",
    { class: "counter" },
    el("span", { class: "counter-name" }, name),
    el("span", { class: "counter-used" }, words.usedOf(counter.used.text, counter.cap.text)),
    el("progress", { max: counter.cap.cents, value: used, "aria-label": said }),
  );
}
