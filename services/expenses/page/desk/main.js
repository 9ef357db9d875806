// The operators' desk: sign in, decide, look at the roll-out on any day.
import { Problem, forget } from "../api.js";
import { PATHS, el, icon, place } from "../dom.js";
import { demoPeople, signInAs, signInWithToken, signOut, signedIn } from "../session.js";
import { calls } from "./calls.js";
import { twice, videos } from "./cases.js";
import { rollout } from "./rollout.js";
import { words } from "./words.js";

const LOOK_AGAIN_MS = 10_000;
const main = document.getElementById("main");
let day = "";
let looking = null;

const page = {
  again: () => show(),
  button(text, act, id, kind = "primary") {
    const button = el("button", { type: "button", class: kind, id: id || null }, text);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await act();
      } catch (problem) {
        failed(problem);
      } finally {
        button.disabled = false;
      }
    });
    return button;
  },
};

function frame() {
  const leaving = signedIn() && el("button", { class: "quiet square", type: "button", "aria-label": words.leave, onclick: leave }, icon(PATHS.leave));
  place(document.getElementById("top"), el("div", { class: "brand brand-small" }, icon(PATHS.pulse, "icon brand-mark"), el("span", {}, words.brand)), el("div", { class: "top-right" }, leaving));
}

function failed(problem) {
  if (!(problem instanceof Problem)) console.error(problem); // a fault of this page, not an answer
  if (problem.status === 401) return leave();
  const said = problem.errors?.[0]?.advice ?? problem.detail ?? words.unreachable;
  main.prepend(el("section", { class: "notice notice-error", role: "alert", id: "problem", "data-code": problem.code ?? null }, el("p", {}, said)));
}

async function signing() {
  const people = await demoPeople("operator").catch(() => []);
  const field = el("input", { id: "token", type: "password", autocomplete: "off" });
  const enter = async () => (signInWithToken(field.value), show());
  const choose = (person) => page.button(person.label, async () => (await signInAs(person.id), show()), `as-${person.id}`);
  const byToken = [el("label", { for: "token" }, words.token), field, page.button(words.enter, enter, "enter")];
  place(main, el("section", { class: "panel" }, el("h1", {}, words.signTitle), el("p", {}, words.signLead), people.length ? people.map(choose) : byToken));
}

async function show() {
  frame();
  clearTimeout(looking);
  if (!signedIn()) return signing();
  try {
    const [waiting, arrived, figures] = await Promise.all([calls.videos(), calls.deferred(), calls.rollout(day)]);
    place(main, videos(page, waiting.cases), twice(page, arrived.cases), rollout(figures, day, (chosen) => ((day = chosen), show())));
  } catch (problem) {
    failed(problem);
  }
  looking = setTimeout(lookAgain, LOOK_AGAIN_MS);
}

// Quietly, and never under the hands of somebody who is choosing.
const lookAgain = () => (main.contains(document.activeElement) ? (looking = setTimeout(lookAgain, LOOK_AGAIN_MS)) : show());

function leave() {
  clearTimeout(looking);
  signOut();
  forget();
  show();
}

show();
