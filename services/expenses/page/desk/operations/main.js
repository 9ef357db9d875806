// The operations view: figures every other second, and the few decisions that a person takes.
import { el, place } from "../../dom.js";
import { desk, main, well } from "../shell.js";
import { calls } from "./calls.js";
import { halts, parked } from "./cases.js";
import { generations, outboxes, partitions, tiles, waiting } from "./figures.js";
import { time, words } from "./words.js";

const LOOK_AGAIN_MS = 2_000;
const regions = {};
let looking = null;
let measured = "";

const page = desk("operations", { show, left });

async function show() {
  clearTimeout(looking);
  if (!main.contains(regions.figures)) lay();
  try {
    const [status, records, claims] = await Promise.all([calls.status(), calls.parked(), calls.waiting()]);
    if (looking === undefined) return; // somebody left meanwhile
    if (document.getElementById("problem")?.dataset.code === "UNREACHABLE") well();
    draw(status, records.records, claims.claims);
  } catch (problem) {
    if (measured) place(regions.when, words.stale(measured));
    throw problem;
  } finally {
    if (looking !== undefined) looking = setTimeout(page.again, LOOK_AGAIN_MS);
  }
}

function lay() {
  looking = null;
  for (const name of ["when", "figures", "halts", "parked", "tables"]) regions[name] = el(name === "when" ? "p" : "div", { id: `region-${name}` });
  place(main, el("h1", {}, words.title), Object.values(regions));
}

function draw(status, records, claims) {
  measured = time(status.measuredAtUs);
  place(regions.when, words.measured(measured), status.logProblem ? el("strong", { id: "log-problem" }, ` ${words.logAway(status.logProblem)}`) : null);
  place(regions.figures, tiles(status));
  keepingFocus(regions.halts, () => halts(page, status));
  keepingFocus(regions.parked, () => parked(page, records));
  keepingFocus(regions.tables, () => [partitions(status.partitions), waiting(claims), outboxes(status.outboxes), generations(status.generations)]);
}

// A region is drawn anew under the hands of nobody: focus and scroll of what has an id stay where they were.
function keepingFocus(region, made) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const scrolled = [...region.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
  if (region.querySelector("button:disabled")) return; // an action is under way, and ends there
  place(region, made());
  region.querySelectorAll(".scroll").forEach((one, at) => (one.scrollLeft = scrolled[at] ?? 0));
  if (focused) again(region, focused)?.focus({ preventScroll: true });
}

// The successor of an element that was drawn anew.
function again(region, before) {
  if (before.id) return document.getElementById(before.id);
  return region.querySelector(`[aria-labelledby="${before.getAttribute("aria-labelledby")}"]`);
}

function left() {
  clearTimeout(looking);
  looking = undefined;
  measured = "";
}

page.begin();
