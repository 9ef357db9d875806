// Tables of figures: every one as the service measured it.
import { el } from "../../dom.js";
import { idOf } from "../calls.js";
import { age, moment, words } from "./words.js";

const sum = (list, of) => list.reduce((total, one) => total + Number(of(one)), 0);
const most = (list) => (list.includes(undefined) ? undefined : Math.max(0, ...list));

export function tiles(status) {
  const all = status.partitions;
  const current = status.generations.find((one) => one.current);
  const boxes = status.outboxes.map((one) => (one.problem ? undefined : one.oldestS));
  const shown = {
    lag: age(most(all.map((one) => one.lagS))),
    records: all.some((one) => one.lagRecords === undefined) ? words.unknown : String(sum(all, (one) => one.lagRecords)),
    parked: String(sum(all, (one) => one.parked)),
    halted: String(all.filter((one) => one.halted).length),
    waiting: age(most(all.map((one) => one.oldestWaitingS))),
    outbox: age(most(boxes)),
    generation: current ? String(current.generation) : words.unknown,
  };
  return el("dl", { class: "tiles" }, Object.entries(shown).map(([name, value]) => el("div", {}, el("dt", {}, words.tiles[name]), el("dd", { id: `tile-${name}` }, value))));
}

export function partitions(all) {
  return table("partitions", words.partitions, words.columns, all.map((one) => [
    { "data-partition": one.partition, "data-state": one.halted ? "halted" : "runs" },
    [one.partition, age(one.lagS), one.lagRecords ?? words.unknown, behind(one), one.rulesVersion || words.noRules, one.parked, queue(one), one.halted ? words.stopped : words.runs],
  ]));
}

const behind = (one) => (Number(one.unpublished) ? `${one.unpublished} (${age(one.unpublishedS)})` : "0");
const queue = (one) => (one.waiting ? `${one.waiting} (${age(one.oldestWaitingS)})` : "0");

export function waiting(all) {
  return table("waiting", words.waiting, words.waitingColumns, all.map((one) => [
    { "data-receipt": idOf(one.receiptId) },
    [idOf(one.receiptId), one.partition, age(one.ageS), Number(one.needsRevision) ? words.revision(one.needsRevision) : words.guarantees],
  ]));
}

export function outboxes(all) {
  return table("outboxes", words.outboxes, words.outboxColumns, all.map((one) => [
    { "data-service": one.service },
    one.problem ? [one.service, one.problem, words.unknown] : [one.service, one.rows, age(one.oldestS)],
  ]));
}

export function generations(all) {
  return table("generations", words.generations, words.generationColumns, all.map((one) => [
    { "data-generation": one.generation },
    [one.current ? words.current(one.generation) : one.generation, one.entries, one.partitions, moment(one.sinceUs)],
  ]));
}

function table(id, caption, columns, rows) {
  const head = el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name))));
  const body = rows.map(([data, [first, ...others]]) => el("tr", data, el("th", { scope: "row" }, String(first)), others.map((cell) => el("td", {}, String(cell)))));
  // A wide table scrolls in itself, by keyboard too.
  return el("section", { class: "panel", id }, el("h2", { id: `${id}-title` }, caption), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": `${id}-title` }, el("table", { class: "rollout" }, head, el("tbody", {}, body))));
}
