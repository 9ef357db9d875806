"""A phone that enrols and shows a card over the front's HTTP, as the application does; its key never leaves it."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

from card_protocol import dpop, presentation
from card_protocol.keys import SigningKey, point
from card_protocol.presentation import LIFE, Presentation
from chassis.clock import Clock
from tools.simulators.doors import Badge

_TERMS: Final = {"termsVersion": "2026-1", "termsHash": hashlib.sha256(b"the terms of the demonstration").hexdigest()}
_BEACON: Final = "/vitale.card.v1.CardService/GetBeacon"
_JTI_BYTES: Final = 16

Json = Mapping[str, Any]


class RefusedError(Exception):
    """The front refused: the stable code of the answer."""

    def __init__(self, code: str) -> None:
        """Take the code."""
        super().__init__(code)
        self.code = code


class Phone:
    """One phone of one person."""

    def __init__(self, client: httpx.AsyncClient, badge: Badge, clock: Clock) -> None:
        """Take a client whose base address is the front's, the person's badge, and the phone's clock."""
        self._client, self._badge, self._clock = client, badge, clock
        self._key = SigningKey.generate()
        self._certificate = b""
        self._shown = 0
        self.serial = ""

    async def open_file(self, number: str) -> str:
        """Accept the terms and give the number: the file in hex.

        Raises:
            RefusedError: the reason against a card, or the code of the error.
        """
        opened = await self.post("/v1/card/files", _TERMS)
        file = _hex(opened["file"]["fileId"])
        answer = await self.post(f"/v1/card/files/{file}/number", {"number": number})
        _not_refused(answer["file"])
        return file

    async def prove_by_document(self, file: str, person: str) -> None:
        """Go to France Identité as the person of a document, and come back; RefusedError when it is not them."""
        front = str(self._client.base_url).rstrip("/")
        sent = {"deviceKey": _base64(point(self._key.public)), "redirectUri": f"{front}/card/"}
        asked = await self.post(f"/v1/card/files/{file}/france-identite", sent)
        chosen = asked["authorizationUrl"].replace("/authorize?", f"/choose?who={person}&")
        back = parse_qs(urlsplit((await self._client.get(chosen)).headers["location"]).query)
        returned = {"state": back["state"][0], "code": back["code"][0]}
        _not_refused((await self.post(f"/v1/card/files/{file}/france-identite/return", returned))["file"])

    async def prove_by_video(self, file: str, person: str, result: str = "good") -> None:
        """Film oneself; a human decides afterwards."""
        opened = await self.post(f"/v1/card/files/{file}/video", {"deviceKey": _base64(point(self._key.public))})
        filmed = await self._client.post(f"{opened['captureUrl']}/film?who={person}&result={result}")
        filmed.raise_for_status()

    async def activate(self, file: str) -> None:
        """Bind this phone and get the card; RefusedError while the file is not activable."""
        found = await self.get(f"/v1/card/file?file={file}")
        _not_refused(found["file"])
        challenge = base64.b64decode(found.get("activationChallenge", ""))
        possession = self._key.sign(b"vitale-activate" + bytes.fromhex(file) + challenge)
        sent = {
            "deviceKey": _base64(point(self._key.public)),
            "possession": _base64(possession),
            "abilities": {"nfc": False, "platform": "browser"},
        }
        answer = await self.post(f"/v1/card/files/{file}/activation", sent)
        self.serial, self._certificate = _hex(answer["cardSerial"]), base64.b64decode(answer["deviceCertificate"])

    async def show(self, first_name: str = "", *, off: timedelta = timedelta(), beacon: bytes = b"") -> str:
        """The text of a fresh QR, for the holder or for somebody on the card by first name.

        `off` is by how much the phone's clock is wrong: ahead, or behind when it is below zero. A `beacon` fetched
        before (at most 10 minutes ago) spares a call.
        """
        self._shown += 1
        now = self._clock.now().replace(microsecond=0) + off
        shown = Presentation(
            jti=secrets.token_bytes(_JTI_BYTES),
            issued_at=now,
            expires_at=now + LIFE,
            counter=self._shown,
            reference=await self._reference(first_name) if first_name else b"",
            certificate=self._certificate,
            beacon=beacon or await self.beacon(),
        )
        return presentation.text(presentation.sign(self._key, shown))

    async def beacon(self) -> bytes:
        """A fresh sign of life of the registry, to put into QRs."""
        proof = dpop.make(self._key, _BEACON, self._badge.token(), self._clock.now())
        answer = await self.post(f"/v1/cards/{self.serial}/beacon", {}, {"DPoP": proof})
        return base64.b64decode(answer["beacon"])

    async def change(self, change: str, serial: str = "") -> None:
        """Suspend, resume, oppose… this phone's card, or another one of the same account."""
        await self.post(f"/v1/cards/{serial or self.serial}/state", {"change": change, "plasticToo": False})

    async def get(self, path: str) -> Json:
        """Read from the front; RefusedError."""
        return _answered(await self._client.get(path, headers=self._headers()))

    async def post(self, path: str, body: Json, headers: Mapping[str, str] | None = None) -> Json:
        """Send to the front; RefusedError."""
        return _answered(await self._client.post(path, json=dict(body), headers={**self._headers(), **(headers or {})}))

    async def _reference(self, first_name: str) -> bytes:
        persons = (await self.get("/v1/cards/presentable"))["persons"]
        found = next(person for person in persons if person["firstName"] == first_name)
        return base64.b64decode(found.get("reference", ""))

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": "fr", "Authorization": f"Bearer {self._badge.token()}"}


def _answered(answer: httpx.Response) -> Json:
    found: Json = answer.json() if answer.content else {}
    if answer.is_error:
        raise RefusedError(str(found.get("code", answer.status_code)))
    return found


def _not_refused(file: Json) -> None:
    if "refusal" in file:
        raise RefusedError(file["refusal"]["reason"])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hex(text: str) -> str:
    return base64.b64decode(text).hex()
