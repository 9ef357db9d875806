// The one screen of a patient: what the counter must know, what the patient pays, and the bill.
import { el, place } from "../dom.js";
import { euros, newClaimId } from "./patient.js";
import { told } from "./telling.js";
import { words } from "./words.js";

const EXEMPTIONS = {
  EXEMPTION_KIND_ALD: "ALD", EXEMPTION_KIND_MATERNITY: "Maternité", EXEMPTION_KIND_INVALIDITY: "Invalidité", EXEMPTION_KIND_AT_MP: "AT/MP", EXEMPTION_KIND_C2S: "C2S",
  EXEMPTION_KIND_AME: "AME", EXEMPTION_KIND_MILITARY_PENSION: "Pension militaire", EXEMPTION_KIND_NEWBORN: "Nouveau-né", EXEMPTION_KIND_PREVENTION: "Prévention",
};

export function board(page, patient) {
  const { result } = patient;
  return el(
    "section",
    { class: "panel patient", "data-context": patient.context.contextId },
    el("h2", { id: "patient-name" }, patient.name),
    patient.face?.typeLetter === "D" && el("p", { class: "soft", id: "demo" }, words.demo),
    patient.context.freshness === "FRESHNESS_PRE_SIGNABLE" && el("p", { class: "soft" }, words.preSignable),
    patient.context.freshness === "FRESHNESS_DEFERRED" && el("p", { class: "alert" }, words.deferred),
    !result ? unread(page, patient) : result.problem ? problem(result.problem) : rights(patient),
    result && !result.problem && bill(page, patient),
    page.button(words.close, () => page.close(patient), "", "secondary"),
  );
}

// The same screen for somebody who was looked up by number: nobody was presented, so there is nothing to bill from.
export function foundBoard(page, found) {
  return el(
    "section",
    { class: "panel patient", "data-basis": "number" },
    el("h2", { id: "patient-name" }, found.name),
    el("p", { class: "soft", id: "basis" }, words.byNumberBasis),
    rights(found),
    page.button(words.close, () => page.close(found), "", "secondary"),
  );
}

// The card was taken, the rights could not be read at that moment: the presentation holds, so they may be asked again.
function unread(page, patient) {
  const look = async () => {
    await patient.look();
    page.show();
  };
  return el("div", { class: "notice notice-error", role: "alert", id: "rights-unread" }, el("p", {}, words.unread), page.button(words.lookAgain, look, "look-again"));
}

function problem(found) {
  return el("div", { class: "notice notice-error", role: "alert", id: "rights-problem", "data-code": found.code }, el("p", {}, found.adviceCounter));
}

function rights(patient) {
  const { answer, paymentGuarantee } = patient.result;
  const exemptions = answer.exemptions.map((one) => EXEMPTIONS[one.kind] ?? one.kind).join(", ") || words.none;
  const insurers = answer.complementary.map((one) => `${one.amcNumber} · ${words.routing} ${one.routingCode || "—"} · n° ${one.memberNumber || "—"}`);
  const rows = [
    ["open", answer.open ? words.openRights : words.closedRights, `${words.revision} ${answer.referenceDate}`],
    ["third-party", words.thirdParty, answer.thirdPartyPayment ? words.due : words.may],
    ["exemption", words.exemption, exemptions],
    ["c2s", words.c2s, answer.c2s ? words.yes : words.no],
    ["complementary", words.complementary, insurers.join(" ; ") || words.none],
    ["guarantee", words.guarantee, paymentGuarantee ? words.yes : words.no],
  ];
  return el(
    "dl",
    { class: "facts", id: "rights" },
    rows.flatMap(([id, name, value]) => [el("dt", {}, name), el("dd", { id: `fact-${id}` }, value)]),
    answer.asKnownToday && el("dd", { class: "soft" }, words.asOfToday),
  );
}

function bill(page, patient) {
  const code = el("input", { id: "act", value: "G", maxlength: "40", autocomplete: "off" });
  const price = el("input", { id: "price", inputmode: "decimal", value: "30,00", maxlength: "10", autocomplete: "off" });
  const pays = el("p", { id: "patient-pays", "aria-live": "polite" });
  const outcome = el("div", { id: "outcome", role: "status" });
  const cents = () => Math.round(Number(price.value.replace(",", ".")) * 100);
  const show = () => estimated(patient, code.value.trim(), cents(), pays);
  // The number belongs to the bill, not to the try: a repetition after a lost reply is the same bill.
  let claimId = newClaimId();
  const send = async () => {
    const answer = await patient.bill(claimId, patient.care(code.value.trim(), cents()));
    place(outcome, told(answer));
    if (answer.outcome === "OUTCOME_ACCEPTED") claimId = newClaimId();
  };
  code.addEventListener("change", show);
  price.addEventListener("change", show);
  show();
  return el(
    "div",
    { class: "bill" },
    el("h3", {}, words.bill),
    el("label", { for: "act" }, words.act), code,
    el("label", { for: "price" }, words.price), price,
    pays,
    page.button(words.send, send, "send"),
    outcome,
  );
}

async function estimated(patient, code, priceCents, pays) {
  try {
    const { estimate } = await patient.estimate(code, priceCents);
    const { preview, unknownContracts } = estimate;
    const unknown = unknownContracts.map((number) => el("span", { class: "soft" }, ` ${words.unknownContract(number)}`));
    place(pays, el("strong", {}, `${words.patientPays} ${euros(preview.patientCents ?? 0)}`), ...unknown);
  } catch (problem) {
    place(pays, el("span", { class: "alert" }, problem.errors?.[0]?.advice ?? problem.detail ?? ""));
  }
}
