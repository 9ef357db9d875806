// The counter: sign in, read a card, one screen for each patient, a bill from there; and what can be done without network.
import { Problem } from "../api.js";
import { PATHS, el, icon, place } from "../dom.js";
import { board, foundBoard } from "./board.js";
import { Found, byNumber } from "./by_number.js";
import { permissions } from "./calls.js";
import { day } from "./day.js";
import { waiting } from "./keeping.js";
import { Patient } from "./patient.js";
import { Camera, typed } from "./scanning.js";
import { cameBack, goToSignIn, signOut, signedIn } from "./session.js";
import { learnKeys, offlineBoard, proven, refusalOf, sendWaiting } from "./without_network.js";
import { words } from "./words.js";

const main = document.getElementById("main");
let patients = [];
let current = null;
let message = null;
let camera = null;
let pending = [];
let mayLookByNumber = false;
let journal = null; // kept while others come and go, so that what was read stays

const page = {
  show: () => show(),
  button(text, act, id, kind = "primary") {
    const button = el("button", { type: "button", class: kind, id: id || null }, text);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await act();
      } catch (problem) {
        say(problem);
      } finally {
        button.disabled = false;
      }
    });
    return button;
  },
  close(patient) {
    patients = patients.filter((one) => one !== patient);
    if (current === patient) current = patients.at(-1) ?? null;
    show();
  },
  async kept(patient) {
    message = { text: words.keptBill, id: "kept" };
    pending = await waiting();
    page.close(patient);
  },
};

function say(problem) {
  if (!(problem instanceof Problem)) console.error(problem); // a fault of this page, not an answer
  if (problem.status === 401) return leave();
  message = { text: problem.errors?.[0]?.advice ?? problem.detail ?? words.offline, code: problem.code, id: "problem" };
  show();
}

function frame() {
  const online = navigator.onLine;
  place(
    document.getElementById("top"),
    el("div", { class: "brand brand-small" }, icon(PATHS.pulse, "icon brand-mark"), el("span", {}, words.brand)),
    el("div", { class: "top-right" },
      el("span", { class: `pill pill-${online ? "live" : "offline"}`, id: "network" }, el("i", { class: "dot" }), online ? words.online : words.offline),
      signedIn() && el("button", { class: "quiet square", type: "button", "aria-label": words.leave, onclick: leave }, icon(PATHS.leave))),
  );
}

function show() {
  frame();
  if (!signedIn()) return place(main, signing());
  place(main, el("h1", { class: "unseen" }, words.signTitle), told(), reading(), mayLookByNumber && byNumber(page, take), tabs(), current && screenOf(current), waitingBills(), (journal ??= day(page)));
}

function screenOf(patient) {
  if (patient instanceof Found) return foundBoard(page, patient);
  return patient.context ? board(page, patient) : offlineBoard(page, patient);
}

function take(patient) {
  patients.push(patient);
  current = patient;
  show();
}

const signing = () => el("section", { class: "panel" }, el("h1", {}, words.signTitle), el("p", {}, words.signLead), page.button(words.sign, goToSignIn, "sign-in"));

const told = () => message && el("section", { class: "notice notice-error", role: "alert", id: message.id, "data-code": message.code ?? null }, el("p", {}, message.text));

function reading() {
  const video = el("video", { id: "video", muted: true, playsinline: true, hidden: !camera });
  const field = el("input", { id: "scanner", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  typed(field, (text) => read(text));
  const start = async () => {
    camera = new Camera(video, (text) => {
      camera = null;
      read(text);
    });
    video.hidden = false;
    try {
      await camera.start();
    } catch {
      camera = null;
      message = { text: words.noCamera, id: "problem" };
      show();
    }
  };
  return el("section", { class: "panel" }, el("h2", {}, words.scan), page.button(words.camera, start, "camera"), video, el("label", { for: "scanner" }, words.scanner), field);
}

function tabs() {
  if (patients.length < 2) return null;
  const tab = (patient) =>
    el("button", { type: "button", class: "tab", "aria-pressed": String(patient === current), onclick: () => ((current = patient), show()) }, patient.name);
  return el("nav", { class: "tabs", "aria-label": words.patients }, patients.map(tab));
}

function waitingBills() {
  if (!pending.length) return null;
  return el("section", { class: "panel", id: "waiting" }, el("p", {}, words.waitingBills(pending.length)), page.button(words.sendWaiting, flush, "send-waiting"));
}

async function flush() {
  const results = await sendWaiting();
  pending = await waiting();
  if (results.length) message = { text: results.map((one) => `${one.claimId} : ${one.text}`).join(" · "), code: results.at(-1).code, id: "flushed" };
  show();
}

// Each scan is a patient of its own; nothing of one ever reaches the screen or the bill of another.
async function read(qr) {
  message = null;
  performance.mark("scanned");
  if (qr === null) {
    message = { text: words.notACard, id: "problem" };
    return show();
  }
  let patient;
  try {
    patient = new Patient(qr, await proven(qr));
  } catch (problem) {
    const text = refusalOf(problem);
    if (!text) return say(problem);
    message = { text, code: problem.why, id: "problem" };
    return show();
  }
  await opened(patient);
}

async function opened(patient) {
  try {
    await patient.open();
    performance.measure("scan-to-rights", "scanned");
  } catch (problem) {
    // Only what could not be reached may be worked on without network: a refusal is a refusal.
    if (problem.status !== 0 && problem.status < 500) return say(problem);
  }
  take(patient);
}

function leave() {
  camera?.stop();
  patients = [];
  current = null;
  mayLookByNumber = false;
  journal = null;
  signOut();
  show();
}

// What the practice may not do is not offered; the service refuses it in any case.
async function learnPermissions() {
  const found = await permissions().catch(() => null);
  if (found) mayLookByNumber = found.byNumber;
}

async function start() {
  const parameters = new URLSearchParams(location.search);
  if (parameters.has("code")) await cameBack(parameters).catch(say);
  if (signedIn()) await Promise.all([learnKeys(), learnPermissions()]);
  pending = await waiting();
  show();
}

addEventListener("online", () => (show(), Promise.all([learnKeys(), learnPermissions()]).then(flush)));
addEventListener("offline", show);
start();
