// The roll-out on a day: where each path is open, and what happened until then.
import { el } from "../dom.js";
import { words } from "./words.js";

// `onDay` is called with YYYY-MM-DD, or nothing for today.
export function rollout(found, day, onDay) {
  const field = el("input", { id: "as-of", type: "date", value: day });
  field.addEventListener("change", () => onDay(field.value));
  return el(
    "section",
    { class: "panel", id: "rollout" },
    el("h2", {}, words.rollout),
    el("label", { for: "as-of" }, words.asOf), field,
    el("p", { id: "decisions" }, words.figures(found)),
    el("div", { class: "scroll" }, el("table", { class: "rollout" }, head(), el("tbody", {}, found.figures.map(row)))),
  );
}

const head = () => el("thead", {}, el("tr", {}, words.columns.map((name) => el("th", { scope: "col" }, name))));

function row(one) {
  const refusals = Object.entries(one.refusals).map(([reason, count]) => `${reason} : ${count}`);
  const open = one.open ? words.open : words.opens(one.opensOn);
  const cells = [one.department, one.scheme, words.paths[one.path] ?? one.path, open, one.activations, refusals.join(", ")];
  return el("tr", { "data-department": one.department, "data-path": one.path, "data-open": String(one.open) }, cells.map((cell) => el("td", {}, String(cell))));
}
