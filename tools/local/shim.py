"""Becomes the program it is given, as the user it is given, and is killed when its launcher dies.

Usage: shim.py PARENT_PID DEATH_SIGNAL USER|- PROGRAM [ARGUMENT ...]; run by `python -I -S`, standard library only.
"""

import ctypes
import os
import pwd
import shutil
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Drop to `user` for good: groups first, because a plain user may not change them any more."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    os.environ["HOME"] = entry.pw_dir


def die_with(parent: int, death_signal: int) -> None:
    """Ask the kernel for `death_signal` when the launcher ends; changing user clears that wish, so this comes last."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:  # the launcher died before the wish was made
        sys.exit(70)


def main(arguments: list[str]) -> None:
    """Set up and exec."""
    parent, death_signal, user, *command = arguments
    program = shutil.which(command[0])  # found, and imported for, before `user` may be unable to read this Python
    if program is None:
        sys.exit(f"{command[0]}: not found")
    if user != "-":
        become(user)
    die_with(int(parent), int(death_signal))
    os.execv(program, command)  # noqa: S606 - the whole purpose of this program


if __name__ == "__main__":
    main(sys.argv[1:])
