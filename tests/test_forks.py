"""Children that answer, fail, and are interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gnnlint.forks import ForkError, in_forks


def test_answers_come_in_order() -> None:
    assert list(in_forks(lambda it: it * 2, [3, 1, 2])) == [(3, 6), (1, 2), (2, 4)]


def fail(argument: object) -> object:
    if argument == "raises":
        raise ValueError("no such thing")
    if argument == "dies":
        os._exit(1)
    return lambda: argument  # which no pickle takes


@pytest.mark.parametrize(
    ("argument", "told"),
    [("raises", "ValueError: no such thing"), ("dies", "process died"), ("", "[Pp]ickle")],
)
def test_failures_are_told(argument: str, told: str) -> None:
    with pytest.raises(ForkError, match=told):
        list(in_forks(fail, [argument]))


PROGRAM = """
import os, signal, sys, time
from gnnlint.forks import in_forks

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it

def slow(argument):
    os.write(1, f"{os.getpid()}\\n".encode())  # in one piece
    try:
        time.sleep(60)
    except KeyboardInterrupt:  # and answers once the parent is gone
        time.sleep(0.3)
        raise ValueError("interrupted")

try:
    list(in_forks(slow, [1, 2]))
except KeyboardInterrupt:
    print("over")
    sys.exit(130)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("is_for_all", [True, False])
def test_an_interrupt_ends_the_children_without_a_word(is_for_all: bool, tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": root},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        (os.killpg if is_for_all else os.kill)(parent.pid, signal.SIGINT)
        out, err = parent.communicate(timeout=30)
    assert (parent.returncode, out, err) == (130, "over\n", "")
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
