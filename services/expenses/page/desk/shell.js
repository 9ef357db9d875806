// What the pages of the desk share: signing in, the way from one page to the other, buttons, and what went wrong.
import { Problem, forget } from "../api.js";
import { PATHS, el, icon, place } from "../dom.js";
import { demoPeople, signInAs, signInWithToken, signOut, signedIn } from "../session.js";
import { words } from "./words.js";

const TABS = { cards: "/desk/", operations: "/desk/operations/" };
export const main = document.getElementById("main");

// `show` draws the page for somebody who is signed in; `left` ends what it left running.
export function desk(tab, { show, left = () => {} }) {
  const page = { again, failed, button, begin };

  function begin() {
    frame();
    return signedIn() ? again() : signing();
  }

  async function again() {
    try {
      await show(page);
    } catch (problem) {
      failed(problem);
    }
  }

  function frame() {
    const tabs = signedIn() && el("nav", { class: "places", "aria-label": words.tabsLabel }, Object.entries(TABS).map(tabLink));
    const leaving = signedIn() && el("button", { class: "quiet square", type: "button", "aria-label": words.leave, onclick: leave }, icon(PATHS.leave));
    place(document.getElementById("top"), el("div", { class: "brand brand-small" }, icon(PATHS.pulse, "icon brand-mark"), el("span", {}, words.brand)), el("div", { class: "top-right" }, tabs, leaving));
  }

  function tabLink([name, href]) {
    return el("a", { href, "aria-current": name === tab ? "page" : null }, words.tabs[name]);
  }

  function button(text, act, id, kind = "primary") {
    const made = el("button", { type: "button", class: kind, id: id || null }, text);
    made.addEventListener("click", async () => {
      made.disabled = true;
      try {
        await act();
      } catch (problem) {
        failed(problem);
      } finally {
        made.disabled = false;
        if (document.activeElement === document.body) made.focus({ preventScroll: true });
      }
    });
    return made;
  }

  // One at a time: a page that asks every other second would fill itself with the same sentence.
  function failed(problem) {
    if (!(problem instanceof Problem)) console.error(problem); // a fault of this page, not an answer
    if (problem.status === 401) return leave();
    const said = problem.errors?.[0]?.advice ?? problem.detail ?? words.unreachable;
    well();
    main.prepend(el("section", { class: "notice notice-error", role: "alert", id: "problem", "data-code": problem.code ?? null }, el("p", {}, said)));
  }

  async function signing() {
    const people = await demoPeople("operator").catch(() => []);
    const field = el("input", { id: "token", type: "password", autocomplete: "off" });
    const enter = async () => (signInWithToken(field.value), begin());
    const choose = (person) => button(person.label, async () => (await signInAs(person.id), begin()), `as-${person.id}`);
    const byToken = [el("label", { for: "token" }, words.token), field, button(words.enter, enter, "enter")];
    place(main, el("section", { class: "panel" }, el("h1", {}, words.signTitle), el("p", {}, words.signLead), people.length ? people.map(choose) : byToken));
  }

  function leave() {
    left();
    signOut();
    forget();
    begin();
  }

  return page;
}

// What was said of a failure is over.
export const well = () => document.getElementById("problem")?.remove();

// Tells somebody who does not see the page.
export function say(text) {
  document.getElementById("said").textContent = text;
}
