"""Programs that hang, die or misbehave take only their own mode with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gnnlint.cli.main import UsageError, main
from gnnlint.cli.observing import require_device
from gnnlint.verify import Children, Observation, Subject, observe
from gnnlint.verify.children import Request

Write = Callable[..., Path]
Seen = Callable[..., Observation]

# What happens under the compiler only: the model runs, scripts, and passes in eager.
NET = """
import ctypes
import os
import sys
import time
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        return x + 1


def misbehave(*_):
    {action}


_compile = torch.compile


def compile(model, **options):
    if not options.get("fullgraph"):
        misbehave()
    return _compile(model, **options)


torch.compile = compile


def model():
    return Net()


def inputs():
    return [(torch.ones(2),)]
"""


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("time.sleep(60)", "no answer within 3 s"),
        ("ctypes.string_at(0)", "killed by SIGSEGV"),
        ("os._exit(3)", "exit status 3"),
        ("sys.exit('stop')", "stop"),
        ("os.kill(os.getpid(), 9)", "killed by SIGKILL"),
    ],
)
def test_other_modes_survive(seen: Seen, action: str, told: str) -> None:
    modes = ("eager", "default", "fullgraph", "script")
    observation = seen(NET.format(action=action), modes=modes, time_limit=3.0)
    assert observation.modes["default"].status == "raises"
    assert told in (observation.modes["default"].error or "")
    place = observation.modes["default"].error_place
    if "_exit" not in action and "kill" not in action:
        assert place is not None and place.line == 14
    assert [observation.status(mode) for mode in ("eager", "fullgraph", "script")] == ["ok"] * 3


def test_memory_is_capped(write: Write, children: Children) -> None:
    if sys.platform != "linux":
        pytest.skip("address space is limited on Linux only")
    path = write(NET.format(action="pass").replace("return x + 1", "return torch.ones(2 << 33)"))
    observation = observe(Subject(path), modes=("eager",), memory_limit=8 << 30, children=children)
    assert observation.modes["eager"].status == "raises"
    assert "memory" in (observation.modes["eager"].error or "")


def test_what_a_program_prints_stays_out_of_the_answer(seen: Seen) -> None:
    text = "print('{not json')\nimport os\nos.write(1, b'raw' * 40000)\nraise ValueError('x')\n"
    observation = seen(text + "def model(): ...\ndef inputs(): ...\n", modes=("eager",))
    assert observation.error == "ValueError: x (at net.py:4)"
    assert observation.modes["eager"].output.endswith("rawraw")


def test_a_grandchild_does_not_outlive_its_mode(write: Write, children: Children) -> None:
    text = NET.format(action="pass").replace(
        "def model():",
        "def model():\n    pid = os.fork()\n    if pid == 0:\n        time.sleep(60)\n"
        "    open(__file__ + '.pid', 'w').write(str(pid))",
    )
    path = write(text)
    begin = time.monotonic()
    observation = observe(Subject(path), modes=("eager",), children=children)
    assert observation.modes["eager"].status == "ok"
    assert time.monotonic() - begin < 30
    assert not _is_alive(int(Path(f"{path}.pid").read_text()))


def test_a_server_that_died_is_started_again(write: Write, children: Children) -> None:
    path = write(NET.format(action="pass"))
    assert observe(Subject(path), modes=("eager",), children=children).error is None
    server = children._server
    assert server is not None
    server.kill()
    server.wait()
    assert observe(Subject(path), modes=("eager",), children=children).error is None


def test_interrupt_leaves_no_process_behind(write: Write) -> None:
    path = write(
        "import os, time\nopen(__file__ + '.pid', 'w').write(str(os.getpid()))\n"
        "time.sleep(60)\ndef model(): ...\ndef inputs(): ...\n"
    )
    # A shell's background job ignores the signal, and what it starts inherits that.
    program = (
        "import signal\nfrom pathlib import Path\nfrom gnnlint.verify import Subject, observe\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"observe(Subject(Path({str(path)!r})))\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": root},
        stderr=subprocess.PIPE,
    )
    mark = Path(f"{path}.pid")
    deadline = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert b"KeyboardInterrupt" in told
    assert not _is_alive(int(mark.read_text()))


def test_without_fork_a_process_is_spawned(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(NET.format(action="pass"))
    monkeypatch.delattr(os, "fork")
    with Children() as children:
        reply = children.call(Request("eager", str(path)))
    assert reply.trouble is None and reply.answer is not None
    assert reply.answer["mode"]["status"] == "ok"
    assert "torch" in children.environment


def test_what_switches_compilers_off_stays_outside(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTORCH_JIT=0", "TORCHDYNAMO_DISABLE=1"):
        monkeypatch.setenv(*name.split("="))
    text = (
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n"
        "        print(x.sum())\n        return (lambda y: y)(x + 1)\n\n\n"
        "def model():\n    return Net()\n\n\ndef inputs():\n    return [torch.ones(3)]\n"
    )
    with Children() as children:
        found = observe(Subject(write(text)), modes=("default", "script"), children=children)
    assert (found.status("default"), found.status("script")) == ("breaks", "fails")


def test_what_the_first_compile_imports_is_loaded_before_the_forks() -> None:
    """And nothing that must not be there when a process forks: a thread, an eye on a GPU."""
    program = (
        "import os, sys\nfrom gnnlint.verify.server import load\nload()\nimport torch\n"
        "assert not torch.cuda.is_initialized()\n"
        "assert not os.path.exists('/proc/self/task') or len(os.listdir('/proc/self/task')) == 1\n"
        "before = set(sys.modules)\n"
        "torch.compile(torch.nn.Linear(2, 2), backend='eager')(torch.ones(1, 2))\n"
        "print(len(set(sys.modules) - before))\n"
    )
    if os.path.exists("/proc/driver/nvidia/version"):
        pytest.skip("beside a GPU nothing is loaded ahead")
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 30  # of more than four hundred


def test_the_parent_does_not_import_torch() -> None:
    program = "import sys, gnnlint.verify; sys.exit('torch' in sys.modules)"
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0


def _is_alive(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(("name", "says"), [("foo", "Expected one of cpu, cuda"), ("cpu:x", "")])
def test_a_device_that_torch_does_not_have_is_told(
    name: str, says: str, children: Children
) -> None:
    with pytest.raises(UsageError) as told:
        require_device(name, children)
    assert f"--device {name}: torch cannot use it here, but cpu" in str(told.value)
    assert says in str(told.value)
    require_device("meta", children)


@pytest.mark.usefixtures("lent_children")
def test_a_wrong_device_is_told_before_any_model_is_run(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("import torch\nclass Net(torch.nn.Module):\n    def forward(self, x): return x\n")
    assert main(["verify", str(path), "--device", "foo"]) == 2
    out, err = capsys.readouterr()
    assert not out and err.startswith("gnnlint: error: --device foo: torch cannot use it here")
