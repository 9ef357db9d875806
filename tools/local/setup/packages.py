"""The machine's package manager: installs when it may, else gives the one line to type."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Say = Callable[[str], None]

# Each need, in each manager's words; alternatives in order of preference, because releases name them differently.
NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "java": {
        "apt-get": ("openjdk-21-jre-headless", "openjdk-17-jre-headless", "default-jre-headless"),
        "dnf": ("java-21-openjdk-headless", "java-17-openjdk-headless"),
        "pacman": ("jre21-openjdk-headless",),
    },
    "maven": {"apt-get": ("maven",), "dnf": ("maven",), "pacman": ("maven",)},
    "postgresql": {"apt-get": ("postgresql",), "dnf": ("postgresql-server",), "pacman": ("postgresql",)},
    "chromium": {"apt-get": ("chromium", "chromium-browser"), "dnf": ("chromium",), "pacman": ("chromium",)},
    "node": {"apt-get": ("nodejs",), "dnf": ("nodejs",), "pacman": ("nodejs",)},
    "npm": {"apt-get": ("npm",), "dnf": ("nodejs-npm", "npm"), "pacman": ("npm",)},
    "venv": {"apt-get": ("python3-venv",), "dnf": ("python3",), "pacman": ("python",)},
}
COMMANDS = {
    "apt-get": ["apt-get", "install", "-y", "--no-install-recommends"],
    "dnf": ["dnf", "install", "-y"],
    "pacman": ["pacman", "-S", "--noconfirm"],
}


@dataclass(frozen=True, slots=True)
class PackageManager:
    """The manager found on this machine, by its command name."""

    command: str

    def line(self, needs: Sequence[str]) -> str:
        """Return the one line to type."""
        sudo = "" if os.geteuid() == 0 else "sudo "
        return sudo + " ".join([*COMMANDS[self.command], *(self.choose(need) for need in needs)])

    def choose(self, need: str) -> str:
        """Return the package's name for `need`, the first alternative this release knows."""
        names = NAMES[need][self.command]
        return next((name for name in names if self._known(name)), names[0]) if len(names) > 1 else names[0]

    def _known(self, name: str) -> bool:
        if self.command != "apt-get":
            return True
        run = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False)
        return "Candidate: (none)" not in run.stdout and "Candidate:" in run.stdout

    def may_install(self) -> bool:
        """Only root with apt-get installs unasked; everybody else is told the line."""
        return os.geteuid() == 0 and self.command == "apt-get"

    def install(self, needs: Sequence[str], say: Say) -> bool:
        """Install the packages for `needs`; the lists of packages are renewed first. Say whether it worked."""
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        say(f"renewing the lists of packages, to install {', '.join(needs)}")
        self._run(["apt-get", "update", "-qq"], environment)
        command = [*COMMANDS[self.command], *(self.choose(need) for need in needs)]
        say("running " + " ".join(command))
        return self._run(command, environment)

    @staticmethod
    def _run(command: Sequence[str], environment: Mapping[str, str]) -> bool:
        run = subprocess.run(
            command, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if run.returncode:
            print("\n".join((run.stdout + run.stderr).splitlines()[-8:]), flush=True)
        return run.returncode == 0


def find_manager() -> PackageManager | None:
    """Return the machine's package manager, None when it is one we do not know."""
    return next((PackageManager(name) for name in COMMANDS if shutil.which(name)), None)


def advice(needs: Sequence[str]) -> str:
    """Return the one line that brings `needs`, whatever the machine."""
    manager = find_manager()
    return manager.line(needs) if manager else f"install {', '.join(needs)} with this machine's package manager"
