"""Enrolment over HTTP: terms, number, proof of identity by either path, the device."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import HEX_16, Base64, Identifier, Sent, from_base64
from expenses.doors import answered, ask, present
from expenses.json_types import Flag
from vitale.card.v1 import enrolment_service_pb2 as pb

router = APIRouter(prefix="/v1/card", tags=["enrolment"], responses={**PROBLEMS})
_SERVICE = "card_registry"


class Terms(Sent):
    """Terms that the person read and accepted."""

    terms_version: str = Field(max_length=32)
    terms_hash: str = Field(pattern="^[0-9a-f]{64}$")


class Number(Sent):
    """Social security number."""

    number: str = Field(max_length=32)


class DeviceKey(Sent):
    """Public key of the device, uncompressed point."""

    device_key: Base64


class FranceIdentite(DeviceKey):
    """The same, and where the provider sends the person back to."""

    redirect_uri: str = Field(max_length=512)


class Returned(Sent):
    """What the provider sent back."""

    state: str = Field(max_length=512)
    code: str = Field(max_length=2048)


class Abilities(Sent):
    """What the phone can do."""

    nfc: Flag = False
    platform: Literal["android", "ios", "browser"] = "browser"


class Activation(DeviceKey):
    """The device, and that it holds its key."""

    possession: Base64
    attestation_chain: list[Base64] = Field(default_factory=list, max_length=10)
    abilities: Abilities = Abilities()


@router.post("/files", operation_id="openFile")
async def open_file(asked: CardAsked, terms: Terms) -> Response:
    """Accept the terms and open a file (vitale.card.v1.OpenFileResponse)."""
    request = pb.OpenFileRequest(
        terms_version=terms.terms_version, terms_hash=bytes.fromhex(terms.terms_hash), language=asked.language
    )
    return answered(await ask(present(asked.doors.enrolment, _SERVICE).OpenFile, request, asked.caller))


@router.get("/file", operation_id="getFile")
async def get_file(asked: CardAsked, file: Annotated[str, Query(pattern=f"{HEX_16}|^$")] = "") -> Response:
    """Where a file stands; the account's last one when none is named (vitale.card.v1.GetFileResponse)."""
    request = pb.GetFileRequest(file_id=bytes.fromhex(file), language=asked.language)
    return answered(await ask(present(asked.doors.enrolment, _SERVICE).GetFile, request, asked.caller))


@router.post("/files/{file}/number", operation_id="giveNumber")
async def give_number(asked: CardAsked, file: Identifier, sent: Number) -> Response:
    """Check the number, tell the open paths (vitale.card.v1.GiveNumberResponse)."""
    request = pb.GiveNumberRequest(file_id=bytes.fromhex(file), number=sent.number)
    return answered(await ask(present(asked.doors.enrolment, _SERVICE).GiveNumber, request, asked.caller))


@router.post("/files/{file}/france-identite", operation_id="startFranceIdentite")
async def start_france_identite(asked: CardAsked, file: Identifier, sent: FranceIdentite) -> Response:
    """Where to send the person (vitale.card.v1.StartFranceIdentiteResponse)."""
    request = pb.StartFranceIdentiteRequest(
        file_id=bytes.fromhex(file), device_key=from_base64(sent.device_key), redirect_uri=sent.redirect_uri
    )
    return answered(await ask(present(asked.doors.enrolment, _SERVICE).StartFranceIdentite, request, asked.caller))


@router.post("/files/{file}/france-identite/return", operation_id="finishFranceIdentite")
async def finish_france_identite(asked: CardAsked, file: Identifier, sent: Returned) -> Response:
    """Exchange the code (vitale.card.v1.FinishFranceIdentiteResponse)."""
    request = pb.FinishFranceIdentiteRequest(file_id=bytes.fromhex(file), state=sent.state, code=sent.code)
    finish = present(asked.doors.enrolment, _SERVICE).FinishFranceIdentite
    return answered(await ask(finish, request, asked.caller, timeout_s=15.0))


@router.post("/files/{file}/video", operation_id="startVideo")
async def start_video(asked: CardAsked, file: Identifier, sent: DeviceKey) -> Response:
    """Open a capture at the provider (vitale.card.v1.StartVideoResponse)."""
    request = pb.StartVideoRequest(file_id=bytes.fromhex(file), device_key=from_base64(sent.device_key))
    start = present(asked.doors.enrolment, _SERVICE).StartVideo
    return answered(await ask(start, request, asked.caller, timeout_s=15.0))


@router.post("/files/{file}/activation", operation_id="activate")
async def activate(asked: CardAsked, file: Identifier, sent: Activation) -> Response:
    """Bind the device and make the card (vitale.card.v1.ActivateResponse)."""
    request = pb.ActivateRequest(
        file_id=bytes.fromhex(file),
        device_key=from_base64(sent.device_key),
        possession=from_base64(sent.possession),
        attestation_chain=[from_base64(certificate) for certificate in sent.attestation_chain],
    )
    request.abilities.nfc, request.abilities.platform = sent.abilities.nfc, sent.abilities.platform
    return answered(await ask(present(asked.doors.enrolment, _SERVICE).Activate, request, asked.caller))
