"""What the machine must have beside Python: looked for, never installed here."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from tools.asyncapi import parser
from tools.local.kafka import jars
from tools.local.postgres import binaries

JAVA_AT_LEAST = 17
NODE_AT_LEAST = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Need:
    """One need: the key of its package, what was found (empty = missing), and what cannot run without it."""

    name: str
    found: str
    needed_for: str
    required: bool = True

    @property
    def missing(self) -> bool:
        return not self.found


def _first_line(command: list[str]) -> str:
    """Return the first line a program prints about itself; empty when it is missing or does not run."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (run.stdout + run.stderr).strip().splitlines()
    return lines[0].strip() if run.returncode == 0 and lines else ""


def java() -> Need:
    """Java 17 or newer runs Kafka."""
    line = _first_line(["java", "-version"])
    found = re.search(r'"(\d+)', line)
    recent = bool(found and int(found.group(1)) >= JAVA_AT_LEAST)
    return Need("java", line if recent else "", f"Kafka (Java {JAVA_AT_LEAST} or newer)")


def kafka_jars() -> Need:
    """The broker's jars in the cache."""
    folder = jars.jars_directory()
    return Need("kafka", str(folder) if jars.complete(folder, jars.read_lock()) else "", "the message log")


def maven() -> Need:
    """Maven fetches Kafka's jars once; not needed when they are in the cache."""
    line = re.sub(r"\x1b\[[0-9;]*m", "", _first_line(["mvn", "-v"]))
    return Need("maven", line, "fetching Kafka once", required=kafka_jars().missing)


def postgresql() -> Need:
    """The machine's PostgreSQL; the wheel of requirements-dev.txt stands in for it."""
    found = binaries.system()
    text = f"{found[0].major} in {found[0].folder}" if found else ""
    return Need("postgresql", text, "the database (else the wheel's is used)", required=False)


def chromium() -> Need:
    """A Chromium for the browser tests."""
    path = next((found for found in map(shutil.which, BROWSERS) if found), "")
    return Need("chromium", path or "", "make test (browser layer)")


def node() -> Need:
    """Node runs AsyncAPI's own parser."""
    line = _first_line(["node", "--version"])
    found = re.match(r"v(\d+)", line)
    recent = bool(found and int(found.group(1)) >= NODE_AT_LEAST)
    return Need("node", line if recent else "", f"make test (AsyncAPI's parser, Node {NODE_AT_LEAST} or newer)")


def npm() -> Need:
    """npm fetches AsyncAPI's parser once; not needed when it is in the cache."""
    return Need("npm", _first_line(["npm", "--version"]), "fetching AsyncAPI's parser", required=not parser.is_there())


def all_needs() -> list[Need]:
    """Look for everything."""
    return [java(), maven(), postgresql(), chromium(), node(), npm()]
