// The counter's calls: each carries a proof of the practice's key made for the very method behind it.
import { asked } from "../api.js";
import { proof } from "../protocol/dpop.js";
import { practiceKey } from "./keeping.js";
import { token } from "./session.js";

const PRESENTATION = "/vitale.card.v1.PresentationService/";
const ACQUISITION = "/vitale.rights.v1.AcquisitionService/";
const CLAIMS = "/vitale.claim.v1.ClaimService/";
export const nowS = () => Math.floor(Date.now() / 1000);

async function proven(method) {
  const bearer = await token();
  const dpop = await proof(await practiceKey(), method, bearer, nowS());
  return { Authorization: `Bearer ${bearer}`, DPoP: dpop, "Accept-Language": document.documentElement.lang };
}

async function post(path, method, body) {
  const headers = { ...(await proven(method)), "Content-Type": "application/json" };
  return (await asked(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" })).json();
}

export const redeem = (scan) => post("/v1/pro/redeem", `${PRESENTATION}Redeem`, scan);
export const rights = (queries) => post("/v1/pro/rights", `${ACQUISITION}GetRights`, { queries });
export const byNumber = (query) => post("/v1/pro/rights/by-number", `${ACQUISITION}GetRightsByNumber`, query);
export const permissions = async () => (await asked("/v1/pro/permissions", { headers: await proven(`${ACQUISITION}GetPermissions`), cache: "no-store" })).json();
export const estimate = (contextToken, care) => post("/v1/pro/estimates", `${ACQUISITION}Estimate`, { contextToken, care });
export const bill = (claims) => post("/v1/pro/claims", `${CLAIMS}SubmitClaims`, { claims });
export const claimsOfDay = async (day, cursor) => {
  const query = new URLSearchParams({ day, cursor, limit: 100 });
  return (await asked(`/v1/pro/claims?${query}`, { headers: await proven(`${CLAIMS}ListClaims`), cache: "no-store" })).json();
};
export const claimOf = async (claimId) => (await asked(`/v1/pro/claims/${claimId}`, { headers: await proven(`${CLAIMS}GetClaim`), cache: "no-store" })).json();
export const correctClaim = (claimId, correction) => post(`/v1/pro/claims/${claimId}/correction`, `${CLAIMS}CorrectClaim`, correction);
export const cancelClaim = (claimId, cancellation) => post(`/v1/pro/claims/${claimId}/cancellation`, `${CLAIMS}CancelClaim`, cancellation);
export const renewContext = (held) => post("/v1/pro/context/renewal", `${PRESENTATION}RenewContext`, { token: held });
export const endContext = (held) => post("/v1/pro/context/end", `${PRESENTATION}EndContext`, { token: held });
export const openRelation = (relation) => post("/v1/pro/relations", `${PRESENTATION}OpenCareRelation`, relation);
export const presenceKeys = async () => (await asked("/v1/pro/keys", {})).json();
