"""The stand-ins as one application."""

from pathlib import Path

from fastapi import FastAPI

from card_protocol.keys import SigningKey
from tools.simulators.stand_ins.directory import DirectoryDesk
from tools.simulators.stand_ins.france_identite import FranceIdentite
from tools.simulators.stand_ins.psc import ProSanteConnect
from tools.simulators.stand_ins.video import VideoProvider


def build(keys: Path, people: Path, *, video_hook: str) -> FastAPI:
    """The application on the keys of a folder (see tools.local.keys)."""
    app = FastAPI(title="stand-ins", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(ProSanteConnect(SigningKey.load(keys / "psc_key.json")).router())
    app.include_router(DirectoryDesk(SigningKey.load(keys / "directory_key.json"), keys / "suspended.json").router())
    app.include_router(FranceIdentite(SigningKey.load(keys / "france_identite_key.json"), people).router())
    app.include_router(VideoProvider(SigningKey.load(keys / "video_key.json"), people, hook=video_hook).router())
    return app
