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

// One block for each kind of counter, one bar for each person in it.
export function counters(store, words) {
  const people = store.people.filter((person) => store.filter === ALL || store.filter === person.id);
  const kinds = new Map();
  for (const person of people) {
    for (const counter of person.counters) {
      if (!kinds.has(counter.name)) kinds.set(counter.name, { label: counter.label, rows: [] });
      kinds.get(counter.name).rows.push(row(store, words, person, counter));
    }
  }
  if (!kinds.size) return null;
  return el(
    "section",
    { class: "counters", "aria-labelledby": "counters-title" },
    el("h2", { id: "counters-title" }, words.yearly(year(new Date()))),
    [...kinds.values()].map(({ label, rows }) => [el("h3", { class: "counter-kind" }, label), el("ul", {}, rows)]).flat(),
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
