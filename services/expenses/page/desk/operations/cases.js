// What waits for a decision: halted partitions, and records set aside with why, the field and the fix.
import { el, place } from "../../dom.js";
import { say } from "../shell.js";
import { calls } from "./calls.js";
import { confirmed } from "./confirming.js";
import { age, euros, words } from "./words.js";

const FOLLOW_MS = 500;
const FOLLOW_TIMES = 40;
// What was said of a record, and which were sent: the list is drawn anew every other second, and this stays.
const results = new Map();
const sent = new Set();

export function halts(page, status) {
  const halted = status.partitions.filter((one) => one.halted);
  const shown = halted.length ? halted.map((one) => halt(page, one, status.measuredAtUs)) : el("p", { id: "no-halt" }, words.noHalt);
  return el("section", { class: "panel cases", id: "halts" }, el("h2", {}, words.halts), shown);
}

function halt(page, one, now) {
  const seconds = Number(one.haltedSinceUs) ? (Number(now) - Number(one.haltedSinceUs)) / 1_000_000 : undefined;
  const resume = async () => {
    const note = await confirmed(words.resumeAsk(one.partition), words.resumeLead, { field: words.note });
    if (note === null) return;
    await calls.resume(one.partition, note);
    say(words.resumed(one.partition));
  };
  return el("article", { class: "case", "data-partition": one.partition }, el("h3", {}, `Partition ${one.partition}, ${words.since(age(seconds))}`), el("p", { lang: "en" }, one.halted), el("div", { class: "choices" }, page.button(words.resume, resume, `resume-${one.partition}`)));
}

export function parked(page, records) {
  const gone = [...sent].filter((name) => !records.some((one) => one.name === name));
  const shown = records.map((one) => record(page, one));
  const done = gone.map((name) => el("p", { class: "case", id: `result-${name}` }, `${name} · ${results.get(name)}`));
  const nothing = !records.length && el("p", { id: "no-parked" }, words.noParked);
  return el("section", { class: "panel cases", id: "parked" }, el("h2", {}, words.parked), done, shown, nothing);
}

function record(page, one) {
  const result = el("p", { id: `result-${one.name}` }, results.get(one.name) ?? "");
  const facts = [
    [words.reason, `${one.reason} · ${one.title}`, "en"],
    [words.field, [one.field, one.stackClass].filter(Boolean).join(" · ") || "–"],
    [words.fix, one.fix || "–", "en"],
    [words.came, words.origin(one)],
  ];
  const listed = facts.flatMap(([name, value, lang]) => [el("dt", {}, name), el("dd", { lang: lang ?? null }, value)]);
  const choices = el("div", { class: "choices" }, page.button(words.dryRun, () => dryRun(one.name), `dry-run-${one.name}`, "secondary"), page.button(words.redrive, () => redrive(page, one.name), `redrive-${one.name}`));
  return el("article", { class: "case", "data-record": one.name }, el("h3", {}, one.name), el("dl", { class: "facts" }, listed), choices, result);
}

function tell(name, text) {
  results.set(name, text);
  const shown = document.getElementById(`result-${name}`);
  if (shown) place(shown, sent.has(name) && shown.classList.contains("case") ? `${name} · ${text}` : text);
  say(text);
}

async function dryRun(name) {
  const tried = await calls.dryRun(name);
  if (!tried.became) return tell(name, words.held[tried.heldBy] ?? tried.heldBy);
  tell(name, `${words.would}${became(tried.became)}${tried.heldBy ? words.held[tried.heldBy] : ""}`);
}

async function redrive(page, name) {
  if ((await confirmed(words.redriveAsk(name), words.redriveLead)) === null) return;
  await calls.redrive(name);
  sent.add(name);
  tell(name, words.sent(name));
  follow(name).catch(page.failed);
}

// Until the worker has come to it.
async function follow(name) {
  for (let times = 0; times < FOLLOW_TIMES; times += 1) {
    const found = await calls.one(name);
    if (found.became) return tell(name, `${words.is}${became(found.became)}`);
    await new Promise((later) => setTimeout(later, FOLLOW_MS));
  }
}

function became(told) {
  const why = [told.reason, told.field].filter(Boolean).join(" ");
  const said = words.outcomes[told.outcome] ?? told.outcome;
  if (told.outcome !== "issued") return why ? `${said} (${why})` : said;
  const parts = [`AMO ${euros(told.amoCents)}`, Number(told.localSchemeCents) ? `régime local ${euros(told.localSchemeCents)}` : "", `AMC ${euros(told.amcCents)}`, `patient ${euros(told.patientCents)}`];
  return `${said}, ${euros(told.priceCents)} : ${parts.filter(Boolean).join(", ")}`;
}
