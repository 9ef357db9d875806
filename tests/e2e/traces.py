"""What leaves a page and what stays in it: every request of its browser context, and everything it keeps."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from playwright.async_api import Page, Request

_ENCODED: Final = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
_KEPT: Final = """async () => {
  const found = [location.href, document.cookie, JSON.stringify(history.state), await caches.keys()];
  for (const storage of [localStorage, sessionStorage]) found.push({ ...storage });
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      found.push(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result))));
    }
    database.close();
  }
  return JSON.stringify(found);
}"""


class Sent:
    """Listens to a page, and to every page it opens, from now on."""

    def __init__(self, page: Page) -> None:
        """Begin to listen."""
        self.requests: list[Request] = []
        page.context.on("request", self._heard)

    def _heard(self, request: Request) -> None:
        self.requests.append(request)

    def tell(self, secret: str) -> list[str]:
        """Addresses of the requests that carry a secret in any form, wherever it stands in them."""
        return [one.url for one in self.requests if carries(_whole(one), secret)]

    def tell_outside_a_body(self, secret: str) -> list[str]:
        """The same for address and headers alone."""
        return [one.url for one in self.requests if carries(_head(one), secret)]


async def kept(page: Page) -> bytes:
    """All that a page keeps: storages, databases, address, cookies."""
    found: str = await page.evaluate(_KEPT)
    return found.encode()


def logged(folder: Path) -> bytes:
    """All that the processes of a platform wrote so far."""
    return b"\n".join(path.read_bytes() for path in sorted((folder / "logs").glob("*.log")))


def carries(data: bytes, secret: str) -> bool:
    """Whether a secret stands in this, plain or as SHA-256, in clear, in hexadecimal or in base64."""
    plain = secret.encode()
    digest = hashlib.sha256(plain).digest()
    needles = (plain, digest, *(form for one in (plain, digest) for form in _written(one)))
    return any(needle in read for read in _readings(data) for needle in needles)


def _written(secret: bytes) -> Iterator[bytes]:
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield base64.b64encode(secret).rstrip(b"=")
    yield base64.urlsafe_b64encode(secret).rstrip(b"=")


def _readings(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they stand for where they look like base64."""
    for read in {data, unquote_to_bytes(data)}:
        yield read
        for found in _ENCODED.findall(read):
            text = found.replace(b"-", b"+").replace(b"_", b"/")
            try:
                yield base64.b64decode(text + b"=" * (-len(text) % 4))
            except binascii.Error:
                continue


def _head(request: Request) -> bytes:
    return "\n".join([request.url, *(f"{name}: {value}" for name, value in request.headers.items())]).encode()


def _whole(request: Request) -> bytes:
    return _head(request) + b"\n\n" + (request.post_data_buffer or b"")
