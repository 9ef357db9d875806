"""No number and no name leaves the vault: not into its tables, the files beneath, logs, answers or errors."""

import asyncio
import base64
import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog

from chassis.errors import DomainError, ErrorCode
from chassis.logs import configure
from chassis.postgres import pool
from identity.model import Changes
from identity.postgres_store import PostgresVaultStore
from identity.sealing import Sealer
from tests.identity.canary import forms, sightings
from tests.identity.conftest import TABLES, empty
from tests.identity.door import Door, opened
from tests.identity.people import AES_KEY, ANONYMOUS, number
from vitale.identity.v1 import identity_service_pb2 as pb

MOTHER, WAITING, CHILD = number(801), number(802, sex=8), number(803)
NAMES = ("Canarienne", "Serinette", "Pinsonnier", "Rossignolette")
TRAITS = pb.Traits(birth_name=NAMES[2], given_names=[NAMES[0], NAMES[3]], sex="F", birth_place="99890")
WRONG_KEY = MOTHER.body + f"{int(MOTHER.key) % 97 + 1:02d}"
LEAKED = "Fuyarde"  # not among SECRETS: the server's files remember it
# The body alone is searched, so the number is found with and without its key.
SECRETS = (MOTHER.body, WAITING.body, CHILD.body, ANONYMOUS.body, *NAMES)


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """All that the process writes, its logs told everything; the test run's own are put back afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    configure("identity", level="debug", production=False)
    yield capfd
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    structlog.reset_defaults()


def mother(nir: str = MOTHER.reveal()) -> pb.Person:
    return pb.Person(scheme_person_id="m", nir=nir, birth_date="1984-05-17", first_name=NAMES[0], traits=TRAITS)


def child(person_id: str = "c") -> pb.Person:
    return pb.Person(scheme_person_id=person_id, nir=CHILD.reveal(), birth_date="2015-02-31", first_name=NAMES[1])


class Answers:
    """Everything the vault said, answers and errors, as bytes."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bytes]] = []

    def answered(self, name: str, message: pb.RegisterBatchResponse | pb.Resolved) -> None:
        self.said.append((name, message.SerializeToString() + str(message).encode()))

    async def refused(self, door: Door, *persons: pb.Person) -> ErrorCode:
        with pytest.raises(DomainError) as caught:
            await door.register(*persons)
        told = [caught.value, caught.value.facts, caught.value.violations, caught.value.__cause__]
        self.said.append((caught.value.code, repr(told).encode()))
        return caught.value.code


async def speak(door: Door, answers: Answers) -> None:
    """Say everything one can say to the vault, rightly and wrongly."""
    answers.answered("register", await door.register(mother(), child()))
    answers.answered("register waiting", await door.register(mother(WAITING.reveal())))
    alone = pb.Person(scheme_person_id="a", nir=ANONYMOUS.reveal(), birth_date="1990-01-01")
    answers.answered("register anonymous", await door.register(alone))
    numbers = [MOTHER.reveal(), WAITING.reveal(), ANONYMOUS.reveal(), WRONG_KEY, MOTHER.body]
    dates = ["2015-02-31", "1984-05-17", MOTHER.reveal()]
    keys = [pb.BeneficiaryKey(opener_nir=nir, birth_date=date) for nir in numbers for date in dates]
    for result in await door.resolve(*keys):
        answers.answered("resolve", result)
    assert await answers.refused(door, mother(WRONG_KEY)) is ErrorCode.NIR_KEY_WRONG
    assert await answers.refused(door, mother(MOTHER.body)) is ErrorCode.IDENTIFIER_INVALID
    assert await answers.refused(door, mother(), child(MOTHER.reveal() * 5)) is ErrorCode.INVALID_ARGUMENT
    # The child's number stands for the person "c": a second person with it is a conflict.
    assert await answers.refused(door, mother(), child("m")) is ErrorCode.CONTENT_CONFLICT


async def tables(dsn: str) -> list[tuple[str, bytes]]:
    """Every row of the vault, as text and as the bytes of its columns."""
    connection = await asyncpg.connect(dsn)
    asked = {table: f"select * from identity.{table}" for table in TABLES}  # noqa: S608 - names of our own
    rows = [(table, row) for table, query in asked.items() for row in await connection.fetch(query)]
    await connection.execute("checkpoint")
    await connection.close()
    return [(table, repr(row).encode() + b"".join(v for v in row if isinstance(v, bytes))) for table, row in rows]


async def database_files(dsn: str) -> list[tuple[str, bytes]]:
    """The files of the server, write-ahead log included; none when it stands elsewhere."""
    connection = await asyncpg.connect(dsn)
    folder = await connection.fetchval("show data_directory")
    await connection.close()
    return await asyncio.to_thread(contents, Path(folder))


def contents(folder: Path) -> list[tuple[str, bytes]]:
    """Every file below `folder`; the server may remove one meanwhile."""
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            found.append((str(path.relative_to(folder)), path.read_bytes()))
    return found


@pytest.mark.integration
@pytest.mark.asyncio
async def test_no_number_and_no_name_leaves_the_vault(
    vault_dsn: str, tmp_path: Path, told: pytest.CaptureFixture[str]
) -> None:
    await empty(vault_dsn)
    used = await pool(vault_dsn, schema="identity", role="identity")
    answers = Answers()
    async with opened(PostgresVaultStore(used), tmp_path) as door:
        await speak(door, answers)
        rows = await tables(vault_dsn)
        await used.close()
        assert await answers.refused(door, mother(), child()) is ErrorCode.UNAVAILABLE
    logs = "".join(told.readouterr())
    assert "rpc_refused" in logs
    assert "rpc_failed" in logs
    assert {table for table, _ in rows} == set(TABLES)
    said = [*answers.said, *rows, ("logs", logs.encode()), *await database_files(vault_dsn)]
    assert sightings(said, SECRETS) == []


class LeakingVaultStore(PostgresVaultStore):
    """A store that writes a clear text where only sealed names may stand, to prove the search."""

    async def write(self, changes: Changes) -> None:
        leaked = {subject_id: LEAKED.encode() for subject_id in changes.names}
        await super().write(Changes(changes.new_homes, changes.new_subjects, changes.aliases, leaked))


@pytest.mark.integration
@pytest.mark.asyncio
async def test_the_search_sees_a_name_that_a_faulty_store_writes(vault_dsn: str, tmp_path: Path) -> None:
    await empty(vault_dsn)
    used = await pool(vault_dsn, schema="identity", role="identity")
    async with opened(LeakingVaultStore(used), tmp_path) as door:
        await door.register(mother(), child())
    await used.close()
    assert set(sightings(await tables(vault_dsn), [LEAKED])) == {"first_name"}
    # Also in the server's files, where this machine may read them.
    files = await database_files(vault_dsn)
    assert not files or sightings(files, [LEAKED])


@pytest.mark.parametrize("secret", [*SECRETS, number(804).reveal()])
def test_the_search_sees_every_form_of_a_secret(secret: str) -> None:
    plain = secret.encode()
    hidden = [plain, secret.encode("utf-16-le"), plain.hex().encode()]
    hidden += [base64.b64encode(b"x" * shift + plain + b"yy") for shift in range(3)]
    assert sightings([(str(index), b"a" + text + b"b") for index, text in enumerate(hidden)], [secret]) == list(
        "012345"
    )
    assert min(len(form) for form in forms(secret)) >= 6


def test_sealed_values_hold_no_form_of_what_they_seal() -> None:
    sealed = Sealer(AES_KEY).seal_number(MOTHER.reveal(), b"s" * 16)
    assert sightings([("sealed", sealed)], SECRETS) == []
