"""Runs the page's protocol (services/expenses/page/protocol) in a browser, on inputs and keys that a test gives."""

from pathlib import PurePosixPath
from typing import Any, Final

from playwright.sync_api import Page, Route

from card_protocol.keys import SigningKey, jwk_of
from tools.local.paths import ROOT

FOLDER: Final = ROOT / "services" / "expenses" / "page" / "protocol"
# A browser gives WebCrypto to pages of the machine itself; nothing listens there, every request is answered here.
ADDRESS: Final = "http://localhost"
VERDICTS: Final = """async ({texts, keys, now}) => {
  const { prove, Refused } = await import("/protocol/presentation.js");
  const { fromJwk } = await import("/protocol/keys.js");
  const registry = async (kid) => (keys[kid] ? fromJwk(keys[kid]) : null);
  const verdict = async (text) => {
    try {
      const { fresh, demo } = await prove(text, registry, now);
      return { verdict: "ok", fresh, demo };
    } catch (problem) {
      if (!(problem instanceof Refused)) return { verdict: `${problem}` };
      return { verdict: problem.why, minutes: problem.minutes };
    }
  };
  return Promise.all(texts.map(verdict));
}"""


class Twin:
    """A page with the modules and nothing else; whatever it asks for outside of them is not there."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.route("**/*", _served)
        page.goto(f"{ADDRESS}/")

    def verdicts(self, texts: list[str], *, now: int, registry: SigningKey) -> list[dict[str, Any]]:
        """What the page says of each QR: "ok" with fresh and demo, or its word of refusal with the minutes."""
        return self.verdicts_by(texts, now=now, keys={registry.kid8.hex(): jwk_of(registry.public)})

    def verdicts_by(self, texts: list[str], *, now: int, keys: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
        """The same with public keys by the hex of their 8 bytes."""
        said: list[dict[str, Any]] = self._page.evaluate(VERDICTS, {"texts": texts, "keys": keys, "now": now})
        return said

    def run(self, script: str, given: object = None) -> Any:
        """Whatever a function of the page gives; it imports the modules from /protocol."""
        return self._page.evaluate(script, given)


def _served(route: Route) -> None:
    name = PurePosixPath(route.request.url.removeprefix(ADDRESS)).name
    if not name:
        route.fulfill(content_type="text/html", body="<!doctype html><title>protocol</title>")
    elif (FOLDER / name).is_file():
        route.fulfill(content_type="text/javascript", path=FOLDER / name)
    else:
        route.fulfill(status=404, body="")
