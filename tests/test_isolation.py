"""What ``check`` leaves alone: the linted code is never run, and torch is never needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]

# -- nothing is run ----------------------------------------------------------------------------

WATCHED = """\
import json, os, sys

target, *arguments = sys.argv[1:]
seen = []


def watch(event, details):
    if event == "import":
        seen.append(["import", str(details[0])])
    elif event == "exec" and details:
        seen.append(["exec", str(getattr(details[0], "co_filename", ""))])
    elif event == "open" and isinstance(details[0], str):
        mode, flags = details[1] or "", details[2] or 0
        if set(mode) & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(["write", os.path.abspath(details[0])])
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.symlink"):
        seen.append(["write", os.path.abspath(str(details[0]))])
    elif event in ("subprocess.Popen", "os.fork", "os.exec", "os.posix_spawn", "os.system"):
        seen.append(["process", str(details[0]) if details else ""])
    elif event in ("socket.connect", "socket.getaddrinfo"):
        seen.append(["network", str(details[1:])])


sys.addaudithook(watch)
from gnnlint.cli.main import main

status = main(arguments)
modules = sorted(sys.modules)
with open(target, "w") as file:
    json.dump({"status": status, "seen": seen, "modules": modules}, file)
"""

TRAP = """\
import pathlib
pathlib.Path(__file__).with_suffix(".sprung").write_text("executed")
print("executed")
"""

NET = """\
import torch
import torch_geometric
from torch_geometric.nn import GCNConv
import trapped_helper
from trapped_package.inner import keep


class Net(torch.nn.Module):
    def __init__(self, channels=trapped_helper.WIDTH):
        super().__init__()
        self.conv = GCNConv(channels, channels)

    def forward(self, x, edge_index):
        return keep(trapped_helper.scale(self.conv(x, edge_index)))


model = torch.compile(Net())
"""


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project each of whose files leaves a trace when it is run; some have tempting names."""
    folder = tmp_path_factory.mktemp("traps")
    files = {
        "pyproject.toml": "[tool.gnnlint]\n",
        "net.py": TRAP + NET,
        "trapped_helper.py": TRAP + "WIDTH = 8\n\n\ndef scale(x):\n    return x.sum().item() * x\n",
        "trapped_package/__init__.py": TRAP,
        "trapped_package/inner.py": TRAP + "\n\ndef keep(x):\n    return x[x > 0]\n",
        # What Python, pytest or astroid would import by itself, were this folder on the path.
        "sitecustomize.py": TRAP,
        "conftest.py": TRAP + "import torch\n",
        "setup.py": TRAP + "import torch\n",
        "torch/__init__.py": TRAP,
        "astroid_plugin.py": TRAP + "import torch\n",
        "tokenize.py": TRAP,
        "difflib.py": TRAP,
        "broken.py": TRAP + "import torch\nx = (\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def environment() -> dict[str, str]:
    kept = {name: it for name, it in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def watched(folder: Path, scratch: Path, *arguments: str) -> dict[str, Any]:
    """Run the program in ``folder`` under an audit hook; what happened."""
    script, target = scratch / "watched.py", scratch / "seen.json"
    script.write_text(WATCHED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(target), *arguments],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return {**loaded, "stdout": done.stdout, "target": str(target)}


def of_kind(outcome: dict[str, Any], kind: str) -> list[str]:
    return [what for it, what in outcome["seen"] if it == kind]


@pytest.fixture(scope="module")
def outcome(traps: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    scratch = tmp_path_factory.mktemp("scratch")
    arguments = ("check", ".", "--target", "compile,script", "--format", "json")
    return watched(traps, scratch, *arguments)


def test_the_traps_are_looked_at(outcome: dict[str, Any], traps: Path) -> None:
    """The rest would mean nothing, were the files passed over."""
    report = json.loads(outcome["stdout"])
    assert outcome["status"] == 1 and report["summary"]["files"] == 12
    found = {(it["path"], it["code"]) for it in report["findings"] if it["target"] != "script"}
    assert found == {
        ("net.py", "GNN203"),
        ("trapped_helper.py", "GNN301"),
        ("trapped_package/inner.py", "GNN320"),
        ("broken.py", "GNN001"),
    }


def test_the_traps_do_spring(traps: Path, tmp_path: Path) -> None:
    copy = tmp_path / "trapped_helper.py"
    copy.write_text((traps / "trapped_helper.py").read_text("utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(copy)], check=True, capture_output=True, timeout=60)
    assert (tmp_path / "trapped_helper.sprung").is_file()


def test_no_linted_file_is_run(outcome: dict[str, Any], traps: Path) -> None:
    assert not list(traps.rglob("*.sprung")) and "executed" not in outcome["stdout"]
    run = [it for it in of_kind(outcome, "exec") if Path(it).is_relative_to(traps)]
    assert not run
    names = {"net", "trapped_helper", "trapped_package", "broken", "conftest"}
    assert not names & {it.partition(".")[0] for it in of_kind(outcome, "import")}
    assert not names & {it.partition(".")[0] for it in outcome["modules"]}


def test_torch_is_never_imported(outcome: dict[str, Any]) -> None:
    asked = {it.partition(".")[0] for it in [*of_kind(outcome, "import"), *outcome["modules"]]}
    assert not asked & {"torch", "torch_geometric", "numpy"}


def test_nothing_is_written_but_the_cache(outcome: dict[str, Any], traps: Path) -> None:
    written = {Path(it) for it in of_kind(outcome, "write")}
    inside = [it for it in written if it.is_relative_to(traps)]
    assert inside and all(it.is_relative_to(traps / ".gnnlint_cache") for it in inside)
    assert not list(traps.rglob("__pycache__"))


def test_nothing_is_written_without_the_cache(traps: Path, tmp_path: Path) -> None:
    outcome = watched(traps, tmp_path, "check", ".", "--no-cache")
    written = {Path(it) for it in of_kind(outcome, "write")}
    assert outcome["status"] == 1
    assert not [it for it in written if it.is_relative_to(traps)]


def test_what_is_kept_loads_next_to_nothing(traps: Path, tmp_path: Path) -> None:
    """Neither the trees nor the rules, nor colours that nobody asked for."""
    folder = tmp_path / "copy"
    shutil.copytree(traps, folder)
    arguments = ("check", ".", "--cache-dir", str(tmp_path / "cache"), "--format", "json")
    first, second = (watched(folder, tmp_path, *arguments) for _ in range(2))
    loaded = [{it.partition(".")[0] for it in each["modules"]} for each in (first, second)]
    assert "astroid" in loaded[0]
    assert not loaded[1] & {"torch", "astroid", "rich", "pathspec", "jinja2", "pygls", "traceback"}
    ours = {it for it in second["modules"] if it.startswith("gnnlint.")}
    assert not ours & {f"gnnlint.{it}" for it in ("catalogue", "library", "project", "tree")}
    reports = [json.loads(each["stdout"]) for each in (first, second)]
    for each in reports:
        del each["summary"]["seconds"]
    assert reports[0] == reports[1] and reports[0]["findings"]


def test_no_process_and_no_network(outcome: dict[str, Any]) -> None:
    assert of_kind(outcome, "network") == []
    assert of_kind(outcome, "process") == []


def test_as_a_module_it_runs_none_of_the_files_either(traps: Path, tmp_path: Path) -> None:
    """``python -m`` puts the working folder first on the path: a file of the user's own that is
    called like one of Python's must not be imported in its place."""
    folder = tmp_path / "copy"
    shutil.copytree(traps, folder)
    (folder / "net.py").write_text(NET + "x = 1  # noqa: GNN305\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "gnnlint", "check", ".", "--ignore", "GNN001"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={**environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert not list(folder.rglob("*.sprung")), "executed"
    assert done.returncode == 1, done.stderr


def test_help_loads_nothing(traps: Path, tmp_path: Path) -> None:
    outcome = watched(traps, tmp_path, "--help")
    heads = {it.partition(".")[0] for it in outcome["modules"]}
    assert not heads & {"torch", "torch_geometric", "astroid", "rich", "pathspec"}
    assert outcome["status"] == 0 and "usage" in outcome["stdout"].lower()


# -- nothing but itself is needed --------------------------------------------------------------

INDEX = "https://pypi.org/simple/hatchling/"
"""Asked only whether it answers, where pip has no index of its own configured."""


def reaches_an_index(python: Path) -> bool:
    """Whether pip can find packages here at all."""
    asked = subprocess.run(
        [str(python), "-m", "pip", "config", "list"],
        capture_output=True, text=True, timeout=60, check=False, env=environment(),
    )  # fmt: skip
    named = ("index-url", "find-links", "no-index")
    if any(it in asked.stdout for it in named) or os.environ.get("PIP_INDEX_URL"):
        return True
    try:
        with urllib.request.urlopen(INDEX, timeout=10):
            return True
    except (urllib.error.URLError, TimeoutError, OSError):
        return False


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The ``bin`` folder of a fresh environment with what ``pip install .`` brings, no more."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    if not reaches_an_index(python):
        pytest.skip("pip reaches no package index")
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-input", str(ROOT)],
        capture_output=True, text=True, timeout=300, check=False, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    yield programs


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A program, without anything of this checkout on Python's path."""
    return subprocess.run(
        [str(it) for it in command],
        cwd=cwd, capture_output=True, text=True, timeout=120, check=False, env=environment(),
    )  # fmt: skip


def test_an_installation_needs_no_torch(installed: Path) -> None:
    code = (
        "import importlib.util as u, gnnlint, json, sys\n"
        "names = ['torch', 'torch_geometric', 'numpy']\n"
        "print(json.dumps([[n for n in names if u.find_spec(n)], gnnlint.__file__]))"
    )
    found, file = json.loads(run(installed / "python", "-c", code, cwd=installed).stdout)
    assert found == []
    assert Path(file).is_relative_to(installed.parent), "not this checkout"


def test_the_catalogue_is_installed(installed: Path) -> None:
    listed = run(installed / "gnnlint", "rule", "--all", "--format", "json", cwd=installed)
    assert listed.returncode == 0, listed.stderr
    ours = run(sys.executable, "-c", "import gnnlint.cli.main as m, sys; sys.exit(m.main())",
               "rule", "--all", "--format", "json")  # fmt: skip
    assert json.loads(listed.stdout) == json.loads(ours.stdout)


def test_the_same_findings_without_torch(installed: Path) -> None:
    """``check`` says the same, whatever is installed beside it."""
    arguments = (
        "check",
        "docs/examples",
        "rules",
        "--format",
        "json",
        "--target",
        "compile,script",
    )
    bare = run(installed / "gnnlint", *arguments)
    here = run(sys.executable, "-m", "gnnlint", *arguments)
    assert (bare.returncode, here.returncode) == (1, 1), bare.stderr + here.stderr
    theirs, ours = json.loads(bare.stdout), json.loads(here.stdout)
    for report in (theirs, ours):
        del report["summary"]["seconds"]
    assert len(ours["findings"]) > 100
    assert theirs == ours


def test_what_needs_torch_says_so(installed: Path) -> None:
    for command in (("verify", "rules/GNN330_print_in_forward/bad.py"), ("check", "--verify")):
        done = run(installed / "gnnlint", *command)
        assert done.returncode == 2 and done.stdout == ""
        assert "pip install 'gnnlint[verify]'" in done.stderr
        assert "Traceback" not in done.stderr
