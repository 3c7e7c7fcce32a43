"""``gnnlint verify`` and ``--verify`` around made-up observations: no compiler runs here."""

from __future__ import annotations

import json
import re
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import gnnlint
import gnnlint.verify
from gnnlint.cli import formats, verify
from gnnlint.cli.main import main
from gnnlint.config import Settings
from gnnlint.config_keys import ModelSettings
from gnnlint.finding import Default, Fullgraph, Model, Place, Run, Target, Verdict
from gnnlint.report import readiness, verification
from gnnlint.verify import Subject
from gnnlint.verify.discovery import Found
from gnnlint.verify.observation import (
    DECIDING_MODES,
    FURTHER_MODES,
    SHOWN_MODES,
    Explain,
    Leaf,
    Mode,
    Observation,
    Recompile,
    ScriptError,
    Site,
)
from tests.front.example_run import MASKED, NET, RUN, clean, conv

SITE = Site(
    path=NET,
    line=9,
    symbol="Net.forward",
    leaves=(Leaf("/venv/lib/site-packages/torch_geometric/utils/scatter.py", 42, "scatter"),),
    gb_type="Data dependent operator",
    gb_id="GB0124",
    explanation="Operator `aten._local_scalar_dense` has a non-Tensor output.",
    hints=("Set `capture_scalar_outputs`.",),
    raw_events=1,
    modes=("default",),
    runs_eagerly=True,
    eager_symbols=("forward",),
)
SEEN = Observation(
    name="models.net.Net",
    path=NET,
    line=1,
    built="Net(16, 32)",
    inputs=("(float32[10, 16])",),
    assumptions=("`heads` is 1",),
    modes={
        "eager": Mode("ok", seconds=0.1),
        "default": Mode("breaks", graphs=2, seconds=1.5),
        "fullgraph": Mode("ok", graphs=1),
        "script": Mode("fails", error="Unknown type\nmore"),
    },
    sites=(SITE,),
    explain=Explain(0),
    recompiles=(Recompile(0, 2), Recompile(1, 1), Recompile(2, 3, ("1/1: size mismatch",))),
    output_difference=0.5,
    script_errors=(ScriptError("Unknown type\nat all", NET, 4, "Net.forward"),),
    script_complete=False,
)


@pytest.mark.parametrize(
    "words",
    [
        "models.net.Net  net.py:1  breaks by default, captured by fullgraph=True,\n      "
        "recompiles, fails under torch.jit.script",
        "built by Net(16, 32)",
        "assuming `heads` is 1",
        "default    breaks  2 graphs  1.5 s",
        "1 place, 1 break of graphs",
        "explain counts 0 breaks: the graphs that it sees, less one",
        "output differs from eager by 0.5",
        "net.py:9 in Net.forward  Data dependent operator GB0124",
        "9 | return global_mean_pool(",
        "through torch_geometric/utils/scatter.py:42 in scatter",
        "hint: Set `capture_scalar_outputs`.",
        "because of it forward runs uncompiled",
        "net.py:4 in Net.forward  torch.jit.script\n    Unknown type\n    at all",
        "more may follow",
        "hint: With PYTORCH_JIT=0 in the environment",
        "recompiles 1 frame for size 3\n    1/1: size mismatch",
        "confirmed   GNN201  net.py:9:16",
        "the compiler: Data-dependent operator\n",
        "1 model put before the compilers, 1 confirmed, 4 not judged",
    ],
)
def test_report(words: str) -> None:
    assert words in verification.render(RUN, [SEEN])


def test_words_stay_within_80_columns() -> None:
    long = "Operator `aten._local_scalar_dense` has a non-Tensor output, " * 3
    site = replace(SITE, explanation=long, hints=(f"Set it, {long}", "x" * 90))
    report = verification.render(RUN, [replace(SEEN, sites=(site,), assumptions=(long,))])
    assert " ".join(long.split()) in " ".join(report.split())
    assert [it.strip() for it in report.split("\n") if len(it) > 80] == ["x" * 90]
    colored = verification.render(RUN, [SEEN], color=True)
    plain = verification.render(RUN, [SEEN])
    assert re.sub(r"\x1b\[[\d;]*m", "", colored).split() == plain.split()


def test_what_no_terminal_reads_has_a_line_each() -> None:
    long = "Operator `aten._local_scalar_dense` has a non-Tensor output, " * 3
    site = replace(SITE, explanation=long)
    report = verification.render(RUN, [replace(SEEN, sites=(site,))], wrapped=False)
    assert f"\n    {long.strip()}\n" in report
    assert "models.net.Net  net.py:1  breaks by default, captured by fullgraph=True, " in report


def test_piped_words_are_not_wrapped(
    compilers: Install,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, seen = example(tmp_path)
    long = "an assumption that does not end before the line does " * 3
    compilers(run, replace(seen, assumptions=(long,)))
    main(["verify", str(tmp_path / "net.py")])
    assert f"  assuming {long.strip()}\n" in capsys.readouterr().out
    monkeypatch.setattr(formats, "is_terminal", lambda: True)
    main(["verify", str(tmp_path / "net.py")])
    assert max(len(it) for it in capsys.readouterr().out.split("\n")) <= 80


def test_every_verdict_is_listed_and_counted_once() -> None:
    judged = [
        replace(RUN.findings[3], verdict=Verdict.REFUTED),  # of the model
        replace(MASKED, fingerprint="", verdict=Verdict.NOT_REACHED),  # in a helper's file
        replace(conv(5), fingerprint="", verdict=Verdict.CONFIRMED, default=Default.RECOMPILE),
        replace(conv(6), fingerprint="", entry_points=()),  # of nothing that ran
    ]
    run = replace(RUN, findings=tuple(judged), models=RUN.models[:1])
    other = replace(SEEN, name="models.net.Other", line=5, sites=(SITE,))
    report = verification.render(run, [SEEN, other])
    rows = [line.split()[:2] for line in report.split("\n") if line.startswith("    ")]
    for word, code in ("refuted", "GNN201"), ("not-reached", "GNN301"), ("confirmed", "GNN203"):
        assert rows.count([word, code]) == 1
    assert report.endswith("2 models put before the compilers, 1 confirmed, 1 refuted, "
                           f"1 not-reached\nnote: {RUN.notes[0]}\n")  # fmt: skip
    assert "and 1 finding that an earlier model lists" in report


def test_what_repeats_is_shown_once() -> None:
    sites = (SITE, replace(SITE, line=8, hints=(*SITE.hints, "Another.")))
    report = verification.render(RUN, [replace(SEEN, sites=sites, inputs=("(x)", "(x)", "(y)"))])
    assert report.count("hint: Set `capture_scalar_outputs`.") == 1 and "hint: Another." in report
    assert "run on 2 inputs: (x)\n  run on (y)\n" in report


def test_a_hint_is_given_once_and_a_section_stands_alone() -> None:
    hint = "torch.compile considers integer attributes of the nn.Module to be static."
    says = [f"0/{it}: self.calls == {it}  # self.calls += 1 (HINT: {hint})" for it in (0, 1)]
    again = (Recompile(0, 1), Recompile(1, 1), Recompile(2, 1, tuple(says)))
    counted = replace(conv(5), verdict=Verdict.CONFIRMED, compiler_says=says[1])
    entries = ("models.net.Other",)
    other = replace(conv(6), fingerprint="", entry_points=entries, verdict=Verdict.CONFIRMED)
    run = replace(RUN, findings=(counted, other))
    seen = [replace(SEEN, recompiles=again), replace(SEEN, name="models.net.Other", line=5)]
    report = verification.render(run, seen, wrapped=False)
    first, second = report.split("models.net.Other")
    assert first.count(hint) == 1 and "(HINT" not in report
    assert "the compiler: 0/1: self.calls == 1 # self.calls += 1\n" in first
    remedy = " ".join(counted.remedy.split())
    assert all(" ".join(it.split()).count(remedy) == 1 for it in (first, second))


def test_a_site_without_a_line_shows_none() -> None:
    report = verification.render(RUN, [replace(SEEN, sites=(replace(SITE, placed=False),))])
    assert "  the compiler names no line  Data dependent operator" in report
    assert "9 | return" not in report


def test_report_of_a_model_that_cannot_be_run() -> None:
    report = verification.render(RUN, [replace(SEEN, error="no module named x\nat y")])
    assert "could not be run\n  no module named x\n  at y\n" in report


@pytest.mark.parametrize(
    ("modes", "words"),
    [
        ({"eager": "ok", "default": "ok", "fullgraph": "ok"}, "ready"),
        ({"eager": "raises"}, "fails without any compiler"),
        ({"eager": "ok", "default": "raises"}, "torch.compile raises"),
        (
            {"eager": "ok", "default": "breaks", "fullgraph": "fails"},
            "breaks by default, fails under fullgraph=True",
        ),
        ({"eager": "ok"}, "not compiled"),
    ],
)
def test_words_for_a_model(modes: dict[str, str], words: str) -> None:
    seen = Observation("net.Net", NET, modes={name: Mode(status) for name, status in modes.items()})
    assert readiness.of_observation(seen) == words


def test_readiness_shows_the_compilers() -> None:
    table = readiness.render(RUN, [SEEN])
    assert "compilers say" in table and "captured by fullgraph=True, recompiles" in table


def test_what_the_compilers_show_decides_the_readiness(tmp_path: Path) -> None:
    run, seen = example(tmp_path)
    rows = readiness.render(run, [seen]).split("\n")
    assert rows[1].split()[2:6] == ["breaks", "captured", "off", "-"]
    assert rows[3] == "1 model: 0 ready, 1 with breaks"
    row = json.loads(readiness.render_json(run, [seen]))["models"][0]
    assert (row["compile"], row["fullgraph"]) == ("breaks", "captured")
    assert row["compilers"] == "breaks by default, captured by fullgraph=True"


@pytest.mark.parametrize(
    ("modes", "states"),
    [
        ({"default": "ok", "fullgraph": "ok", "script": "ok"}, ("ready", "ready", "ready")),
        ({"default": "raises", "fullgraph": "raises"}, ("raises", "fails", "off")),
        ({"default": "ok", "train": "raises", "fullgraph": "ok"}, ("raises", "ready", "off")),
        ({"default": "skipped", "fullgraph": "skipped"}, ("breaks", "captured", "off")),
        ({"script": "fails"}, ("breaks", "captured", "fails")),
    ],
)
def test_a_compiler_that_did_not_run_leaves_what_was_predicted(
    tmp_path: Path, modes: dict[str, str], states: tuple[str, str, str]
) -> None:
    run, seen = example(tmp_path)
    model = replace(run.models[0], compile="breaks")
    ran = {name: Mode(status) for name, status in modes.items()}
    told = readiness.readiness(model, run, replace(seen, modes=ran, sites=()))
    assert (told["compile"], told["fullgraph"], told["script"]) == states


@pytest.mark.parametrize(
    "failure", [{"error": "TypeError: no"}, {"modes": {"eager": Mode("raises", error="no")}}]
)
def test_what_could_not_be_run_is_not_called_ready(tmp_path: Path, failure: dict[str, Any]) -> None:
    run, seen = example(tmp_path)
    quiet = replace(
        run.models[0], compile="no-break-found", fullgraph="no-failure-found",
        script="no-failure-found", findings=(), gaps=(),
    )  # fmt: skip
    run = replace(run, models=(quiet,))
    assert set(readiness.readiness(quiet, run).values()) == {"ready"}
    failed = replace(seen, **{"modes": {}, "sites": (), "recompiles": (), **failure})
    told = readiness.readiness(quiet, run, failed)
    assert list(told.values()) == ["no break found", "no break found", "no failure found"]
    assert "1 model: 0 ready, 0 with breaks, 1 without a break found, yet not run" in (
        readiness.render(run, [failed])
    )


def test_what_breaks_in_train_mode_alone_is_not_ready(tmp_path: Path) -> None:
    run, seen = example(tmp_path)
    modes = {name: Mode("ok") for name in ("eager", "default", "fullgraph")}
    modes["train"] = Mode("breaks")
    sites = (replace(seen.sites[0], modes=("train", "train_capture")),)
    told = readiness.readiness(run.models[0], run, replace(seen, modes=modes, sites=sites))
    assert (told["compile"], told["fullgraph"]) == ("breaks", "fails")


def test_budgets(tmp_path: Path) -> None:
    model = ModelSettings("net.py:Net", graph_breaks=0, recompiles=5, fullgraph=True, script=True)
    settings = Settings(root=tmp_path, models=(model,))
    seen = replace(SEEN, path=(tmp_path / "net.py").as_posix())
    assert [str(each) for each in verify.over_budget([seen], settings)] == [
        "models.net.Net: 1 graph break, 0 allowed",
        "models.net.Net: script must pass, yet fails",
    ]
    other = replace(settings, models=(replace(model, target="net.py:Other"),))
    assert verify.over_budget([seen], other) == []


def test_a_budget_of_a_file_is_of_the_model_that_it_makes(tmp_path: Path) -> None:
    allowed = ModelSettings("check.py", graph_breaks=0), ModelSettings("net.py:Net")
    settings = Settings(root=tmp_path, models=allowed)
    seen = replace(SEEN, path=(tmp_path / "net.py").as_posix())
    assert not verify.over_budget([seen], settings)
    made = replace(seen, asked=(tmp_path / "check.py").as_posix())
    assert verify.over_budget([made], settings)
    assert not verify.over_budget([made], replace(settings, models=allowed[1:]))


def test_a_budget_of_a_nested_class_is_its_own(tmp_path: Path) -> None:
    models = (ModelSettings("net.py:Outer.Net", graph_breaks=0), ModelSettings("net.py:Net"))
    settings = Settings(root=tmp_path, models=models)
    seen = replace(SEEN, path=(tmp_path / "net.py").as_posix())
    assert not verify.over_budget([seen], settings)
    assert verify.over_budget([replace(seen, name="models.net.Outer.Net")], settings)


def test_export_must_pass_where_a_budget_says_so(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, models=(ModelSettings("net.py:Net", export=True),))
    path = (tmp_path / "net.py").as_posix()
    for status, exceeded in (("ok", False), ("fails", True), (None, True)):
        modes = {**SEEN.modes, **({"export": Mode(status)} if status else {})}
        seen = replace(SEEN, path=path, modes=modes)
        assert bool(verify.over_budget([seen], settings)) is exceeded


# --- commands ---------------------------------------------------------------------------------

Observed = list[tuple[list[Any], dict[str, Any]]]


@pytest.fixture
def compilers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Run, Observation], Observed]:
    """Put an engine and compilers in place that give a run and an observation."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verify, "require_torch", lambda: None)
    monkeypatch.setattr(verify, "installed_torch", lambda: "2.13")
    monkeypatch.setattr(verify, "installed_pyg", lambda: "2.8")

    def install(run: Run, seen: Observation) -> Observed:
        calls: Observed = []

        def observe_many(subjects: list[Any], **options: Any) -> list[Observation]:
            calls.append((subjects, options))
            return [seen for _ in subjects]

        engine = types.ModuleType("gnnlint.engine")
        engine.check = lambda paths, settings, **_: run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "gnnlint.engine", engine)
        monkeypatch.setattr(gnnlint, "engine", engine, raising=False)
        monkeypatch.setattr(gnnlint.verify, "observe_many", observe_many)
        return calls

    return install


Install = Callable[[Run, Observation], Observed]
EXAMPLE = (
    "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n"
    "        return x[x > 0]\n\n\ndef model():\n    return Net()\n\n\n"
    "def inputs():\n    return [(torch.ones(3),)]\n"
)


def example(folder: Path, text: str = EXAMPLE) -> tuple[Run, Observation]:
    """A file that the static side finds nothing in, and a break that the compiler sees there."""
    path = folder / "net.py"
    path.write_text(text)
    where = Place(path.as_posix(), 4, 1, 4, 4)
    run = replace(clean(), models=(Model("net.Net", where),), working_directory=str(folder))
    modes = {"eager": Mode("ok"), "default": Mode("breaks", graphs=2), "fullgraph": Mode("ok")}
    site = replace(SITE, path=path.as_posix(), line=6, leaves=(), modes=("default",))
    seen = Observation(
        "net.Net",
        path.as_posix(),
        4,
        modes=modes,
        sites=(site,),
        reached={path.as_posix(): frozenset({6})},
    )
    return run, seen


def test_verify_adds_what_only_the_compiler_saw(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = compilers(*example(tmp_path))
    assert main(["verify", "net.py:Net"]) == 1
    assert "GNN901" in capsys.readouterr().out
    (subject,), options = calls[0]
    assert subject.class_name == "Net" and subject.root == tmp_path and not options["training"]
    assert main(["verify", "net.py", "--format", "json", "--exit-zero", "--train"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["models"][0]["name"] == "net.Net" and document["over_budget"] == []
    assert calls[1][1]["training"]


def test_a_class_that_is_named_stands_alone(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    place = Place(seen.path, 5, 1, 5, 4)
    other = replace(conv(5), place=place, entry_points=("net.Other.forward",))
    compilers(replace(run, findings=(other,)), replace(seen, sites=()))
    assert main(["verify", "net.py:Net"]) == 0 and other.code not in capsys.readouterr().out
    assert main(["verify", "net.py"]) == 1 and other.code in capsys.readouterr().out


def test_a_model_that_fails_without_a_compiler_is_no_pass(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    modes = {"eager": Mode("raises", error="no x"), "default": Mode("skipped")}
    compilers(run, replace(seen, sites=(), modes=modes))
    assert main(["verify", "net.py", "--format", "github"]) == 2
    assert "net.Net: fails without any compiler: no x" in capsys.readouterr().out


def test_findings_are_as_check_has_them(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    place = Place(seen.path, 6, 9, 6, 20)
    compilers(replace(run, findings=(replace(conv(6), place=place),)), seen)
    documents = []
    for command in (["check", "."], ["verify", "net.py"]):
        main([*command, "--format", "json"])
        documents.append(json.loads(capsys.readouterr().out)["findings"][0])
    checked, verified = documents
    assert checked.keys() == verified.keys() and verified["path"] == "net.py"
    assert (checked["verdict"], verified["verdict"]) == (None, "confirmed")


def test_check_verify(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = compilers(*example(tmp_path))
    assert main(["check", "--verify", "--timeout", "9"]) == 1
    out = capsys.readouterr().out
    assert "GNN901" in out and "confirmed by the compiler" in out
    assert calls[0][1]["time_limit"] == 9 and "script" not in calls[0][1]["modes"]
    assert main(["check", "--verify", "--ignore", "GNN9"]) == 0


def test_another_torch_refutes_nothing_that_holds_of_the_projects_own(
    compilers: Install,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, seen = example(tmp_path)
    place = Place(seen.path, 6, 9, 6, 20)
    broken = replace(conv(6), place=place, fullgraph=Fullgraph.ERROR)
    strict = replace(broken, code="GNN320", default=Default.CLEAN)
    wrong = replace(strict, code="GNN330")
    compilers(run, seen)

    def check(paths: object, settings: Settings, **_: object) -> Run:
        if settings.torch_version == "2.13":
            return replace(run, findings=(replace(broken, fullgraph=Fullgraph.CAPTURED), wrong))
        return replace(run, torch_version="2.5", findings=(broken, strict, wrong))

    monkeypatch.setattr(gnnlint.engine, "check", check)  # type: ignore[attr-defined]
    assert main(["check", "--verify", "--torch-version", "2.5", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    verdicts = {it["code"]: (it["verdict"], it["fullgraph_verdict"]) for it in found}
    assert verdicts == {
        "GNN203": ("confirmed", "not-testable"),
        "GNN320": ("not-testable", "not-testable"),
        "GNN330": ("refuted", "refuted"),
    }
    assert "is of torch 2.5, and torch 2.13 ran: fullgraph=True" in found[0]["compiler_says"]


def test_another_torch_geometric_refutes_nothing_either(
    compilers: Install,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, seen = example(tmp_path)
    broken = replace(conv(6), place=Place(seen.path, 6, 9, 6, 20))
    compilers(run, replace(seen, sites=()))

    def check(paths: object, settings: Settings, **_: object) -> Run:
        found = (broken,) if settings.pyg_version == "2.6" else ()
        return replace(run, pyg_version=settings.pyg_version, findings=found)

    monkeypatch.setattr(gnnlint.engine, "check", check)  # type: ignore[attr-defined]
    main(["check", "--verify", "--pyg-version", "2.6"])
    out = capsys.readouterr().out
    assert "not testable: this is said of torch_geometric 2.6, and torch_geometric 2.8 ran" in out
    assert "note: judged by torch_geometric 2.6, verified with torch_geometric 2.8\n" in out
    assert main(["verify", "net.py", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_what_a_comment_admits_is_not_told_again(compilers: Install, tmp_path: Path) -> None:
    compilers(*example(tmp_path, EXAMPLE.replace("x[x > 0]", "x[x > 0]  # noqa: GNN301")))
    assert main(["check", "--verify"]) == 0


def test_models_without_example_are_made(
    compilers: Install,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def subjects_of(subject: Subject, children: object) -> Found:
        return Found((replace(subject, class_name="Net"),))

    monkeypatch.setattr("gnnlint.verify.discovery.subjects_of", subjects_of)
    run, seen = example(tmp_path, EXAMPLE.partition("def model")[0])
    told = {"program": "def model(): ...", "built": "Net()", "assumptions": ("a=1", "b=2")}
    calls = compilers(run, replace(seen, **told))
    assert main(["check", "--verify"]) == 1
    ((subject,), _) = calls[0]
    assert subject.class_name == "Net" and subject.path == Path("net.py")
    out = capsys.readouterr().out
    assert "GNN901" in out and "net.Net was verified as Net(), assuming a=1; b=2" in out
    compilers(run, replace(seen, error="Net cannot be made\nwith a stub", sites=()))
    assert main(["check", "--verify"]) == 0
    assert "note: not verified: net.Net: Net cannot be made\n" in capsys.readouterr().out


def test_modes(compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = compilers(*example(tmp_path))

    def modes(*options: str) -> set[str]:
        assert main(["verify", "net.py", "--target", "compile,script", *options]) == 1
        return set(calls[-1][1]["modes"])

    assert modes() == set(SHOWN_MODES)
    assert modes("--skip-modes", "train,explain") == set(SHOWN_MODES) - {"train", "explain"}
    assert modes("--skip-modes", "all") == set(DECIDING_MODES)
    assert modes("--skip-modes", "script") == set(SHOWN_MODES) - {"script"}
    assert modes("--modes", "all") == {*SHOWN_MODES, *FURTHER_MODES}
    further = modes("--backend", "inductor", "--modes", "trace") - set(SHOWN_MODES)
    assert further == {"inductor", "inductor_fullgraph", "trace"}
    capsys.readouterr()
    assert main(["verify", "net.py", "--skip-modes", "fullgraph"]) == 2
    assert "fullgraph always runs, since verdicts rest on it" in capsys.readouterr().err


def test_a_budget_runs_its_compiler_though_it_is_to_be_skipped(
    compilers: Install, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.gnnlint.models]\n"net.py:Net" = { script = true }\n'
    )
    calls = compilers(*example(tmp_path))
    main(["verify", "--skip-modes", "all"])
    assert set(calls[-1][1]["modes"]) == {*DECIDING_MODES, "script"}


@pytest.mark.parametrize("command", ["verify", "check --verify", "report --verify"])
def test_an_interrupt_loses_nothing_that_was_seen(
    compilers: Install,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    run, seen = example(tmp_path)
    names = ("net", "slow", "late")
    models = []
    for name in names:
        (tmp_path / f"{name}.py").write_text(EXAMPLE)
        place = Place((tmp_path / f"{name}.py").as_posix(), 4, 1, 4, 4)
        models.append(Model(f"{name}.Net", place))
    listed = ", ".join(f'"{name}.py:Net"' for name in names)
    (tmp_path / "pyproject.toml").write_text(f"[tool.gnnlint]\nmodels = [{listed}]\n")
    compilers(replace(run, models=tuple(models)), seen)

    def observe_many(subjects: list[Subject], **_: Any) -> list[Observation]:
        if subjects[0].path.stem == "slow":
            raise KeyboardInterrupt
        return [seen]

    monkeypatch.setattr(gnnlint.verify, "observe_many", observe_many)
    assert main([*command.split(), "--format", "text"]) == 130
    told = capsys.readouterr()
    assert "captured by fullgraph=True" in told.out and told.err == "gnnlint: interrupted\n"
    assert told.out.count("interrupted before it was through") == 2


def test_without_models_nothing_is_verified(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    calls = compilers(replace(run, models=()), seen)
    assert main(["check", "--verify"]) == 0 and not calls
    assert "nothing was verified" in capsys.readouterr().out


def test_the_models_of_a_notebook_are_said_not_to_be_run(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    place = Place((tmp_path / "net.ipynb:cell 3").as_posix(), 1, 1, 1, 4)
    finding = replace(RUN.findings[3], place=place, entry_points=("net.Net.forward",))
    model = Model("net.Net", place)
    calls = compilers(replace(run, models=(model,), findings=(finding,)), seen)
    assert main(["check", "--verify"]) == 1 and not calls
    out = capsys.readouterr().out
    assert "  not testable: the cells of a notebook are not run" in out
    assert "note: not verified: net.Net: the cells of a notebook are not run" in out


def test_script_failures_count_only_where_script_is_a_target(
    compilers: Install, tmp_path: Path
) -> None:
    run, seen = example(tmp_path)
    error = ScriptError("Unknown type", seen.path, 6, "Net.forward")
    modes = {"eager": Mode("ok"), "default": Mode("ok"), "script": Mode("fails")}
    seen = replace(seen, sites=(), modes=modes, script_errors=(error,))
    compilers(run, seen)
    assert main(["verify", "net.py"]) == 0
    compilers(replace(run, targets=(Target.COMPILE, Target.SCRIPT)), seen)
    assert main(["verify", "net.py"]) == 1


SCRIPT_MODEL = "[tool.gnnlint.models.'net.py:Net']\nscript = true\n"


@pytest.mark.parametrize(
    ("words", "targets", "state", "pyproject", "is_run"),
    [
        ("", (Target.COMPILE,), "off", "", False),
        ("", (Target.COMPILE, Target.SCRIPT), "no-failure-found", "", True),
        ("", (Target.COMPILE, Target.SCRIPT), "off", "", False),  # another file's models use it
        ("", (Target.COMPILE,), "off", SCRIPT_MODEL, True),
        ("--target compile", (Target.COMPILE,), "off", SCRIPT_MODEL, False),
        ("--target compile,script", (Target.COMPILE, Target.SCRIPT), "fails", "", True),
    ],
)
def test_when_script_is_run(
    compilers: Install,
    tmp_path: Path,
    words: str,
    targets: tuple[Target, ...],
    state: str,
    pyproject: str,
    is_run: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pyproject.toml").write_text(pyproject)
    run, seen = example(tmp_path)
    models = tuple(replace(each, place=replace(each.place, path=seen.path), script=state)
                   for each in run.models)  # fmt: skip
    calls = compilers(replace(run, targets=targets, models=models), seen)
    main(["verify", "net.py:Net", *words.split()])
    assert ("script" in calls[0][1]["modes"]) is is_run
    out = capsys.readouterr().out
    assert ("script must pass" in out) is (bool(pyproject) and is_run)


def test_show_ends_the_section_of_the_model(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    texts = {"code": "def forward(self) -> int:\n\n  return 1\n", "graph": "graph(%self):\n"}
    scripted = replace(seen, modes={**seen.modes, "script": Mode("ok", texts=texts)})
    calls = compilers(run, scripted)
    main(["verify", "net.py:Net", "--show", "code", "--target", "compile"])
    assert "script" in calls[0][1]["modes"] and calls[0][1]["show"] == ["code"]
    out = capsys.readouterr().out
    assert "  code of the scripted model\n    def forward(self) -> int:\n\n      return 1\n" in out
    assert "graph(" not in out
    main(["verify", "net.py:Net", "--show", "graph,code,graph"])
    assert calls[1][1]["show"] == ["graph", "code"]
    out = capsys.readouterr().out
    assert out.count("graph(%self):") == 1 and out.index("graph(%self)") < out.index("def forward")


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode("fails", error="Lambda aren't supported"), "torch.jit.script must take all"),
        (Mode("skipped", note="the model could not be built"), "the model could not be built"),
        (Mode("raises", error="killed\nby SIGSEGV"), "killed\n"),
        (None, "the model could not be run"),
    ],
)
def test_what_does_not_script_has_nothing_to_show(mode: Mode | None, words: str) -> None:
    seen = replace(SEEN, modes={} if mode is None else {"script": mode})
    report = verification.render(RUN, [seen], ["code", "graph"])
    assert f"  no code and no graph to show: {words}" in report


def test_several_models_share_the_children(compilers: Install, tmp_path: Path) -> None:
    calls = compilers(*example(tmp_path))
    main(["verify", "net.py", "net.py:Net"])
    assert [len(subjects) for subjects, _ in calls] == [1, 1]
    assert calls[0][1]["children"] is calls[1][1]["children"]


def test_configured_models_and_budgets(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.gnnlint]\nfail-on = 'never'\n[tool.gnnlint.models.'net.py:Net']\ngraph_breaks = 0\n"
    )
    compilers(*example(tmp_path))
    assert main(["verify"]) == 1
    assert "over budget: net.Net: 1 graph break, 0 allowed" in capsys.readouterr().out


def test_a_line_counts_once_however_it_breaks(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.gnnlint.models.'net.py:Net']\ngraph_breaks = 1\n"
    )
    run, seen = example(tmp_path)
    (site,) = seen.sites
    again = replace(site, gb_type="Missing tp_iternext", gb_id="GB4347")
    compilers(run, replace(seen, sites=(site, again)))
    assert main(["verify", "--ratchet", "ratchet.toml"]) == 0
    assert "  1 place, 2 breaks of graphs" in capsys.readouterr().out
    assert "graph_breaks = 1," in (tmp_path / "ratchet.toml").read_text()
    nowhere = replace(again, placed=False)
    compilers(run, replace(seen, sites=(site, nowhere)))
    assert main(["verify"]) == 1
    assert "over budget: net.Net: 2 graph breaks, 1 allowed" in capsys.readouterr().out


@pytest.mark.parametrize(("allowed", "status"), [("graph_breaks = 1", 0), ("script = false", 1)])
def test_a_model_that_keeps_its_budget_passes(
    compilers: Install,
    tmp_path: Path,
    allowed: str,
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f"[[tool.gnnlint.models]]\ntarget = 'net.py:Net'\n{allowed}\n"
    )
    compilers(*example(tmp_path))
    assert main(["verify", "--format", "junit"]) == status
    assert f'failures="{status}"' in capsys.readouterr().out


def test_a_budget_asks_for_its_compiler(compilers: Install, tmp_path: Path) -> None:
    calls = compilers(*example(tmp_path))
    main(["verify", "net.py:Net"])
    (tmp_path / "pyproject.toml").write_text(
        "[tool.gnnlint.models]\n'net.py:Net' = { export = true }\n"
    )
    main(["verify"])
    assert ["export" in options["modes"] for _, options in calls] == [False, True]


# --- the ratchet ------------------------------------------------------------------------------


def test_a_ratchet_only_tightens(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ratchet.toml"
    run, seen = example(tmp_path)
    more = replace(seen.sites[0], line=5)

    def verified(*sites: Site, **modes: Mode) -> tuple[int, str]:
        compilers(run, replace(seen, sites=sites, modes={**seen.modes, **modes}))
        status = main(["verify", "net.py", "--ratchet", "ratchet.toml"])
        return status, capsys.readouterr().out

    line = '"net.py:Net" = { graph_breaks = %d, fullgraph = true }\n'
    status, out = verified(more, *seen.sites)
    assert status == 0 and "note: ratchet.toml: net.py:Net: graph_breaks 2, fullgraph passes" in out
    assert line % 2 in file.read_text() and 'torch = "2.13"' in file.read_text()
    status, out = verified(*seen.sites)
    assert status == 0 and "ratchet.toml: net.py:Net: graph_breaks 2 → 1" in out
    assert line % 1 in file.read_text()
    status, out = verified(more, *seen.sites, fullgraph=Mode("fails"))
    assert status == 1 and line % 1 in file.read_text()
    assert "over budget: net.Net: 2 graph breaks, 1 allowed (ratchet.toml)" in out
    assert "over budget: net.Net: fullgraph must pass, yet fails (ratchet.toml)" in out


def test_a_ratchet_is_tightened_by_runs_of_one_kind(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ratchet.toml"
    run, seen = example(tmp_path)

    def verified(options: str, *sites: Site) -> str:
        compilers(run, replace(seen, sites=sites))
        main(["verify", "net.py", "--ratchet", "ratchet.toml", *options.split()])
        return capsys.readouterr().out

    verified("", *seen.sites)
    plain = file.read_text()
    assert "graph_breaks = 1" in plain and "options" not in plain
    for options in ("--train", "--example net.py", "--train --example net.py"):
        out = verified(options)
        assert f"counts with no options, this run with {options}: what is better is not" in out
        assert file.read_text() == plain
    assert "graph_breaks 1 → 0" in verified("")
    file.unlink()
    verified("--train", *seen.sites)
    assert 'options = ["--train"]' in file.read_text()
    assert "counts with --train, this run with no options" in verified("")
    assert "graph_breaks 1 → 0" in verified("--train")


def test_what_budget_and_ratchet_both_say_is_told_once(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '"net.py:Net" = { graph_breaks = 0, fullgraph = true }\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.gnnlint.models]\n{line}")
    (tmp_path / "ratchet.toml").write_text(f'torch = "2.13"\n[models]\n{line}')
    run, seen = example(tmp_path)
    compilers(run, replace(seen, modes={**seen.modes, "fullgraph": Mode("fails")}))
    assert main(["verify", "--ratchet", "ratchet.toml", "--format", "text,junit=j.xml"]) == 1
    out = capsys.readouterr().out
    assert out.count("1 graph break, 0 allowed") == 1 and out.count("fullgraph must pass") == 1
    names = re.findall(r'testcase name="(.*?)"', (tmp_path / "j.xml").read_text())
    assert names == ["gnnlint net.Net graph_breaks", "gnnlint net.Net fullgraph"]


def test_a_ratchet_asks_for_what_it_holds(compilers: Install, tmp_path: Path) -> None:
    (tmp_path / "ratchet.toml").write_text(
        'torch = "2.12"\n[models]\n"net.py:Net" = { script = true }\n'
    )
    (tmp_path / "pyproject.toml").write_text('[tool.gnnlint]\nratchet = "ratchet.toml"\n')
    run, seen = example(tmp_path)
    calls = compilers(run, replace(seen, modes={**seen.modes, "script": Mode("fails")}))
    assert main(["verify", "net.py:Net"]) == 1
    assert "script" in calls[0][1]["modes"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<<<<<<< HEAD\n", "Keep one line a model"),
        ('[models]\n"net.py" = { graph_brakes = 1 }\n', "Did you mean `graph_breaks`?"),
        ('[modls]\n"net.py" = { graph_breaks = 0 }\n', "`modls`. Did you mean `models`?"),
        ("[models]\ngraph_breaks = 0\n", 'model "graph_breaks": must be a table of budgets'),
        ('graph_breaks = 0\n[models]\n"net.py" = {}\n', "unknown key `graph_breaks`"),
        ("torch = 2.13\n", "`torch` must be a string, not a number"),
        ('options = "--train"\n', "`options` must be a list of strings"),
        ("models = 1\n", "`models` must be a list"),
    ],
)
def test_a_ratchet_that_cannot_be_read_is_told(
    compilers: Install,
    tmp_path: Path,
    text: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "ratchet.toml").write_text(text)
    compilers(*example(tmp_path))
    assert main(["verify", "net.py", "--ratchet", "ratchet.toml"]) == 2
    assert told in capsys.readouterr().err
    assert (tmp_path / "ratchet.toml").read_text() == text


def test_a_ratchet_of_another_torch_is_told(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ratchet.toml").write_text('torch = "2.10"\n[models]\n')
    compilers(*example(tmp_path))
    main(["verify", "net.py", "--ratchet", "ratchet.toml"])
    assert "counts with torch 2.10, this is 2.13" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("verify", "no model named"),
        ("verify nowhere.py", "nowhere.py"),
        ("verify a.ipynb", "is a notebook, whose cells are not run"),
        ("verify A.IPYNB:Net", "then `gnnlint verify A.py:Net`"),
        ("verify a.ipynb:Net", "then `gnnlint verify a.py:Net`. `gnnlint check a.ipynb` judges"),
        ("verify . --example net.py", "--example is of one file's models"),
        ("bench .", "is a folder: name the files in it"),
        ("verify net.py:1x", "expected FILE.py or FILE.py:Class"),
        ("verify empty.py", "has no model() and no inputs()"),
        ("verify net.py:Nett", "net.py has no class `Nett`. Did you mean `net.py:Net`?"),
        ("verify net.py:Encoder", "net.py has no class `Encoder`; it has Net."),
        ("verify net.py --show cod", "--show: no text `cod`. Did you mean `code`?"),
        ("verify net.py --show code --format html", "only text and json have it"),
        ("verify empty.py:Net", "empty.py has no class `Net`; it has no class."),
        (
            "verify records.py:Net",
            "records.py has no class `Net`; no class there defines a forward.",
        ),
        ("verify mixed.py:Nope", "mixed.py has no class `Nope`; it has Sane, Deep, Task."),
    ],
)
def test_wrong_usage(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, words: str
) -> None:
    compilers(*example(tmp_path))
    (tmp_path / "empty.py").touch()
    (tmp_path / "records.py").write_text("class Row:\n    width = 1\n")
    (tmp_path / "mixed.py").write_text(
        "class Row: ...\nclass Sane(Any):\n    def forward(self, x): ...\n"
        "class Deep(Sane): ...\nclass Task(pl.LightningModule): ...\n"
    )
    assert main(command.split()) == 2
    assert words in capsys.readouterr().err


def test_of_a_folder_every_model_is_verified(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, seen = example(tmp_path)
    calls = compilers(run, seen)
    assert main(["verify", "."]) == 1
    assert [subject.path for subjects, _ in calls for subject in subjects] == [Path("net.py")]
    assert "GNN901" in capsys.readouterr().out
    compilers(replace(run, models=()), seen)
    assert main(["verify", "."]) == 2
    assert "no model in its files that could be run" in capsys.readouterr().err


def test_a_class_may_be_imported_or_assigned(compilers: Install, tmp_path: Path) -> None:
    text = "from other import Net\nfrom torch import nn\nAlias = nn.Linear\n" + EXAMPLE.replace(
        "class Net", "class Inner"
    )
    compilers(*example(tmp_path, text))
    for name in ("Net", "Alias", "Inner"):
        assert main(["verify", f"net.py:{name}"]) == 1


def test_a_configured_file_that_is_missing(
    compilers: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.gnnlint]\nmodels = ['gone.py']\n")
    compilers(*example(tmp_path))
    assert main(["verify"]) == 2
    assert "error: gone.py: no such file" in capsys.readouterr().err


def test_a_model_that_could_not_be_run_is_an_error(compilers: Install, tmp_path: Path) -> None:
    run, seen = example(tmp_path)
    compilers(run, replace(seen, error="no module named x", sites=()))
    assert main(["verify", "net.py"]) == 2


def test_refuted_findings_do_not_fail(compilers: Install, tmp_path: Path) -> None:
    run, seen = example(tmp_path)
    finding = replace(RUN.findings[3], place=Place(seen.path, 6, 16, 6, 24), verdict=None)
    seen = replace(seen, sites=(), modes={**seen.modes, "default": Mode("ok", graphs=1)})
    compilers(replace(run, findings=(finding,)), seen)
    assert main(["check"]) == 1
    assert main(["check", "--verify"]) == 0
