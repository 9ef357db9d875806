// The card that is there: its state and what may be done with it, who read it, who looked, care relations.
import { el } from "../dom.js";
import { idOf } from "./calls.js";

const time = (us, lang) => new Date(Number(us) / 1000).toLocaleString(lang);

export function life(page, card) {
  const { words, calls } = page;
  const serial = idOf(card.cardSerial);
  const active = card.state === "CARD_STATE_ACTIVE";
  const suspended = card.state === "CARD_STATE_SUSPENDED";
  const may = active || suspended;
  const change = (what) => async () => {
    await calls.change(serial, what);
    await page.again();
  };
  return el(
    "section",
    { class: "panel" },
    el("h2", {}, words.lifeTitle),
    el("p", { class: `card-state card-${active ? "active" : "ended"}`, id: "card-state" }, words.state[card.state]),
    active && page.button(words.suspend, change("suspend"), "suspend", "secondary"),
    suspended && !card.locked && page.button(words.resume, change("resume"), "resume", "secondary"),
    may && opposition(page, serial),
  );
}

function opposition(page, serial) {
  const { words, calls } = page;
  const plastic = el("input", { type: "checkbox", id: "plastic" });
  const oppose = async () => {
    await calls.change(serial, "oppose", plastic.checked);
    await page.again();
  };
  return el(
    "details",
    { class: "oppose" },
    el("summary", {}, words.oppose),
    el("p", {}, words.opposeSure),
    el("label", { class: "check" }, plastic, " ", words.plastic),
    page.button(words.yes, oppose, "oppose", "danger"),
  );
}

export function whoRead(page, presentations) {
  const { words, calls } = page;
  const item = (one) => {
    const dispute = async () => {
      await calls.notMe(idOf(one.contextId));
      await page.again();
    };
    return el(
      "li",
      { class: "row" },
      el("div", {}, el("strong", {}, one.practiceName), ` ${one.presented ? words.forPerson(one.presented) : ""}`),
      el("div", { class: "soft" }, time(one.redeemedAtUs, words.lang)),
      one.repudiated ? el("span", { class: "pill" }, words.notMeDone) : page.button(words.notMe, dispute, "", "quiet"),
    );
  };
  return list(words.whoTitle, "presentations", presentations.map(item), words.nobody);
}

const what = (event) => (event.action === "rights" && event.basis === "ACCESS_BASIS_NUMBER" ? "rights_by_number" : event.action);

export function whoLooked(page, accesses) {
  const { words } = page;
  const item = ({ event }) =>
    el(
      "li",
      { class: "row" },
      el("div", {}, el("strong", {}, event.practiceName || event.practiceId), ` ${words.action[what(event)] ?? event.action}`),
      el("div", { class: "soft" }, time(event.atUs, words.lang), event.purpose && event.purpose !== "care" ? ` · ${words.why(words.reasons[event.purpose] ?? event.purpose)}` : "",
        event.decision === "ACCESS_DECISION_REFUSED" ? ` · ${words.refused}` : ""),
    );
  return list(words.accessesTitle, "accesses", accesses.map(item), words.nobody);
}

export function followed(page, relations) {
  const { words, calls } = page;
  const item = (one) => {
    const end = async () => {
      await calls.revoke(idOf(one.relationId));
      await page.again();
    };
    return el(
      "li",
      { class: "row" },
      el("div", {}, el("strong", {}, one.practiceName), ` ${words.forPerson(one.caredFor)} ${words.until(one.until)}`),
      one.ended ? el("span", { class: "pill" }, words.ended) : page.button(words.revoke, end, "", "quiet"),
    );
  };
  return relations.length ? list(words.relationsTitle, "relations", relations.map(item), "") : null;
}

function list(title, id, items, empty) {
  return el("section", { class: "panel" }, el("h2", {}, title), items.length ? el("ul", { id }, items) : el("p", { class: "soft", id }, empty));
}
