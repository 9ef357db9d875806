// Shows the QR: unlocked by the code, good for a minute, one for each presentation.
import { el, place } from "../dom.js";
import { fromBase64 } from "../protocol/bytes.js";
import { write } from "../protocol/presentation.js";
import encodeQR from "../vendor/qr/index.js";
import { nowS } from "./calls.js";
import { WrongCode, counted, kept, renewed, unlocked } from "./keeping.js";

const QUIET = 4; // modules of white around the symbol, as the norm asks
const SCALE = 6;
const LARGEST = 17 + 4 * 15 + 2 * QUIET; // modules of a side of version 15
const FIRST_LEVEL = "medium";

export class Show {
  // `page` gives words, calls, owner, `lost()` when the key is gone; `serial` is the card's, in hex.
  constructor(page, serial, persons) {
    this.page = page;
    this.serial = serial;
    this.persons = persons;
    this.keys = null;
    this.timer = null;
    this.shown = null;
    this.box = el("div", { class: "show", id: "show" });
  }

  view() {
    this.ask();
    return el("section", { class: "panel" }, el("h2", {}, this.page.words.showTitle), this.box);
  }

  ask(message = "") {
    clearInterval(this.timer);
    this.keys = null;
    const { words } = this.page;
    const field = el("input", { id: "unlock-code", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6" });
    const person = el("select", { id: "whom" }, this.persons.map((one, at) => el("option", { value: at }, at ? one.firstName : words.me)));
    const unlock = async () => {
      this.reference = fromBase64(this.persons[person.value]?.reference ?? "");
      await this.unlock(field.value);
    };
    place(
      this.box,
      this.persons.length > 1 && el("label", { for: "whom" }, words.whom), this.persons.length > 1 && person,
      el("label", { for: "unlock-code" }, words.code), field,
      message && el("p", { class: "alert", role: "alert" }, message),
      this.page.button(words.unlock, unlock, "unlock"),
    );
  }

  async unlock(code) {
    try {
      this.keys = await unlocked(this.page.owner, code);
    } catch (problem) {
      if (!(problem instanceof WrongCode)) throw problem;
      this.ask(this.page.words.wrong(problem.left));
      // The key is gone: the way on is a new proof of identity, as soon as the registry knows.
      if (problem.left === 0 && (await this.page.lost(this.serial))) await this.page.again();
      return;
    }
    await this.draw();
  }

  async draw() {
    const card = await kept(this.page.owner);
    const beacon = await this.beacon();
    const made = await write(this.keys.privateKey, {
      certificate: (await kept(this.page.owner)).certificate ?? card.certificate,
      beacon,
      reference: this.reference,
      counter: await counted(this.page.owner),
      nowS: nowS(),
    });
    this.shown = made.jti;
    this.paint(made, beacon);
  }

  // Without network the QR goes without a beacon: the practice is told so.
  async beacon() {
    try {
      const answer = await this.page.calls.beacon(this.serial, this.keys);
      if (answer.deviceCertificate) await renewed(this.page.owner, fromBase64(answer.deviceCertificate));
      return fromBase64(answer.beacon);
    } catch (problem) {
      if (problem.status === 0 || problem.status >= 500) return null;
      throw problem;
    }
  }

  paint(made, beacon) {
    const { words } = this.page;
    const left = el("p", { id: "left", class: "left" });
    const canvas = drawn(made.text);
    const again = this.page.button(words.another_qr, () => this.draw(), "another", "secondary");
    place(this.box, canvas, left, !beacon && el("p", { class: "soft" }, words.offlineQr), again, this.page.button(words.hide, async () => this.ask(), "hide", "secondary"));
    clearInterval(this.timer);
    const tick = () => {
      const seconds = made.endsS - nowS();
      left.textContent = words.seconds(Math.max(0, seconds));
      canvas.classList.toggle("over", seconds <= 0);
      if (seconds <= 0) clearInterval(this.timer);
    };
    tick();
    this.timer = setInterval(tick, 500);
  }

  stop() {
    clearInterval(this.timer);
    this.keys = null;
  }
}

function drawn(text) {
  const rows = matrix(text);
  const size = rows.length * SCALE;
  const canvas = el("canvas", { id: "qr", width: size, height: size, role: "img", "aria-label": "QR" });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size, size);
  pen.fillStyle = "#000";
  rows.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * SCALE, y * SCALE, SCALE, SCALE)));
  return canvas;
}

// Never above version 15: more modules are harder to read from a phone. A longer text gives up some correction.
function matrix(text) {
  const options = { encoding: "alphanumeric", border: QUIET };
  const rows = encodeQR(text, "raw", { ...options, ecc: FIRST_LEVEL });
  return rows.length <= LARGEST ? rows : encodeQR(text, "raw", { ...options, ecc: "low", version: 15 });
}
