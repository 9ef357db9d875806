"""Puts the HTTP application together: routes, problems, page, health, and its OpenAPI document."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from chassis.health import Readiness
from expenses import demo, estimates, hooks, problems, routes, streaming
from expenses.asking import Parts
from expenses.card import cards, enrolment, live
from expenses.demo import DemoSignIn
from expenses.desk import operations
from expenses.desk import routes as desk
from expenses.doors import Doors
from expenses.hooks import Hooks
from expenses.pro import billing, presenting, returns, rights, session
from expenses.pro.session import ProSignIn
from expenses.static import PageFiles, SecurityHeaders

_DESCRIPTION: Final = """Reimbursements of health care, live, for the person who holds the token
and their minor children. Amounts are integer cents. Answers are in French, or in English by Accept-Language.
Every error is a problem (RFC 9457) with a stable `code` and a `supportId`."""

# live before cards: /presentations/stream is not the name of a presentation.
_CARD: Final = (enrolment, live, cards, presenting, rights, billing, returns, session, desk, operations)


@dataclass(frozen=True, slots=True)
class CardParts:
    """What the card's pages are made of."""

    doors: Doors
    hooks: Hooks
    pro_sign_in: ProSignIn | None = None
    presence_keys: Any = None


def build(
    parts: Parts, readiness: Readiness, *, card: CardParts | None = None, sign_in: DemoSignIn | None = None
) -> FastAPI:
    """The application; `card` where the card's services are known, `sign_in` only in a demo."""
    app = _bare()
    app.state.parts, app.state.demo = parts, sign_in
    app.state.doors = card.doors if card else Doors()
    app.state.hooks = card.hooks if card else None
    app.state.pro_sign_in = card.pro_sign_in if card else None
    app.state.presence_keys = card.presence_keys if card else None
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    app.router.routes.extend(_health(readiness))
    app.include_router(demo.router)
    app.include_router(hooks.router)
    app.router.routes.append(PageFiles())
    amended = _as_problems(app.openapi())
    app.openapi = lambda: amended  # type: ignore[method-assign]  # FastAPI's documented way to amend the document
    return app


def document() -> dict[str, Any]:
    """The OpenAPI document of the routes."""
    return _as_problems(_bare().openapi())


def _bare() -> FastAPI:
    app = FastAPI(
        title="vitale-live expenses",
        version="1.0.0",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        # A span of each request and no more: its logs would tell what was wrong about whose values.
        telemetry={"operation_spans": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    # The stream before /receipts/{receipt_id}, which would take its name for an id.
    app.include_router(streaming.router)
    app.include_router(routes.router)
    app.include_router(estimates.router)
    for module in _CARD:
        app.include_router(module.router)
    return app


def _health(readiness: Readiness) -> list[Route]:
    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"process": "ok"}, headers={"Cache-Control": "no-store"})

    async def ready(_: Request) -> JSONResponse:
        states = dict(await readiness.check())
        status = 200 if all(state == "ok" for state in states.values()) else 503
        return JSONResponse(states, status, headers={"Cache-Control": "no-store"})

    return [Route("/live", live), Route("/ready", ready)]


def _as_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Errors are application/problem+json in the document too."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status.startswith(("4", "5")) and "application/json" in answer.get("content", {}):
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"].pop("application/json")}
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document
