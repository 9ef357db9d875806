"""The checker stands apart: of services it imports only the pure rules and their tables."""

import ast
from collections.abc import Iterator
from pathlib import Path

import tools.checker

FOLDER = Path(tools.checker.__file__).parent
SERVICES = FOLDER.parents[1] / "services"
ALLOWED = {"reimbursement", "reimbursement_tables"}


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            yield node.module or ""


def _forbidden(source: str) -> set[str]:
    ours = {path.name for path in SERVICES.iterdir() if path.is_dir()}
    roots = {name.split(".")[0] for name in _imports(source)}
    other_tools = {
        name for name in _imports(source) if name.startswith("tools.") and not name.startswith("tools.checker")
    }
    return (roots & ours) - ALLOWED | other_tools | roots & {"google", "faust", "aiokafka", "importlib"}


def test_of_services_the_checker_imports_only_the_pure_rules() -> None:
    found = {path.name: bad for path in FOLDER.rglob("*.py") if (bad := _forbidden(path.read_text(encoding="utf-8")))}
    assert found == {}


def test_a_planted_forbidden_import_is_seen() -> None:
    assert _forbidden("from contracts.codec import care_of") == {"contracts"}
    assert _forbidden("import vitale.claim.v1.claim_pb2") == {"vitale"}
    assert _forbidden("from receipts.ledger import settle\nfrom tools.local.stack import Stack") == {
        "receipts",
        "tools.local.stack",
    }
