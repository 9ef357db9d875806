// The holder's page: an account, then the way to a card, then the card.
import { Problem, forget } from "../api.js";
import { el, place } from "../dom.js";
import { demoPeople, signInAs, signInWithToken, signOut, signedIn } from "../session.js";
import { Stream } from "../stream.js";
import { failure, loading, say, showStatus, showTop } from "../view/shell.js";
import { signIn } from "../view/signin.js";
import { calls, idOf } from "./calls.js";
import { Enrolment } from "./enrol.js";
import { followed, life, whoLooked, whoRead } from "./holder.js";
import { forgetCard, kept } from "./keeping.js";
import { Show } from "./show.js";
import { wordsOf } from "./words.js";

const LANGUAGE = "vitale-language";
const main = document.getElementById("main");
let language = sessionStorage.getItem(LANGUAGE) ?? "fr";
let enrolment = null;
let show = null;
let streams = [];
let presentations = [];
let accesses = [];
let wanted = false; // the person asked for a card on this phone although one is active elsewhere

const page = {
  get words() {
    return wordsOf(language);
  },
  get calls() {
    return calls(language);
  },
  // Whose card this is: the account's subject, which the token names; cards of two people never mix on one phone.
  get owner() {
    return JSON.parse(atob(signedIn().token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).attributes.subject_id;
  },
  again: (file) => guarded(() => (file ? enrolling(file) : look())),
  lost: (serial) => page.calls.change(serial, "lock").catch(() => null),
  // A button that can be pressed once at a time and shows what went wrong beside itself.
  button(text, act, id, kind = "primary") {
    const button = el("button", { type: "button", class: kind, id: id || null }, text);
    button.addEventListener("click", async () => {
      button.disabled = true;
      button.nextElementSibling?.classList.contains("problem") && button.nextElementSibling.remove();
      try {
        await act();
      } catch (problem) {
        if (!(problem instanceof Problem)) console.error(problem); // a fault of this page, not an answer
        const said = problem.errors?.[0]?.advice ?? problem.detail ?? page.words.unreachable;
        button.after(el("p", { class: "alert problem", role: "alert" }, said));
      } finally {
        button.disabled = false;
      }
    });
    return button;
  },
};

function frame(status = "connecting") {
  const { words } = page;
  document.documentElement.lang = language;
  document.title = words.title;
  document.getElementById("skip").textContent = words.skip;
  document.getElementById("foot").textContent = words.foot;
  showTop(document.getElementById("top"), { words, status, signed: Boolean(signedIn()), onLanguage: switchLanguage, onLeave: leave });
}

async function guarded(act) {
  try {
    await act();
  } catch (problem) {
    if (problem.status === 401) return leave();
    place(main, failure(page.words, problem, () => page.again()));
  }
}

async function look() {
  show?.stop();
  forget();
  const [mine, { cards }] = await Promise.all([kept(page.owner), page.calls.cards()]);
  const card = cards.find((one) => idOf(one.cardSerial) === mine?.cardSerial) ?? cards[0];
  const usable = card && ["CARD_STATE_ACTIVE", "CARD_STATE_SUSPENDED"].includes(card.state);
  const here = usable && mine?.cardSerial === idOf(card.cardSerial);
  if (usable && (here || !wanted) && !mine?.draft) return holding(card, here, mine);
  const [found] = await Promise.all([page.calls.file().catch(none), learnAccesses()]);
  const file = found?.file?.state === "FILE_STATE_ACTIVATED" ? null : found?.file;
  await enrolling(file, found?.activationChallenge, card);
  follow({ access: looked });
}

// Who looked is shown to everybody, with or without a card: by number, nobody needs one to be looked up.
const learnAccesses = async () => (accesses = (await page.calls.accesses().catch(() => ({ accesses: [] }))).accesses);

const none = (problem) => {
  if (problem.status === 404) return null;
  throw problem;
};

async function enrolling(file, challenge, card) {
  enrolment ??= new Enrolment(page);
  let shown = challenge;
  if (file?.state === "FILE_STATE_ACTIVABLE" && !shown) shown = (await page.calls.file()).activationChallenge;
  place(main, ...enrolment.view(file, shown), card && !wanted && life(page, card), el("div", { id: "who-looked" }, accesses.length > 0 && whoLooked(page, accesses)));
}

async function holding(card, here, mine) {
  const serial = idOf(card.cardSerial);
  const [{ persons }, read, { relations }] = await Promise.all([page.calls.presentable(), page.calls.presentations(), page.calls.relations(), learnAccesses()]);
  presentations = read.presentations;
  const { words } = page;
  show = here && !mine.lost && card.state === "CARD_STATE_ACTIVE" ? new Show(page, serial, persons) : null;
  const elsewhere = !show && el("section", { class: "panel" }, el("p", { id: "key-gone" }, card.locked || (here && mine.lost) ? words.lost : words.elsewhere), page.button(words.moveHere, moveHere, "move-here", "secondary"));
  place(main, show?.view() ?? (card.state === "CARD_STATE_ACTIVE" || card.locked || mine?.lost ? elsewhere : null), life(page, card),
    el("div", { id: "who-read" }, whoRead(page, presentations)), el("div", { id: "who-looked" }, whoLooked(page, accesses)), followed(page, relations));
  follow({ presentation: redeemed, access: looked });
}

async function moveHere() {
  wanted = true;
  await forgetCard(page.owner);
  await page.again();
}

function redeemed({ presentation }) {
  presentations.unshift(presentation);
  place(document.getElementById("who-read"), whoRead(page, presentations));
  say(page.words.redeemed(presentation.practiceName));
  if (show) show.ask(page.words.redeemed(presentation.practiceName));
}

function looked({ access }) {
  accesses.unshift(access);
  const shown = document.getElementById("who-looked");
  if (shown) place(shown, whoLooked(page, accesses));
}

const FOLLOWED = { presentation: "/v1/presentations/stream", access: "/v1/accesses/stream" };

// `told` has a function for each kind of event that is followed from now on.
function follow(told) {
  streams.forEach((stream) => stream.stop());
  const on = { status: (name) => showStatus(page.words, name), refused: () => leave() };
  streams = Object.entries(told).map(([name, act]) => new Stream(language, "", { ...on, [name]: act }, FOLLOWED[name]));
  streams.forEach((stream) => stream.run());
  showStatus(page.words, "live");
}

function switchLanguage() {
  language = language === "fr" ? "en" : "fr";
  sessionStorage.setItem(LANGUAGE, language);
  start();
}

function leave() {
  streams.forEach((stream) => stream.stop());
  show?.stop();
  signOut();
  forget();
  start();
}

async function signing(message) {
  const people = await demoPeople().catch(() => null);
  const onPerson = (person) => guarded(async () => (await signInAs(person), start()));
  place(main, signIn({ words: page.words, people, message, onPerson, onToken: (token) => (signInWithToken(token), start()) }));
}

async function start() {
  frame();
  enrolment = new Enrolment(page);
  if (!signedIn()) return signing();
  place(main, loading(page.words));
  const parameters = new URLSearchParams(location.search);
  await guarded(async () => {
    if (parameters.has("state")) await enrolment.cameBack(parameters);
    await look();
  });
}

start();
