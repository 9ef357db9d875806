// The way to a card: terms, number, proof of identity, code. Each step shows what the registry says, nothing else.
import { el } from "../dom.js";
import { fromBase64, fromHex, hex, joined, utf8 } from "../protocol/bytes.js";
import { sha256, sign } from "../protocol/keys.js";
import { idOf } from "./calls.js";
import { locked, prepared } from "./keeping.js";

const TERMS = "2026-1";
const BACK = "vitale-france-identite";
const A = "ENROLMENT_PATH_FRANCE_IDENTITE";
const B = "ENROLMENT_PATH_VIDEO";
const CODE = /^[0-9]{6}$/;

export class Enrolment {
  // `page` gives words, calls, owner, and `again()` which shows the page anew.
  constructor(page) {
    this.page = page;
    this.paths = null;
    this.notOpen = [];
    this.captureUrl = null;
  }

  // What is shown for a file (null: none yet).
  view(file, challenge) {
    const { words } = this.page;
    const state = file?.state ?? "FILE_STATE_UNSPECIFIED";
    const title = el("h1", {}, words.enrolTitle);
    if (state === "FILE_STATE_ACTIVABLE") return [title, this.code(file, challenge)];
    if (state === "FILE_STATE_IDENTITY_PENDING") return [title, this.pending(file)];
    if (state === "FILE_STATE_DRAFT") return [title, this.paths ? this.choice(file) : this.number(file)];
    const refused = state === "FILE_STATE_REFUSED" || state === "FILE_STATE_EXPIRED";
    return [title, refused && this.refusal(file.refusal), this.terms(refused)];
  }

  refusal(refusal) {
    const opens = refusal.opensOn && el("p", {}, this.page.words.opensOn(refusal.opensOn));
    return el("section", { class: "notice notice-error", role: "alert", id: "refusal" }, el("h2", {}, refusal.words), el("p", {}, refusal.next), opens);
  }

  terms(again) {
    const { words, calls } = this.page;
    const accept = async () => {
      await calls.open(TERMS, hex(await sha256(utf8(words.termsText))));
      await this.page.again();
    };
    return el(
      "section",
      { class: "panel" },
      el("h2", {}, words.terms),
      el("p", { class: "terms" }, words.termsText),
      this.page.button(again ? words.another : words.accept, accept, "accept"),
    );
  }

  number(file) {
    const { words, calls } = this.page;
    const field = el("input", { id: "number", inputmode: "numeric", autocomplete: "off", maxlength: "21", required: true });
    const give = async () => {
      const answer = await calls.number(idOf(file.fileId), field.value.replaceAll(" ", ""));
      this.paths = answer.paths;
      this.notOpen = answer.notOpen;
      await this.page.again(answer.file);
    };
    return el("section", { class: "panel" }, el("label", { for: "number" }, words.number), field, this.page.button(words.goOn, give, "give-number"));
  }

  choice(file) {
    const { words } = this.page;
    const open = (path) => this.paths.includes(path);
    return el(
      "section",
      { class: "panel" },
      el("h2", {}, words.pathTitle),
      open(A) && this.page.button(words.pathA, () => this.franceIdentite(file), "path-a"),
      open(B) && this.page.button(words.pathB, () => this.video(file), "path-b", "secondary"),
      !this.paths.length && el("p", {}, words.pathNone),
      this.notOpen.map((refusal) => el("p", { class: "soft" }, refusal.words, " ", refusal.opensOn ? words.opensOn(refusal.opensOn) : "")),
    );
  }

  async franceIdentite(file) {
    const { calls, owner } = this.page;
    const fileId = idOf(file.fileId);
    const draft = await prepared(owner, fileId);
    const answer = await calls.franceIdentite(fileId, draft.point, `${location.origin}/card/`);
    sessionStorage.setItem(BACK, fileId);
    location.assign(answer.authorizationUrl);
  }

  // Called when the provider has sent the person back to this page.
  async cameBack(parameters) {
    const fileId = sessionStorage.getItem(BACK);
    history.replaceState(null, "", "/card/");
    if (!fileId || !parameters.get("code")) return;
    sessionStorage.removeItem(BACK);
    await this.page.calls.returned(fileId, parameters.get("state") ?? "", parameters.get("code"));
  }

  async video(file) {
    const draft = await prepared(this.page.owner, idOf(file.fileId));
    const answer = await this.page.calls.video(idOf(file.fileId), draft.point);
    this.captureUrl = answer.captureUrl;
    await this.page.again(answer.file);
  }

  pending(file) {
    const { words } = this.page;
    return el(
      "section",
      { class: "panel" },
      el("h2", {}, words.waiting),
      el("p", { id: "next" }, file.next),
      this.captureUrl && el("a", { class: "primary", href: this.captureUrl, target: "_blank", rel: "noopener", id: "capture" }, words.filmed),
      this.page.button(words.look, () => this.page.again(), "look", "secondary"),
    );
  }

  code(file, challenge) {
    const { words } = this.page;
    const input = (id) => el("input", { id, type: "password", inputmode: "numeric", autocomplete: "new-password", maxlength: "6", required: true });
    const [one, two] = [input("code"), input("code-again")];
    const said = el("p", { class: "alert", role: "alert" });
    const finish = async () => {
      said.textContent = !CODE.test(one.value) ? words.codeShape : one.value !== two.value ? words.codeDiffer : "";
      if (!said.textContent) await this.activate(file, challenge, one.value);
    };
    return el(
      "section",
      { class: "panel" },
      el("h2", {}, words.codeTitle),
      el("label", { for: "code" }, words.code), one,
      el("label", { for: "code-again" }, words.codeAgain), two,
      said,
      this.page.button(words.activate, finish, "activate"),
    );
  }

  async activate(file, challenge, code) {
    const { calls, owner } = this.page;
    const fileId = idOf(file.fileId);
    const draft = await prepared(owner, fileId);
    const message = joined(utf8("vitale-activate"), fromHex(fileId), fromBase64(challenge));
    const answer = await calls.activate(fileId, draft.point, await sign(draft.pair.privateKey, message));
    const card = { cardSerial: idOf(answer.cardSerial), certificate: fromBase64(answer.deviceCertificate) };
    await locked(owner, draft, code, card);
    await this.page.again();
  }
}
