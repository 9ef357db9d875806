// A bill that was sent, to be corrected or cancelled: its lines as the service holds them, and what comes back.
import { Problem } from "../api.js";
import { el, place } from "../dom.js";
import { cancelClaim, claimOf, correctClaim } from "./calls.js";
import { told } from "./telling.js";
import { words } from "./words.js";

const PATHWAYS = { PATHWAY_IN: "in", PATHWAY_OUT: "out", PATHWAY_NOT_CONCERNED: "not_concerned" };

// Opens one bill in `parent`; `changed` is called once a version was acknowledged, so that the day is read again.
export async function correcting(page, parent, claimId, changed) {
  const claim = await claimOf(claimId);
  const bill = { page, claim, outcome: el("div", { id: "version-outcome", role: "status" }), forms: el("div", {}), heading: el("h3", { id: "version-title", tabindex: "-1" }), changed };
  const close = page.button(words.closeVersion, () => place(parent), "version-close", "secondary");
  bill.panel = el("section", { class: "version", id: "version", "data-claim": claimId, "aria-labelledby": "version-title" }, bill.heading, bill.forms, bill.outcome, close);
  if (!claim.cancelled) place(bill.forms, corrected(bill), cancelled(bill));
  named(bill, claim.version, claim.cancelled);
  place(parent, bill.panel);
  bill.heading.focus();
}

// The version that the next correction or cancellation is of; nothing follows a cancellation.
function named(bill, version, isCancelled) {
  bill.claim.version = version;
  bill.panel.dataset.version = version;
  place(bill.heading, words.versionOf(bill.claim.acknowledgement.claimId, version));
  if (isCancelled) place(bill.forms, el("p", { class: "soft" }, words.alreadyCancelled));
}

function corrected(bill) {
  const { content } = bill.claim;
  const careDate = el("input", { id: "version-care-date", type: "date", value: content.careDate });
  const thirdParty = el("input", { id: "version-third-party", type: "checkbox", checked: content.thirdPartyPayment });
  const lines = content.lines.map(lineFields);
  const send = async () => {
    const care = { ...careOf(content), careDate: careDate.value, thirdPartyPayment: thirdParty.checked, lines: lines.map((line) => line.value()) };
    const asked = correctClaim(bill.claim.acknowledgement.claimId, { replacesVersion: bill.claim.version, care });
    await acknowledged(bill, asked, words.correctionSent, false);
  };
  return el(
    "div",
    { class: "bill" },
    el("p", { class: "soft" }, words.correctLead),
    el("label", { for: "version-care-date" }, words.careDay), careDate,
    el("label", { for: "version-third-party" }, thirdParty, ` ${words.thirdParty}`),
    lines.map((line) => line.fields),
    bill.page.button(words.sendCorrection, send, "version-send"),
  );
}

// Fields of one act; what is not shown of it stays as it was.
function lineFields(line, at) {
  const id = (name) => `version-${name}-${at + 1}`;
  const code = el("input", { id: id("act"), value: line.actCode, maxlength: "40", autocomplete: "off" });
  const quantity = el("input", { id: id("quantity"), type: "number", min: "1", max: "999", value: line.quantity });
  const price = el("input", { id: id("price"), inputmode: "decimal", maxlength: "10", autocomplete: "off", value: line.priceUnstated ? "" : decimal(line.priceCents) });
  const value = () => ({ ...lineOf(line), code: code.value.trim(), quantity: Number(quantity.value), ...stated(price.value) });
  const fields = el(
    "fieldset",
    {},
    el("legend", {}, words.lineNo(at + 1)),
    el("label", { for: code.id }, words.act), code,
    el("label", { for: quantity.id }, words.quantity), quantity,
    el("label", { for: price.id }, words.price), price,
  );
  return { fields, value };
}

function cancelled(bill) {
  const options = Object.entries(words.cancelReasons).map(([value, text]) => el("option", { value }, text));
  const reason = el("select", { id: "cancel-reason" }, el("option", { value: "" }, words.choose), options);
  const sure = el("input", { id: "cancel-sure", type: "checkbox" });
  const send = async () => {
    if (!reason.value || !sure.checked) return refused(bill.outcome, words.cancelUnsure, "UNSURE");
    const asked = cancelClaim(bill.claim.acknowledgement.claimId, { cancelsVersion: bill.claim.version, reason: reason.value });
    await acknowledged(bill, asked, words.cancellationSent, true);
  };
  return el(
    "details",
    { class: "by-number cancel" },
    el("summary", {}, words.cancelBill),
    el(
      "div",
      { class: "fields" },
      el("p", { class: "soft" }, words.cancelLead),
      el("label", { for: "cancel-reason" }, words.reason), reason,
      el("label", { for: "cancel-sure" }, sure, ` ${words.cancelSure}`),
      bill.page.button(words.sendCancellation, send, "cancel-send", "secondary"),
    ),
  );
}

// An answer, good or bad, stays beside the fields; the same may be sent again after a lost reply.
async function acknowledged(bill, asked, done, isCancelled) {
  try {
    const { acknowledgement } = await asked;
    place(bill.outcome, told(acknowledgement, done, "version-"));
    if (acknowledgement.outcome !== "OUTCOME_ACCEPTED") return;
    named(bill, acknowledgement.version, isCancelled);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) throw problem;
    return refused(bill.outcome, problem.errors[0]?.advice ?? problem.detail ?? words.offline, problem.code);
  }
  await bill.changed();
}

const refused = (outcome, text, code) => place(outcome, el("p", { class: "alert", role: "alert", "data-code": code }, text));

const decimal = (cents) => (Number(cents) / 100).toFixed(2).replace(".", ",");
const stated = (text) => (text.trim() ? { priceCents: Math.round(Number(text.replace(",", ".")) * 100) } : {});
const some = (name, value) => (Number(value ?? 0) ? { [name]: Number(value) } : {});

function careOf(content) {
  const { access, setting, relatedToExemption, hospitalisedAfter, belowCureCeiling, stay } = content;
  const care = { pathway: PATHWAYS[content.pathway], access, setting, relatedToExemption, hospitalisedAfter, belowCureCeiling };
  return stay ? { ...care, stay: { ...stay, ...some("dailyPriceCents", stay.dailyPriceCents) } } : care;
}

function lineOf(line) {
  const { family, detail } = line;
  return { ...(family ? { family } : {}), ...some("baseCents", line.baseCents), ...some("coefficientMilli", line.coefficientMilli), ...(detail ?? {}) };
}
