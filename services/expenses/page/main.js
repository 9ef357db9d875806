// Ties the page together: signs in, reads, follows the stream, shows.

import { Problem, forget, put, read } from "./api.js";
import { place } from "./dom.js";
import { demoPeople, signInAs, signInWithToken, signOut, signedIn } from "./session.js";
import { ALL, emptyStore, nameOf, takeLive, takePage, takePayment, takePeople } from "./store.js";
import { Stream } from "./stream.js";
import { board } from "./view/board.js";
import { estimate } from "./view/estimate.js";
import { failure, loading, say, showStatus, showTop } from "./view/shell.js";
import { signIn } from "./view/signin.js";
import { wordsOf } from "./words.js";

const LANGUAGE = "vitale-language";
const FRESH_MS = 60_000;
const PATIENCE_MS = 2_000; // a connection that is back sooner was never away for anybody who looks

const page = {
  top: document.getElementById("top"),
  main: document.getElementById("main"),
  foot: document.getElementById("foot"),
};
let language = sessionStorage.getItem(LANGUAGE) ?? "fr";
let store = emptyStore();
let stream = null;
let status = "connecting";
let reported = "connecting"; // by the stream, whatever the network says
let patience = null;
let ready = false;
let visit = 0; // moves when somebody signs out
let asking = null; // the question form: one element for as long as its people and language stand, with what was typed

class Left extends Error {}

// What was asked before signing out must never be shown after it, whether it is answered or refused.
const ask = (path) => ofThisVisit(read(path, language));

async function ofThisVisit(question) {
  const asked = visit;
  let answer;
  try {
    answer = await question;
  } catch (problem) {
    throw asked === visit ? problem : new Left();
  }
  if (asked !== visit) throw new Left();
  return answer;
}

const words = () => wordsOf(language);

function frame() {
  document.documentElement.lang = language;
  document.title = words().title;
  document.getElementById("skip").textContent = words().skip;
  page.foot.textContent = words().foot;
  showTop(page.top, { words: words(), status, signed: Boolean(signedIn()), onLanguage: switchLanguage, onLeave: leave });
}

function show() {
  if (!ready) return;
  const active = document.activeElement;
  const focused = active?.closest("[data-receipt]")?.dataset.receipt;
  place(page.main, ...board({ store, words: words(), language, onFilter, onMore, estimate: question() }));
  if (asking.form.contains(active)) active.focus({ preventScroll: true });
  if (focused) page.main.querySelector(`[data-receipt="${focused}"] .fold`)?.focus({ preventScroll: true });
}

function question() {
  const people = store.people.map((person) => person.id).join();
  if (asking?.language !== language || asking.people !== people) {
    asking = { language, people, form: estimate({ store, words: words(), onAsk, say }) };
  }
  return asking.form;
}

const onAsk = (care) => ofThisVisit(put("/v1/estimates", care, language));

function setStatus(next) {
  clearTimeout(patience);
  reported = next;
  const apply = () => {
    status = navigator.onLine ? next : "offline";
    showStatus(words(), status);
  };
  if (next === "reconnecting" && status === "live" && navigator.onLine) patience = setTimeout(apply, PATIENCE_MS);
  else apply();
}

async function start() {
  frame();
  if (!signedIn()) return showSignIn();
  ready = false;
  place(page.main, loading(words()));
  try {
    const cursor = await readAll();
    follow(cursor);
  } catch (problem) {
    fail(problem);
  }
}

async function readAll() {
  const [people, first] = await Promise.all([ask("/v1/people"), ask("/v1/receipts?limit=20")]);
  store.views.clear();
  takePeople(store, people.people);
  takePage(store, ALL, first, { first: true });
  if (store.filter !== ALL) await readOne(store.filter);
  ready = true;
  show();
  return first.resumeCursor;
}

async function readOne(person) {
  takePage(store, person, await ask(`/v1/receipts?limit=20&subject=${person}`), { first: true });
}

function fail(problem) {
  if (problem instanceof Left) return;
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === 401 || problem.status === 403) return ended();
  ready = false;
  place(page.main, failure(words(), problem, start));
}

function follow(cursor) {
  stream?.stop();
  stream = new Stream(language, cursor, {
    status: setStatus,
    refused: ended,
    receipt: arrive,
    payment: paid,
    people: () => again(),
    reset: () => again(),
  });
  stream.run();
}

// The list and the people as they are now; the stream goes on by itself.
async function again() {
  try {
    await readAll();
  } catch (problem) {
    fail(problem);
  }
}

function age(id) {
  setTimeout(() => {
    store.fresh.delete(id);
    page.main.querySelector(`[data-receipt="${id}"]`)?.classList.remove("fresh");
  }, FRESH_MS);
}

function paid(news) {
  if (!takePayment(store, news)) return;
  age(news.receipt);
  show();
  say(words().paidNews(nameOf(store, news.person, words()), news.payment.text, news.payment.amount?.text));
}

function arrive(receipt) {
  if (!takeLive(store, receipt)) return;
  age(receipt.id);
  show();
  const name = nameOf(store, receipt.person, words());
  const label = receipt.lines[0]?.label ?? receipt.professional.label;
  say(receipt.cancelled ? words().cancelledNews(name, label) : words().arrived(name, label, receipt.reimbursed.text));
  readCounters();
}

async function readCounters() {
  try {
    takePeople(store, (await ask("/v1/people")).people);
    show();
  } catch (problem) {
    if (problem.status === 401) ended();
  }
}

async function onFilter(person) {
  store.filter = person;
  show();
  page.main.querySelector('.filter [aria-pressed="true"]')?.focus();
  if (store.views.has(person)) return;
  try {
    await readOne(person);
    show();
  } catch (problem) {
    fail(problem);
  }
}

async function onMore() {
  const { next } = store.views.get(store.filter);
  const subject = store.filter === ALL ? "" : `&subject=${store.filter}`;
  try {
    const more = await ask(`/v1/receipts?limit=20&cursor=${encodeURIComponent(next)}${subject}`);
    if (more.reset) return void (await again());
    takePage(store, store.filter, more, { first: false });
    show();
  } catch (problem) {
    fail(problem);
  }
}

function switchLanguage() {
  language = words().switchLang;
  sessionStorage.setItem(LANGUAGE, language);
  store.receipts.clear();
  stream?.stop();
  start().then(() => document.getElementById("language").focus());
}

function signedOut(message) {
  visit += 1;
  stream?.stop();
  clearTimeout(patience);
  signOut();
  forget();
  store = emptyStore();
  asking = null;
  status = "connecting";
  ready = false;
  frame();
  place(page.main, loading(words()));
  showSignIn(message);
}

const leave = () => signedOut();
const ended = () => signedOut(words().ended);

async function showSignIn(message) {
  let people = null;
  try {
    people = await demoPeople();
  } catch {
    people = null; // no demo here: a token is the only way in
  }
  if (signedIn()) return;
  const enter = async (how) => {
    try {
      await how();
      await start();
      page.main.focus({ preventScroll: true });
    } catch (problem) {
      place(page.main, failure(words(), problem, start));
    }
  };
  place(
    page.main,
    signIn({
      words: words(),
      people,
      message,
      onPerson: (id) => enter(() => signInAs(id)),
      onToken: (token) => enter(async () => signInWithToken(token)),
    }),
  );
}

window.addEventListener("online", () => {
  setStatus(reported);
  stream?.hurry();
});
window.addEventListener("offline", () => setStatus(reported));
document.addEventListener("visibilitychange", () => !document.hidden && stream?.hurry());
start();
