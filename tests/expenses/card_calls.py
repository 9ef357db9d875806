"""Every call of the pages of the card, and what must arrive at the services behind."""

import base64
from collections.abc import Iterator
from typing import Any, NamedTuple

ID = "00112233445566778899aabbccddeeff"
ID64 = base64.b64encode(bytes.fromhex(ID)).decode()
KEY = base64.b64encode(b"\x04" + bytes(64)).decode()
CARE = {"careDate": "2026-03-16", "lines": [{"code": "G", "priceCents": 3000}]}
PRICED = {"careDate": "2026-03-16", "lines": [{"lineNo": 1, "actCode": "G", "quantity": 1, "priceCents": "3000"}]}


class Call(NamedTuple):
    """A call of a page, and what must arrive behind: the method and the request in proto3 JSON."""

    operation: str
    verb: str
    path: str
    body: dict[str, Any] | None
    method: str
    request: dict[str, Any]


def calls() -> Iterator[Call]:
    """All of them."""
    yield from _enrolment()
    yield from _proof_of_identity()
    yield from _card()
    yield from _presenting()
    yield from _rights()
    yield from _bills()
    yield from _desk()
    yield from _operations()


def _enrolment() -> Iterator[Call]:
    yield Call(
        "openFile",
        "POST",
        "/v1/card/files",
        {"termsVersion": "2026-1", "termsHash": "ab" * 32},
        "OpenFile",
        {"termsVersion": "2026-1", "termsHash": base64.b64encode(b"\xab" * 32).decode(), "language": "fr"},
    )
    yield Call("getFile", "GET", f"/v1/card/file?file={ID}", None, "GetFile", {"fileId": ID64, "language": "fr"})
    yield Call(
        "giveNumber",
        "POST",
        f"/v1/card/files/{ID}/number",
        {"number": "n"},
        "GiveNumber",
        {"fileId": ID64, "number": "n"},
    )
    yield Call(
        "startFranceIdentite",
        "POST",
        f"/v1/card/files/{ID}/france-identite",
        {"deviceKey": KEY, "redirectUri": "https://a/"},
        "StartFranceIdentite",
        {"fileId": ID64, "deviceKey": KEY, "redirectUri": "https://a/"},
    )


def _proof_of_identity() -> Iterator[Call]:
    yield Call(
        "finishFranceIdentite",
        "POST",
        f"/v1/card/files/{ID}/france-identite/return",
        {"state": "s", "code": "c"},
        "FinishFranceIdentite",
        {"fileId": ID64, "state": "s", "code": "c"},
    )
    yield Call(
        "startVideo",
        "POST",
        f"/v1/card/files/{ID}/video",
        {"deviceKey": KEY},
        "StartVideo",
        {"fileId": ID64, "deviceKey": KEY},
    )
    yield Call(
        "activate",
        "POST",
        f"/v1/card/files/{ID}/activation",
        {
            "deviceKey": KEY,
            "possession": KEY,
            "attestationChain": [KEY],
            "abilities": {"nfc": True, "platform": "android"},
        },
        "Activate",
        {
            "fileId": ID64,
            "deviceKey": KEY,
            "possession": KEY,
            "attestationChain": [KEY],
            "abilities": {"nfc": True, "platform": "android"},
        },
    )


def _card() -> Iterator[Call]:
    yield Call("listCards", "GET", "/v1/cards", None, "ListCards", {})
    yield Call("listPresentable", "GET", "/v1/cards/presentable", None, "ListPresentable", {})
    for change in ("suspend", "resume", "oppose", "deactivate", "lock"):
        yield Call(
            "changeCard",
            "POST",
            f"/v1/cards/{ID}/state",
            {"change": change, "plasticToo": True},
            "ChangeCard",
            {"cardSerial": ID64, "change": f"CARD_CHANGE_{change.upper()}", "plasticToo": True},
        )
    yield Call("getBeacon", "POST", f"/v1/cards/{ID}/beacon", {}, "GetBeacon", {"cardSerial": ID64})
    yield Call("listPresentations", "GET", "/v1/presentations?limit=7", None, "ListPresentations", {"pageSize": 7})
    yield Call("streamPresentations", "GET", "/v1/presentations/stream", None, "WatchPresentations", {})
    yield Call("repudiate", "POST", f"/v1/presentations/{ID}/repudiation", None, "Repudiate", {"contextId": ID64})
    yield Call("listCareRelations", "GET", "/v1/care-relations", None, "ListCareRelations", {})
    yield Call(
        "revokeCareRelation",
        "POST",
        f"/v1/care-relations/{ID}/revocation",
        None,
        "RevokeCareRelation",
        {"relationId": ID64},
    )
    yield Call(
        "listAccesses", "GET", "/v1/accesses?before=9&limit=3", None, "ListAccesses", {"pageSize": 3, "beforeSeq": "9"}
    )
    yield Call("streamAccesses", "GET", "/v1/accesses/stream", None, "WatchAccesses", {})


def _presenting() -> Iterator[Call]:
    yield Call(
        "redeem",
        "POST",
        "/v1/pro/redeem",
        {"qr": "Q", "requestId": ID, "scannedAtUs": 5},
        "Redeem",
        {"qr": "Q", "requestId": ID64, "deferred": {"scannedAtUs": "5"}},
    )
    yield Call(
        "redeem", "POST", "/v1/pro/redeem", {"qr": "Q", "requestId": ID}, "Redeem", {"qr": "Q", "requestId": ID64}
    )
    yield Call("renewContext", "POST", "/v1/pro/context/renewal", {"token": "t"}, "RenewContext", {"token": "t"})
    yield Call("endContext", "POST", "/v1/pro/context/end", {"token": "t"}, "EndContext", {"token": "t"})
    relation = {"token": "t", "kind": "series", "until": "2026-06-01", "reference": "ORD-1"}
    yield Call("openCareRelation", "POST", "/v1/pro/relations", relation, "OpenCareRelation", relation)
    yield Call(
        "useCareRelation", "POST", "/v1/pro/relations/use", {"relationId": ID}, "UseCareRelation", {"relationId": ID64}
    )


def _rights() -> Iterator[Call]:
    query = {
        "contextToken": "t",
        "careDate": "2026-03-16",
        "prescriptionDate": "2026-03-01",
        "nature": "pharmacy",
        "establishment": True,
    }
    asked = {**query, "nature": "CARE_NATURE_PHARMACY"}
    yield Call("getRights", "POST", "/v1/pro/rights", {"queries": [query]}, "GetRights", {"queries": [asked]})
    yield Call("watchRights", "POST", "/v1/pro/rights/stream", query, "WatchRights", {"query": asked})
    yield Call("getPermissions", "GET", "/v1/pro/permissions", None, "GetPermissions", {})
    number = {"number": "n", "birthDate": "1984-05-17", "birthRank": 2, "reason": "no_card", "careDate": "2026-03-16"}
    yield Call("getRightsByNumber", "POST", "/v1/pro/rights/by-number", number, "GetRightsByNumber", number)
    yield Call(
        "estimateAtCounter",
        "POST",
        "/v1/pro/estimates",
        {"contextToken": "t", "care": CARE},
        "Estimate",
        {"contextToken": "t", "care": {**PRICED, "pathway": "PATHWAY_IN", "setting": "office"}},
    )


def _bills() -> Iterator[Call]:
    claim = {"claimId": "C-1", **PRICED, "pathway": "PATHWAY_IN", "setting": "office"}
    yield Call(
        "submitClaims",
        "POST",
        "/v1/pro/claims",
        {"claims": [{"claimId": "C-1", "context": {"token": "t", "proof": "p"}, "care": CARE}]},
        "SubmitClaims",
        {"claims": [{**claim, "context": {"token": "t", "proof": "p"}}]},
    )
    named = {"openerNir": "n", "birthDate": "1984-05-17", "birthRank": 1}
    yield Call(
        "submitClaims",
        "POST",
        "/v1/pro/claims",
        {"claims": [{"claimId": "C-1", "named": named, "care": CARE}]},
        "SubmitClaims",
        {"claims": [{**claim, "key": named}]},
    )
    day = {"day": "2026-03-10", "lot": 7, "cursor": "c", "pageSize": 20}
    path = "/v1/pro/claims?day=2026-03-10&lot=7&cursor=c&limit=20"
    yield Call("listClaims", "GET", path, None, "ListClaims", day)
    yield Call("getClaim", "GET", "/v1/pro/claims/C-1", None, "GetClaim", {"claimId": "C-1"})
    yield from _later_versions(claim, named)


def _later_versions(claim: dict[str, Any], named: dict[str, Any]) -> Iterator[Call]:
    path = "/v1/pro/claims/C-1"
    context = {"token": "t", "proof": "p"}
    for sent, arrives in (({}, {}), ({"context": context}, {"context": context}), ({"named": named}, {"key": named})):
        yield Call(
            "correctClaim",
            "POST",
            f"{path}/correction",
            {"replacesVersion": 2, "care": CARE, **sent},
            "CorrectClaim",
            {"claim": {**claim, **arrives}, "replacesVersion": 2},
        )
    yield Call(
        "cancelClaim",
        "POST",
        f"{path}/cancellation",
        {"cancelsVersion": 2, "reason": "wrong_beneficiary"},
        "CancelClaim",
        {"claimId": "C-1", "cancelsVersion": 2, "reason": "CANCEL_REASON_WRONG_BENEFICIARY"},
    )


def _desk() -> Iterator[Call]:
    yield Call("listVideoCases", "GET", "/v1/desk/videos", None, "ListVideoCases", {})
    yield Call(
        "decideVideo",
        "POST",
        f"/v1/desk/videos/{ID}/decision",
        {"accepted": False, "reason": "face"},
        "DecideVideo",
        {"fileId": ID64, "reason": "face"},
    )
    yield Call("getRollout", "GET", "/v1/desk/rollout?asOf=2025-01-01", None, "GetRollout", {"asOf": "2025-01-01"})
    yield Call("getRollout", "GET", "/v1/desk/rollout", None, "GetRollout", {})
    yield Call("listDeferredCases", "GET", "/v1/desk/deferred", None, "ListDeferredCases", {})
    yield Call(
        "closeDeferredCase",
        "POST",
        f"/v1/desk/deferred/{ID}/finding",
        {"finding": "fraud"},
        "CloseDeferredCase",
        {"caseId": ID64, "finding": "fraud"},
    )


def _operations() -> Iterator[Call]:
    base, name = "/v1/operations", "1-3-5"
    yield Call("getOperationsStatus", "GET", f"{base}/status", None, "GetStatus", {})
    yield Call("listWaitingClaims", "GET", f"{base}/waiting", None, "ListWaiting", {})
    yield Call("listParkedRecords", "GET", f"{base}/parked", None, "ListParked", {})
    reason = {"reason": "RULES_RAISED"}
    yield Call("listParkedRecords", "GET", f"{base}/parked?reason=RULES_RAISED", None, "ListParked", reason)
    yield Call("getParkedRecord", "GET", f"{base}/parked/{name}", None, "GetParked", {"name": name})
    yield Call("dryRunParkedRecord", "POST", f"{base}/parked/{name}/dry-run", None, "DryRunParked", {"name": name})
    yield Call("redriveParkedRecord", "POST", f"{base}/parked/{name}/redrive", None, "RedriveParked", {"names": [name]})
    noted = {"partition": 7, "note": "producer mended"}
    yield Call(
        "resumePartition",
        "POST",
        f"{base}/partitions/7/resume",
        {"note": "producer mended"},
        "ResumePartition",
        noted,
    )
