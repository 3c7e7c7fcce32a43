"""The command line: options, exit statuses, errors that say what to do."""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import gnnlint
from gnnlint.atlas import measure
from gnnlint.cli.main import main
from gnnlint.cli.progress import Progress
from gnnlint.config import Settings
from gnnlint.finding import Run, Verdict
from gnnlint.verify import benchmark
from gnnlint.verify.children import DEFAULT_TIME_LIMIT
from tests.front.conftest import Out
from tests.front.example_run import POOL, RUN, clean, conv

Calls = list[tuple[list[str], Settings, object]]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Run], Calls]:
    """Put an engine in place that gives a run, and notes how it was called."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def install(run: Run) -> Calls:
        calls: Calls = []

        def check(paths: list[str], settings: Settings, *, stdin: object, progress: object) -> Run:
            calls.append((paths, settings, stdin))
            return run

        module = types.ModuleType("gnnlint.engine")
        module.check = check  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "gnnlint.engine", module)
        monkeypatch.setattr(gnnlint, "engine", module, raising=False)
        return calls

    return install


Install = Callable[[Run], Calls]


def test_exit_status(engine: Install, capsys: pytest.CaptureFixture[str]) -> None:
    engine(RUN)
    assert main(["check"]) == 1
    assert main(["check", "--exit-zero"]) == 0
    assert main(["check", "--fail-on", "never"]) == 0
    engine(clean())
    assert main(["check"]) == 0
    engine(replace(RUN, findings=(conv(5),)))
    assert main(["check"]) == 1
    assert main(["check", "--fail-on", "error"]) == 0
    engine(replace(RUN, findings=(replace(POOL, verdict=Verdict.REFUTED),)))
    assert main(["check"]) == 0


def test_options_reach_the_engine(engine: Install) -> None:
    calls = engine(clean())
    words = "check . --select GNN0,GNN9 --select gnn --ignore GNN002 --target script --jobs 2"
    main([*words.split(), "--torch-version", "2.6", "--pyg-version=2.5.1", "--force-exclude"])
    paths, settings, stdin = calls[0]
    assert paths == ["."] and stdin is None
    assert settings.select == ("GNN0", "GNN9", "GNN") and settings.ignore == ("GNN002",)
    assert settings.targets == ("script",) and settings.jobs == 2 and settings.force_exclude
    assert (settings.torch_version, settings.pyg_version) == ("2.6", "2.5")


def test_options_may_stand_between_paths(engine: Install, tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    calls = engine(clean())
    assert main("check a.py --jobs 2 b.py --quiet".split()) == 0
    assert calls[0][0] == ["a.py", "b.py"]
    assert main("baseline --baseline known.txt write --force a.py".split()) == 0
    assert calls[1][0] == ["a.py"] and (tmp_path / "known.txt").exists()


def test_default_path_and_configuration(engine: Install, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/pyproject.toml").write_text("[tool.gnnlint]\nfail-on = 'never'\n")
    calls = engine(RUN)
    assert main(["check"]) == 1 and calls[0][0] == ["."]
    assert main(["check", "sub"]) == 0
    assert calls[1][1].root == tmp_path / "sub"


def test_stdin(engine: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = engine(clean())
    stream = types.SimpleNamespace(buffer=types.SimpleNamespace(read=lambda: b"import torch\n"))
    monkeypatch.setattr(sys, "stdin", stream)
    assert main(["check", "-", "--stdin-filename", "models/net.py"]) == 0
    assert calls[0][0] == [] and calls[0][2] == ("models/net.py", b"import torch\n")


def test_formats(engine: Install, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    engine(RUN)
    main(["check", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["schema"] == 1
    main(["check", "--format", "concise", "--statistics"])
    assert "\n2  GNN203  warning" in capsys.readouterr().out
    main(["check", "--output", "out.txt"])
    assert capsys.readouterr().out == ""
    assert "one cause" in (tmp_path / "out.txt").read_text()
    main(["check", "--output", "-"])
    assert "one cause" in capsys.readouterr().out and not (tmp_path / "-").exists()
    main(["check", "--quiet"])
    assert "12 files" not in capsys.readouterr().out
    assert main(["report"]) == 0
    assert "models.net.Plain" in capsys.readouterr().out
    assert main(["report", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["models"]) == 2
    assert main(["report", "--format", f"text,json={tmp_path / 'readiness.json'}"]) == 0
    assert "models.net.Plain" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "readiness.json").read_text())["models"]) == 2


def test_a_folder_without_code_is_no_success_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build/net.py").write_text("import torch\n")
    assert main(["check", str(tmp_path)]) == 0
    assert "note: no Python file and no notebook is there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("chek", "Did you mean `check`?"),
        ("check --formt json", "no option `--formt`. Did you mean `--format`?"),
        ("check --exclude tests/", "`exclude` is a key of [tool.gnnlint] in pyproject.toml"),
        ("check --format yaml", "no format `yaml`"),
        ("check --select GNN9,GNN888", "no rule answers to `GNN888`"),
        ("check --select GNN20l", "no rule answers to `GNN20l`"),
        ("check --target scrpt", "Did you mean `script`?"),
        ("check --fail-on warn", "Did you mean `warning`?"),
        ("check --jobs 0", "--jobs must be 1 or more"),
        ("check --jobs many", "invalid int value: 'many'"),
        ("check --torch-version 1.12", "--torch-version: no rule knows torch 1.12"),
        ("report --pyg-version 9.9", "known is torch_geometric 2.3 to 2.8"),
        ("check --timeout 0", "`0` is no number of seconds above 0"),
        ("verify --timeout=-3", "`-3` is no number of seconds above 0"),
        ("report --timeout nan", "`nan` is no number of seconds above 0"),
        ("check nowhere.py", "error: nowhere.py does not exist"),
        ("report no/where", "error: no/where does not exist"),
        ("check --stdin-filename a.py", "add `-`"),
        ("check - a.py", "`-` stands alone"),
        ("check --output no/such/folder.txt", "cannot write no/such/folder.txt"),
        ("rule one two", "no argument `two`"),
        ("rule GNN2O1", "Did you mean `GNN201`?"),
        ("rule Pool-with-size", "Did you mean `pool-without-size`?"),
        ("baseline wite", "no `wite`. Did you mean `write`? There are write, prune, status."),
        ("verify --format jsn", "Did you mean `json`?"),
        ("report --format htm", "Did you mean `html`?"),
        ("check --select ,", "no rule is named"),
        ("check --ignore= net.py", "no rule is named"),
        ("baseline", "required: write|prune|status\n"),
        ("cache --cache-dir kept", "required: status|clear\n"),
    ],
)
def test_wrong_usage(
    engine: Install, capsys: pytest.CaptureFixture[str], command: str, words: str
) -> None:
    calls = engine(clean())
    assert main(command.split()) == 2
    captured = capsys.readouterr()
    assert words in captured.err and captured.out == ""
    assert not calls or "--output" in command


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
@pytest.mark.parametrize(
    ("where", "words"), [(">/dev/full", "No space left on device"), (">&-", "it is closed")]
)
def test_output_that_cannot_be_written_is_told(where: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("import torch\n\nclass:\n")
    command = f"{sys.executable} -m gnnlint check --format concise {where}"
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    told = f"gnnlint: error: cannot write standard output: {words}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_a_path_in_place_of_a_command(engine: Install, capsys: pytest.CaptureFixture[str]) -> None:
    engine(clean())
    Path("net.py").touch()
    assert main(["net.py"]) == 2
    assert "Did you mean `gnnlint check net.py`?" in capsys.readouterr().err


def test_internal_error(
    engine: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GNNLINT_TRACEBACK")
    engine(clean())

    def check(*_: object, **__: object) -> Run:
        raise ZeroDivisionError("first\nsecond")

    sys.modules["gnnlint.engine"].check = check  # type: ignore[attr-defined]
    assert main(["check"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "internal error: ZeroDivisionError: first (at " in error
    assert "report it" in error


def test_interrupt(engine: Install, capsys: pytest.CaptureFixture[str]) -> None:
    engine(clean())

    def check(*_: object, **__: object) -> Run:
        raise KeyboardInterrupt

    sys.modules["gnnlint.engine"].check = check  # type: ignore[attr-defined]
    assert main(["check"]) == 130
    assert capsys.readouterr().err == "gnnlint: interrupted\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == main(["--version"]) == 0
    assert capsys.readouterr().out == 2 * f"gnnlint {gnnlint.__version__}\n"


def test_color(
    engine: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(RUN)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    main(["check"])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check"])
    assert "\x1b" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["check"])
    assert "\x1b" not in capsys.readouterr().out


def test_missing_torch(
    engine: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(RUN)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for command in (["check", "--verify"], ["verify", "net.py"]):
        assert main(command) == 2
        assert "pip install 'gnnlint[verify]'" in capsys.readouterr().err


def test_progress_is_for_terminals_and_long_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress("checked", "files") as progress:
        progress(1, 9)
        assert capsys.readouterr().err == ""
        now[0] = 3.0
        progress(2, 9)
        assert capsys.readouterr().err == "\rchecked 2 of 9 files"
    assert capsys.readouterr().err == "\r" + " " * 20 + "\r"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    with Progress("checked", "files") as progress:
        now[0] = 9.0
        progress(3, 9)
    assert capsys.readouterr().err == ""


def test_progress_during_a_long_piece(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gnnlint.cli.progress.PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress("verified", "models") as progress, progress.during("net.Net", 1, 3):
        time.sleep(0.3)
    assert "\rverified 1 of 3 models, now net.Net" in capsys.readouterr().err
    assert progress.now == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    with Progress("verified", "models") as progress, progress.during("net.Net", 1, 3):
        time.sleep(0.2)
    assert capsys.readouterr().err == ""


def gnnlint_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gnnlint", *arguments]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_help_teaches_and_is_fast() -> None:
    gnnlint_process("--help")  # compiles the modules
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = gnnlint_process("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.returncode == 0 and "gnnlint check" in result.stdout
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.15
    for command in ("check", "verify", "rule", "report", "server"):
        assert "examples:" in gnnlint_process(command, "--help").stdout


@pytest.mark.parametrize(
    ("command", "limit"),
    [
        ("check", DEFAULT_TIME_LIMIT),
        ("verify", DEFAULT_TIME_LIMIT),
        ("bench", benchmark.TIME_LIMIT),
        ("atlas", measure.TIME_LIMIT),
    ],
)
def test_help_states_the_time_limit(
    command: str, limit: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert f"time limit for a model under the compilers (default: {limit:g})" in words


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from gnnlint.cli.main import main; main(['--help']); "
        "heavy = ('astroid', 'rich', 'pathspec', 'torch', 'tomllib'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    root = Path(__file__).parents[2]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip().endswith("[]")


COLLECTED = """\
import gc, sys
from gnnlint.cli.main import main

runs = []
gc.callbacks.append(lambda phase, info: runs.append(info))
main()
print(len(runs), gc.isenabled(), file=sys.stderr)
"""


def test_the_process_of_a_command_looks_for_no_cycles(tmp_path: Path) -> None:
    """Looking through the trees that a check leaves would take a third as long as the check."""
    (tmp_path / "net.py").write_text("import torch\n" + "x = [torch.ones(3)]\n" * 2_000)
    done = subprocess.run(
        [sys.executable, "-c", COLLECTED, "check", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.split()[-2:] == ["0", "False"], done.stderr
    assert main(["version"]) == 0
    assert gc.isenabled(), "whoever calls it in a process of their own keeps theirs"


def test_a_reader_that_goes_away() -> None:
    command = f"{sys.executable} -m gnnlint check --help | head -c 5"
    root = Path(__file__).parents[2]
    result = subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=root, check=False
    )
    assert result.stdout == "usage" and "Traceback" not in result.stderr


# -- several formats at once -------------------------------------------------------------------


def test_several_formats_at_once(
    engine: Install, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    engine(RUN)
    assert main(["check", "--format", "concise,json=found.json,sarif=found.sarif"]) == 1
    assert capsys.readouterr().out.startswith("net.py:5:13: warning GNN203")
    assert json.loads((tmp_path / "found.json").read_text())["schema"] == 1
    assert json.loads((tmp_path / "found.sarif").read_text())["version"] == "2.1.0"


def test_output_is_where_the_format_without_a_file_goes(
    engine: Install, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    engine(RUN)
    assert main(["check", "--format", "junit=a.xml,github", "--output", "b.txt"]) == 1
    assert capsys.readouterr().out == ""
    assert (tmp_path / "b.txt").read_text().startswith("::warning ")
    assert (tmp_path / "a.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--format sarf", "no format `sarf`. Did you mean `sarif`?"),
        ("--format text,json", "text and json cannot share one output"),
        ("--format json=", "`json=` names no file"),
        ("--format json=a --output b", "every format has a file of its own"),
        ("--format ,", "--format names none"),
    ],
)
def test_formats_that_cannot_be(
    engine: Install, capsys: pytest.CaptureFixture[str], options: str, words: str
) -> None:
    calls = engine(RUN)
    assert main(["check", *options.split()]) == 2
    assert words in capsys.readouterr().err and not calls


def test_html_says_what_it_needs(
    engine: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gnnlint.report.template.find_spec", lambda name: None)
    calls = engine(RUN)
    assert main(["check", "--format", "html"]) == 2
    assert "pip install 'gnnlint[html]'" in capsys.readouterr().err and not calls


def test_the_summary_of_a_job(
    engine: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine(RUN)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main(["check", "--quiet"]) == 1
    assert summary.read_text().startswith("before\n## gnnlint: 2 errors, 3 warnings\n")


# -- completion --------------------------------------------------------------------------------

COMPLETE = """\
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_shtab_gnnlint
echo "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["gnnlint", "bas"], {"baseline"}),
        (["gnnlint", "check", "--fail"], {"--fail-on"}),
        (["gnnlint", "baseline", ""], {"write", "prune", "status"}),
        (["gnnlint", "rule", "--format", ""], {"text", "json"}),
        (["gnnlint", "rule", "GNN20"], {"GNN201", "GNN202"}),
        (["gnnlint", "check", "--fail-on", ""], {"error", "warning", "info", "never"}),
        (["gnnlint", "check", "--format", "g"], {"github", "gitlab"}),
        (["gnnlint", "report", "--target", ""], {"compile", "script", "fullgraph"}),
        (["gnnlint", "check", "n"], {"net.py"}),
        (["gnnlint", "check", "--output", "n"], {"net.py"}),
    ],
)
def test_bash_completes(
    words: list[str],
    expected: set[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out)
    (tmp_path / "net.py").write_text("")
    done = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", str(script), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert expected <= set(done.stdout.split()), done.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gnnlint bas", "baseline"),
        ("gnnlint check --fail-on ", "never"),
        ("gnnlint check --fa", "--fail-on"),
    ],
)
def test_fish_completes(
    line: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", "fish"]) == 0
    script = tmp_path / "gnnlint.fish"
    script.write_text(capsys.readouterr().out)
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C {line!r}"],
        env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert expected in {it.partition("\t")[0] for it in done.stdout.splitlines()}, done.stderr


def test_completion_for_other_shells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "zsh"]) == 0
    assert capsys.readouterr().out.startswith("#compdef gnnlint")
    assert main(["completion", "tcsh"]) == 0
    assert main(["completion", "fish"]) == 0
    assert "complete -c gnnlint" in capsys.readouterr().out
    assert main(["completion", "cmd"]) == 2


def test_completion_says_what_it_needs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gnnlint.cli.completion.find_spec", lambda name: None)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'gnnlint[completion]'" in capsys.readouterr().err


def test_what_the_compiler_says_has_no_placeholders(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GNN203"]) == 0
    out = capsys.readouterr().out
    assert "Operator `…`'s output shape" in out
    assert main(["rule", "GNN203", "--format", "markdown"]) == 0
    assert "{cause" not in capsys.readouterr().out


def test_effects_name_the_calls_that_tell_them_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GNN217"]) == 0
    out = capsys.readouterr().out
    assert "  effect: torch.compile raises, in every mode: `fps`, " in out
    assert "captured by fullgraph=True from torch 2.10 on: `scatter`, " in out
    assert main(["rule", "GNN303"]) == 0  # all of them are of `tolist`
    assert "`tolist`" not in capsys.readouterr().out.partition("the compiler says")[0]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_rule_about_projects_says_that_it_needs_one(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    for code, is_told in (("GNN505", True), ("GNN201", False)):
        assert main(["rule", code, "--format", form]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert ("only where the whole project is checked" in out) is is_told


def test_what_only_the_compilers_show_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text("import torch\n")
    note = "note: GNN9 is what only the compilers show: `gnnlint verify`"
    assert note in run("check --select GNN9")[1]
    assert "only the compilers show" not in run("check --select GNN2")[1]
