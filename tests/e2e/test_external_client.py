"""An external client that knows nothing of this repository: buf curl, by reflection alone."""

import asyncio
import json
from typing import Any, Final

import pytest

from card_protocol import dpop
from card_protocol.keys import SigningKey
from tests.e2e.test_counter import card_of
from tests.e2e.town import Town
from tools.local.paths import ROOT
from tools.simulators.counter.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
BUF: Final = ROOT / ".venv/bin/buf"
DOORS: Final = ("identity", "adri", "card_registry", "teletransmission", "audit", "receipts.api")
OF_OURS: Final = "vitale."


async def buf(*arguments: str) -> tuple[int, str, str]:
    """Exit code and output of buf curl."""
    program = (str(BUF), "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments)
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*program, stdout=pipe, stderr=pipe)
    said, complained = await running.communicate()
    return running.returncode or 0, said.decode(), complained.decode()


async def methods(address: str) -> list[str]:
    """Every method of ours that a door offers, as reflection tells."""
    code, said, complained = await buf("--list-methods", f"http://{address}")
    assert code == 0, complained
    return [line for line in said.split() if line.startswith(OF_OURS)]


async def test_every_method_is_found_by_reflection_and_asks_who_calls(place: Town) -> None:
    found: dict[str, str] = {}
    for door in DOORS:
        address = place.stage.state.targets[door]
        for method in await methods(address):
            _, _, complained = await buf("-d", "{}", f"http://{address}/{method}")
            found[method] = json.loads(complained)["code"]
    assert set(found.values()) == {"unauthenticated"}
    assert len({method.split("/")[0] for method in found}) >= 10


async def test_a_card_is_redeemed_rights_are_read_and_care_is_billed_by_buf_curl(place: Town) -> None:
    phone, key = await card_of(place, "maelle"), SigningKey.generate()
    token = await sign_in(place.stage.client, place.stage.state.targets["stand_ins"], "gp")

    async def call(door: str, method: str, request: dict[str, Any]) -> dict[str, Any]:
        proof = dpop.make(key, f"/{method}", token, place.stage.clock.now())
        address = f"http://{place.stage.state.targets[door]}/{method}"
        headers = ("-H", f"authorization: Bearer {token}", "-H", f"dpop: {proof}")
        code, said, complained = await buf(*headers, "-d", json.dumps(request), address)
        assert code == 0, complained
        answer: dict[str, Any] = json.loads(said)
        return answer

    scan = {"qr": await phone.show(), "requestId": "AAAAAAAAAAAAAAAAAAAAAA=="}
    redeemed = await call("card_registry", "vitale.card.v1.PresentationService/Redeem", scan)
    held, today = redeemed["context"]["token"], place.stage.clock.today("Europe/Paris").isoformat()
    query = {"queries": [{"contextToken": held, "careDate": today}]}
    [result] = (await call("adri", "vitale.rights.v1.AcquisitionService/GetRights", query))["results"]
    assert result["answer"]["c2s"]
    assert result["paymentGuarantee"]
    claim = {
        "claimId": "CURL-1",
        "careDate": today,
        "pathway": "PATHWAY_IN",
        "thirdPartyPayment": True,
        "lines": [{"lineNo": 1, "actCode": "G", "quantity": 1, "priceCents": 3000}],
        "context": {"token": held, "proof": result["proof"]},
    }
    sent = await call("teletransmission", "vitale.claim.v1.ClaimService/SubmitClaims", {"claims": [claim]})
    assert sent["acknowledgements"][0]["outcome"] == "OUTCOME_ACCEPTED"
