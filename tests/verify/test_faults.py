"""Hostile models: each gets a verdict of its own, and none loses another's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gnnlint.verify import Children, Observation, Subject, observe_many, verdict_of_model

NET = """
import ctypes, os, sys, time
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        return x + 1


{more}


def model():
{model}
    return Net()


def inputs():
    return [(torch.ones(2),)]
"""

# What each does as its model is made, and what the verdict on it has to say; None: it runs.
FAULTS: dict[str, tuple[str, str | None]] = {
    "hang": ("time.sleep(60)", "no answer within"),
    "spin": ("\n    while True:\n        pass", "no answer within"),
    "segfault": ("ctypes.string_at(0)", "SIGSEGV"),
    "abort": ("os.abort()", "SIGABRT"),
    "exit": ("os._exit(3)", "exit status 3"),
    "leave": ("sys.exit('gone')", "gone"),
    "memory": ("torch.ones(1 << 40)", "memory"),
    "bytes": ("bytearray(1 << 42)", "MemoryError"),
    "forks": ("\n    for _ in range(8):\n        if os.fork() == 0: time.sleep(60)", None),
    "flood": ("\n    for _ in range(200000):\n        print('x' * 100)", None),
    "endless": ("\n    while True:\n        print('x' * 1000)", "no answer within"),
    "import": ("import not_there_at_all", "not_there_at_all"),
    "base": ("raise BaseException('worse')", "worse"),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "deep": ("\n    def down(n):\n        return down(n + 1)\n    down(0)", "recursion"),
    "moved": ("os.chdir('/')", None),
    "deleted": ("os.remove(__file__)", None),
    "closed": ("\n    os.close(1)\n    os.close(2)", None),
    "ignoring": ("\n    import signal\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)"
                 "\n    time.sleep(60)", "no answer within"),
    "polluting": ("sys.path.clear(); os.environ.clear(); torch.ones = None", "NoneType"),
}  # fmt: skip

HUGE = NET.format(more="", model="    pass").replace(
    "return x + 1", "return [torch.zeros(1 << 24) for _ in range(4)]"
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, children: Children) -> dict[str, Observation]:
    """Every hostile model between harmless ones, in one go of one server, two at a time."""
    if sys.platform != "linux":
        pytest.skip("faults are contained by process groups and address space")
    folder = tmp_path_factory.mktemp("faults")
    programs = {
        name: NET.format(more="", model=f"    {fault}") for name, (fault, _) in FAULTS.items()
    }
    programs |= {"huge": HUGE, "first": NET.format(more="", model="    pass")}
    programs["last"] = programs["first"]
    subjects = []
    for name, text in programs.items():
        path = folder / name / f"{name}_net.py"
        path.parent.mkdir()
        path.write_text(text)
        subjects.append(Subject(path, root=path.parent))
    observations = observe_many(
        subjects, modes=("eager",), time_limit=2.0, memory_limit=8 << 30, jobs=2, children=children
    )
    return dict(zip(programs, observations, strict=True))


@pytest.mark.parametrize("name", FAULTS)
def test_each_gets_its_own_verdict(seen: dict[str, Observation], name: str) -> None:
    told = FAULTS[name][1]
    observation = seen[name]
    said = f"{observation.error} {observation.modes['eager'].error}"
    if told is None:
        assert observation.error is None and observation.status("eager") == "ok", said
    else:
        assert observation.error is not None and told in said


@pytest.mark.parametrize("name", ["first", "last", "huge"])
def test_no_other_verdict_is_lost(seen: dict[str, Observation], name: str) -> None:
    assert seen[name].error is None and seen[name].status("eager") == "ok"


def test_a_file_that_hangs_is_its_own_trouble(
    tmp_path: Path, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gnnlint.cli.verify import models_of
    from gnnlint.verify import discovery

    monkeypatch.setattr(discovery.subjects_of, "__defaults__", (2.0,))
    hanging, good = tmp_path / "hanging.py", tmp_path / "good.py"
    net = "import torch\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n"
    good.write_text(net)
    hanging.write_text(net + "class Slow:\n    import time\n    time.sleep(60)\n")
    first, second = models_of([Subject(hanging), Subject(good)], children)[0]
    assert "no answer within 2 s" in first.trouble and second.class_name == "Net"
    seen = observe_many([first, second], modes=("eager",), children=children)
    assert "no answer within 2 s" in (seen[0].error or "") and seen[1].status("eager") == "ok"


def test_what_is_gone_says_nothing_of_a_compiler(tmp_path: Path, children: Children) -> None:
    path = tmp_path / "net.py"
    path.write_text(NET.format(more="", model="    os.remove(__file__)"))
    (seen,) = observe_many([Subject(path)], modes=("eager", "default"), children=children)
    assert (seen.status("eager"), seen.status("default")) == ("ok", "skipped")
    note = seen.modes["default"].note or ""
    assert "could not be run again: FileNotFoundError" in note and verdict_of_model(seen) == (
        "not compiled"
    )


def test_the_error_is_named_with_its_type_and_line(seen: dict[str, Observation]) -> None:
    assert seen["base"].error == "BaseException: worse (at base_net.py:15)"
    assert seen["interrupt"].error == "KeyboardInterrupt() (at interrupt_net.py:15)"


def test_output_is_cut(seen: dict[str, Observation]) -> None:
    assert 0 < len(seen["endless"].modes["eager"].output) <= 4000


def test_nothing_is_left_running(seen: dict[str, Observation], children: Children) -> None:
    server = children._server
    assert server is not None and server.poll() is None
    told = subprocess.run(["ps", "-eo", "ppid="], capture_output=True, text=True).stdout.split()
    assert str(server.pid) not in told
    assert Path.cwd().exists() and "PATH" in os.environ
