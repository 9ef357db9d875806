"""The committed OpenAPI document is the one the application gives, and it is valid OpenAPI 3.1."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import expenses
from tests.expenses.front import front

COMMITTED = Path(expenses.__file__).parent / "openapi.json"


@pytest.mark.asyncio
async def test_the_committed_document_is_what_the_application_gives() -> None:
    async with front() as opened, opened.client(None) as client:
        given = (await client.get("/openapi.json")).json()
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == given, "run: python -m expenses.openapi"


def test_the_committed_document_is_valid_and_names_every_error_a_problem() -> None:
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    errors = [
        set(answer["content"])
        for path in document["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status.startswith(("4", "5"))
    ]
    assert errors
    assert all(content == {"application/problem+json"} for content in errors)
    assert "demo" not in json.dumps(list(document["paths"]))
