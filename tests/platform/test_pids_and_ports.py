"""Pids written down earlier are never mistaken for somebody else's process, and taken ports are left alone."""

import contextlib
import os
import signal
import socket
import subprocess
from dataclasses import replace

from tools.local.defaults import PORTS
from tools.local.pids import ProcessIdentity
from tools.local.ports import BLOCK, HIGH, LOW, OwnPorts, choose, is_free


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "60"], start_new_session=True)


def test_a_running_process_is_recognised_and_ended() -> None:
    with sleeper() as process:
        identity = ProcessIdentity.of(process.pid)
        assert identity is not None
        assert identity.alive()
        identity.end(signal.SIGTERM, 5)
        assert process.wait() == -signal.SIGTERM
        assert not identity.alive()


def test_a_process_that_took_over_the_pid_is_left_alone() -> None:
    with sleeper() as process:
        identity = ProcessIdentity.of(process.pid)
        assert identity is not None
        earlier = replace(identity, started="another-boot:1")
        earlier.end(signal.SIGKILL, 5)
        assert not earlier.alive()
        assert process.poll() is None
        process.kill()


def test_a_corpse_is_not_alive() -> None:
    process = sleeper()
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not identity.alive()
    process.wait()


def test_a_free_wanted_port_is_taken_and_a_taken_one_is_replaced() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = int(holder.getsockname()[1])
        free = choose({"free": 0})["free"]
        chosen = choose({"kept": free, "moved": taken})
    assert chosen["kept"] == free
    assert chosen["moved"] != taken
    assert LOW <= chosen["moved"] <= HIGH


def test_ports_chosen_together_differ() -> None:
    chosen = choose({str(number): 0 for number in range(50)})
    assert len(set(chosen.values())) == 50


def test_what_was_chosen_before_is_not_chosen_again_while_its_server_still_starts() -> None:
    earlier, later = (choose({str(number): 0 for number in range(60)}) for _ in range(2))
    assert set(earlier.values()) & set(later.values()) == set()


def test_two_who_choose_at_the_same_time_choose_from_different_blocks() -> None:
    with contextlib.closing(OwnPorts()) as one, contextlib.closing(OwnPorts()) as other:
        mine, theirs = ({chosen.take(set()) // BLOCK for _ in range(3 * BLOCK)} for chosen in (one, other))
    assert len(mine) > 2
    assert mine & theirs == set()


def test_a_block_is_held_until_it_is_left() -> None:
    with contextlib.closing(OwnPorts()) as own:
        first = own.take(set()) // BLOCK * BLOCK
        assert not is_free(first)
    assert is_free(first)


def test_no_outgoing_connection_can_take_a_fixed_port_before_its_server_listens() -> None:
    assert {name: port for name, port in PORTS.items() if port > HIGH} == {}
    assert len(set(PORTS.values())) == len(PORTS)
