// What waits for a person: videos to decide on, and presentations that arrived twice.
import { el } from "../dom.js";
import { calls, idOf } from "./calls.js";
import { words } from "./words.js";

const HOUR_US = 3_600_000_000;
const when = (micros) => new Date(Number(micros) / 1000).toLocaleString("fr-FR");

export function videos(page, cases) {
  const shown = cases.length ? cases.map((one) => video(page, one)) : el("p", { id: "no-video" }, words.noVideo);
  return el("section", { class: "panel cases", id: "videos" }, el("h2", {}, words.videos), shown);
}

function video(page, one) {
  const file = idOf(one.fileId);
  const hoursLeft = Math.floor((Number(one.dueUs) - Date.now() * 1000) / HOUR_US);
  const choice = el("select", { "aria-label": words.why }, Object.entries(words.reasons).map(([value, text]) => el("option", { value }, text)));
  const decide = (accepted) => async () => {
    await calls.decide(file, accepted, accepted ? "" : choice.value);
    await page.again();
  };
  return el(
    "article",
    { class: "case", "data-file": file },
    el("p", {}, words.captured(when(one.capturedAtUs)), " · ", words.due(hoursLeft)),
    facts(words.checks, one.checks, (passed) => (passed ? words.passed : words.failed)),
    facts(words.traits, one.traits, (verdict) => words.verdicts[verdict] ?? verdict),
    el("a", { href: one.mediaUrl, target: "_blank", rel: "noopener" }, words.media),
    el("div", { class: "choices" }, page.button(words.accept, decide(true), `accept-${file}`), choice, page.button(words.refuse, decide(false), `refuse-${file}`, "secondary")),
  );
}

function facts(names, found, said) {
  return el("dl", { class: "facts" }, Object.entries(found).flatMap(([name, value]) => [el("dt", {}, names[name] ?? name), el("dd", {}, said(value))]));
}

export function twice(page, cases) {
  const shown = cases.length ? cases.map((one) => arrival(page, one)) : el("p", {}, words.noTwice);
  return el("section", { class: "panel cases", id: "twice" }, el("h2", {}, words.twice), shown);
}

function arrival(page, one) {
  const close = (finding) => async () => {
    await calls.close(idOf(one.caseId), finding);
    await page.again();
  };
  const choices = Object.entries(words.findings).map(([finding, text]) => page.button(text, close(finding), "", "secondary"));
  return el("article", { class: "case" }, el("p", {}, words.scanned(one.practiceId, when(one.scannedAtUs))), el("div", { class: "choices" }, choices));
}
