"""Suppression comments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint import engine, noqa
from gnnlint.config import load
from gnnlint.finding import Certainty, Finding, Place, Related, Severity, Target
from gnnlint.report import text as as_text
from gnnlint.report import verdict
from gnnlint.report.readiness import readiness
from gnnlint.source import Source, decode
from gnnlint.suppression import Suppressions, apply, names_our_rules, suppressions

PATH = "/net.py"


def finding(line: int, end_line: int = 0, code: str = "GNN201", remedy_line: int = 0) -> Finding:
    remedy = Place(PATH, remedy_line, 1, remedy_line, 2)
    return Finding(
        code=code,
        name="pool-without-size" if code == "GNN201" else "other-rule",
        severity=Severity.WARNING,
        certainty=Certainty.CERTAIN,
        target=Target.COMPILE,
        place=Place(PATH, line, 1, end_line or line, 9),
        message="",
        remedy="",
        related=(Related("remedy", remedy, ""),) if remedy_line else (),
    )


def comments(text: str) -> Suppressions:
    source = decode(Path(PATH), text.encode())
    assert isinstance(source, Source)
    return suppressions(source)


def outcome(text: str, *findings: Finding, **options: object) -> tuple[int, list[str]]:
    """(number of findings kept, messages of unused suppressions)."""
    kept, unused = apply(findings, {PATH: comments(text)}, **options)  # type: ignore[arg-type]
    return len(kept), [each.message for each in unused]


def test_kinds() -> None:
    for comment in (
        "# noqa",
        "#noqa",
        "# NOQA: gnn201",
        "# noqa:E501,GNN2",
        "# noqa: E501 GNN201 because it is cold",
        "# type: ignore  # noqa: GNN201",
        "# gnnlint: ignore",
        "# gnnlint:ignore[GNN201]",
        "# gnnlint: ignore[pool-without-size, GNN305]",
    ):
        assert outcome(f"x = 1  {comment}\n", finding(1), finding(1, code="GNN305"))[0] <= 1, (
            comment
        )


def test_what_is_no_suppression() -> None:
    for text in ("x = 1  # nonoqa\n", 's = "# noqa"\n', "# noqa\nx = 1\n", "x = 1  # noqa: GNN3\n"):
        line = text.count("\n")
        assert outcome(text, finding(line))[0] == 1, text


def test_lines_of_a_statement() -> None:
    text = "x = pool(\n    a,\n    b,\n)  # noqa: GNN201\n"
    assert outcome(text, finding(1, 4)) == (0, [])
    assert outcome(text, finding(2)) == (0, [])
    inner = "x = pool(\n    a[m],  # noqa: GNN201\n    b[m],\n)\n"
    assert outcome(inner, finding(2)) == (0, [])
    assert outcome(inner, finding(3))[0] == 1
    header = "if x:  # noqa: GNN201\n    y\n"
    assert outcome(header, finding(2))[0] == 1


def test_remedy_line() -> None:
    assert outcome("a = 1  # noqa: GNN201\nb = 1\n", finding(2, remedy_line=1)) == (0, [])


def test_unused() -> None:
    text = "a = 1  # noqa: GNN201, GNN305\nb = 2  # noqa: E501\nc = 3  # noqa\n"
    assert outcome(text, finding(1)) == (0, ["`GNN305` suppresses nothing here"])
    (unused,) = apply((), {PATH: comments("a = 1  # gnnlint: ignore[GNN2]\n")})[1]
    assert (unused.code, unused.name, unused.severity) == ("GNN002", "unused-suppression", "info")
    assert (unused.place.line, unused.place.column, unused.place.end_column) == (1, 8, 31)


def test_unused_is_silent_where_nothing_was_looked_for() -> None:
    text = "a = 1  # noqa: GNN101\nb = 1  # gnnlint: ignore[some-name]\nc = 1  # noqa: GNN201\n"
    compile_only = [Target.COMPILE]
    assert outcome(text, targets=compile_only) == (0, ["`GNN201` suppresses nothing here"])
    assert outcome(text, targets=compile_only, active=lambda code: False) == (0, [])
    assert len(outcome(text)[1]) == 3


def test_unused_can_be_suppressed() -> None:
    assert outcome("a = 1  # noqa: GNN201, GNN002\n") == (0, [])


# -- blocks and files --------------------------------------------------------------------------

BLOCK = """\
class Net:
    def forward(self, x):
        a = 1
        # gnnlint: disable[GNN201, GNN305]
        b = 2
        # gnnlint: enable[GNN201]
        c = 3
        d = (
            4
        )

    # about the next one
    def other(self):
        e = 5
"""


def kept_lines(text: str, code: str) -> list[int]:
    """The lines whose finding of that rule is kept."""
    numbers = range(1, text.count("\n") + 1)
    suppressed = {PATH: comments(text)}
    kept, _ = apply([finding(number, code=code) for number in numbers], suppressed)
    return [it.place.line for it in kept]


def test_a_block_ends_at_enable_or_with_its_indentation() -> None:
    assert kept_lines(BLOCK, "GNN201") == [1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14]
    assert kept_lines(BLOCK, "GNN305") == [1, 2, 3, 13, 14]
    assert kept_lines(BLOCK, "GNN320") == list(range(1, 15))


def test_a_block_without_codes_and_without_end() -> None:
    assert kept_lines("a = 1\n# gnnlint: disable\nb = 2\n\nc = 3\n", "GNN201") == [1]
    assert kept_lines("# gnnlint: disable\na\n# gnnlint: enable\nb\n", "GNN201") == [4]
    assert kept_lines("# gnnlint: disable[GNN2]\na\n# gnnlint: enable\nb\n", "GNN201") == [4]


def test_behind_code_disable_speaks_of_the_line() -> None:
    assert kept_lines("a = 1  # gnnlint: disable[GNN201]\nb = 2\n", "GNN201") == [2]
    assert kept_lines("a = 1  # gnnlint: enable[GNN201]\nb = 2\n", "GNN201") == [1, 2]


def test_blocks_within_blocks() -> None:
    text = "# gnnlint: disable[GNN3]\nif a:\n    # gnnlint: disable[GNN201]\n    b\nc\n"
    assert kept_lines(text, "GNN201") == [1, 2, 5]
    assert kept_lines(text, "GNN305") == []


def test_a_whole_file() -> None:
    text = "a = 1\n\n# gnnlint: file-ignore[GNN201]\nb = 2\n"
    assert kept_lines(text, "GNN201") == [] and len(kept_lines(text, "GNN305")) == 4
    assert kept_lines("# gnnlint: file-ignore\na = 1\n", "GNN305") == []


def test_unused_blocks() -> None:
    assert outcome("# gnnlint: file-ignore[GNN201]\na = 1\n") == (
        0,
        ["`GNN201` suppresses nothing here"],
    )
    assert outcome("# gnnlint: disable[GNN201, GNN301]\na\n", finding(2)) == (
        0,
        ["`GNN301` suppresses nothing here"],
    )
    assert outcome("# gnnlint: disable[GNN201]\na\n# gnnlint: enable[GNN201]\n", finding(2)) == (
        0,
        [],
    )
    assert outcome("a\n# gnnlint: enable[GNN201]\n") == (0, ["`GNN201` suppresses nothing here"])


# -- writing them ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        ("x = 1\n", 1, "x = 1  # noqa: GNN201\n"),
        ("x = 1", 1, "x = 1  # noqa: GNN201"),
        ("x = 1  # why\n", 1, "x = 1  # why  # noqa: GNN201\n"),
        ("x = 1  # noqa: E501 why\n", 1, "x = 1  # noqa: E501, GNN201 why\n"),
        ("x = f(\n    1,\n)\ny\n", 2, "x = f(\n    1,\n)  # noqa: GNN201\ny\n"),
        ('x = """\n1\n"""\n', 1, 'x = """\n1\n"""  # noqa: GNN201\n'),
        ("x = \\\n    1\n", 1, "x = \\\n    1  # noqa: GNN201\n"),
        ("if x:  # why\n    y\n", 1, "if x:  # why  # noqa: GNN201\n    y\n"),
        ("a\r\nx = 'é'\r\n", 2, "a\r\nx = 'é'  # noqa: GNN201\r\n"),
        ("\ufeffx = '漢'\n", 1, "\ufeffx = '漢'  # noqa: GNN201\n"),
        ("# coding: latin-1\nx = 'é'\n", 2, "# coding: latin-1\nx = 'é'  # noqa: GNN201\n"),
    ],
)
def test_noqa_is_added(before: str, line: int, after: str, tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    encoding = "latin-1" if "latin-1" in before else "utf-8"
    file.write_bytes(before.encode(encoding))
    place = Place(file.as_posix(), line, 1, line, 2)
    assert noqa.add([replace(finding(line), place=place)] * 2) == 1
    assert file.read_bytes().decode(encoding) == after
    assert [it.name for it in tmp_path.iterdir()] == ["net.py"]


def test_several_codes_on_a_line(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("x = 1\n")
    place = Place(file.as_posix(), 1, 1, 1, 2)
    findings = [replace(finding(1, code=it), place=place) for it in ("GNN305", "GNN201", "GNN002")]
    assert noqa.add(findings) == 1
    assert file.read_text() == "x = 1  # noqa: GNN201, GNN305\n"


def test_files_worth_a_look() -> None:
    for text, expected in (
        ("x  # noqa: E501\n", False),
        ("x  # noqa: E501, gnn2\n", True),
        ("x  # gnnlint: ignore\n", True),
    ):
        source = decode(Path(PATH), text.encode())
        assert isinstance(source, Source) and names_our_rules(source) is expected


def test_file_that_does_not_parse() -> None:
    assert outcome("x = (  # noqa: GNN201\n", finding(1))[0] == 0


MARKED = """\
import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        return x.sum().item()  # {}
"""


@pytest.mark.parametrize(
    ("comment", "message", "remedy"),
    [
        ("gnnlint: ignroe[GNN301]", "Did you mean `ignore`?", "write one of ignore"),
        ("gnnlint: diable", "Did you mean `disable`?", "write one of ignore"),
        ("gnnlint: silence[GNN301]", "`silence` is no word", "write one of ignore"),
        ("gnnlint: ignore GNN301", "suppresses everything", "write `ignore[GNN301]`"),
        ("gnnlint: ignore(GNN301)", "suppresses everything", "write `ignore[GNN301]`"),
        ("gnnlint: ignore: GNN301, GNN302", "`GNN301, GNN302`", "`ignore[GNN301, GNN302]`"),
        ("noqa GNN301", "suppresses everything", "write `noqa: GNN301`"),
        ("noqa: GNN3001", "no rule is called `GNN3001`. Did you mean `GNN301`?", "gnnlint rule"),
        (
            "noqa: GNN30l",
            "`GNN30l`, and the comment suppresses everything. Did you",
            "gnnlint rule",
        ),
        ("gnnlint: ignore[GNN30l]", "no rule is called `GNN30l`. Did you", "gnnlint rule"),
        ("noqa: E501, GNN-301", "Did you mean `GNN301`?", "gnnlint rule"),
        ("noqa: GNN999", "no rule is called `GNN999`.", "gnnlint rule"),
        ("noqa : GNN301", "suppresses everything", "write `noqa: GNN301`"),
        ("noqa[GNN301]", "suppresses everything", "write `noqa: GNN301`"),
        ("gnnlint: ignore [GNN301]", "suppresses everything", "write `ignore[GNN301]`"),
        ("gnnlint: ignore[GNN301", "suppresses everything", "write `ignore[GNN301]`"),
        ("gnnlint: ignore item-of-tensor", "`item-of-tensor`", "write `ignore[item-of-tensor]`"),
        ("gnnlint: enable GNN301", "ends every `disable`", "write `enable[GNN301]`"),
        ("gnnlint: ignore[]", "names no rule", "leave the brackets out"),
        ("gnnlint ignore[GNN301]", "without a colon", "write `gnnlint: ignore[GNN301]`"),
        ("gnnlint: ignored", "Did you mean `ignore`?", "write one of ignore"),
        ("gnnlint: noqa", "`noqa` is no word of a suppression.", "write one of ignore"),
        ("gnnlint: ignore[item-of-tensr]", "Did you mean `item-of-tensor`?", "gnnlint rule"),
    ],
)
def test_a_comment_that_says_less_than_it_seems_to(
    comment: str, message: str, remedy: str, tmp_path: Path
) -> None:
    """Also where a file is checked alone, of whose comments none is called unused."""
    path = tmp_path / "net.py"
    path.write_text(MARKED.format(comment))
    (found,) = (it for it in engine.check([path], load(tmp_path)).findings if it.code == "GNN002")
    assert message in found.message and remedy in found.remedy
    assert found.severity is Severity.WARNING
    text = path.read_text().split("\n")[6]
    assert text[found.place.column - 1 : found.place.end_column - 1] == f"# {comment}"


@pytest.mark.parametrize(
    "comment",
    [
        "gnnlint: ignore[GNN301, GNN3]",
        "gnnlint: ignore[item-of-tensor]",
        "gnnlint: ignore because T4 has no room",
        "gnnlint: see the issue",
        "gnnlint: ignored by design",
        "gnnlint: disables nothing here",
        "gnnlint finds this",
        "gnnlint: noqa is for others",
        "gnnlint: ignore GNN models",
        "noqa:  GNN301",
        "noqa: E501 GNN2vec is deep",
        "noqa: GNN301 GNN models are deep",
        "noqa: E501, GNN301",
        "noqa: X9999",
        "noqa",
    ],
)
def test_what_is_no_mistake(comment: str, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(MARKED.format(comment))
    assert "GNN002" not in [it.code for it in engine.check([path], load(tmp_path)).findings]


def test_each_mistake_of_a_comment_is_told(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(MARKED.format("gnnlint: ignroe[GNN301]  # gnnlint: ignore[GNN30]  # noqa GNN3"))
    found = [it for it in engine.check([path], load(tmp_path)).findings if it.code == "GNN002"]
    text = path.read_text().split("\n")[6]
    assert [text[it.place.column - 1 : it.place.end_column - 1] for it in found] == [
        "# gnnlint: ignroe[GNN301]",
        "# noqa GNN3",
    ]


def test_a_comment_may_hold_several_suppressions() -> None:
    text = "x = 1  # gnnlint: ignore[GNN201]  # gnnlint: ignore[GNN305]\n"
    assert outcome(text, finding(1), finding(1, code="GNN305")) == (0, [])


MASKING = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        for _ in range(3):
            y = x.sum().item()  # noqa
            print(y)
        return x
"""


def test_a_comment_for_the_compilers_is_not_idle_where_they_were_not_asked(tmp_path: Path) -> None:
    comment = "noqa: GNN301, GNN901  # gnnlint: ignore[unpredicted-recompile]"
    (tmp_path / "net.py").write_text(MARKED.format(comment))
    assert engine.check([tmp_path], load(tmp_path, {"targets": "compile,script"})).findings == ()


def test_a_mistake_in_a_comment_is_told_by_one_share(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(MARKED.format("noqa: GNN999"))
    shares = [engine.check([tmp_path], load(tmp_path, {"shard": (it, 2)})) for it in (1, 2)]
    told = [it.place.path for run in shares for it in run.findings if it.code == "GNN002"]
    assert len(told) == len(set(told)) == 3


def test_what_a_comment_hides_is_no_claim_about_what_it_masks(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(MASKING)
    run = engine.check([path], load(tmp_path))
    (model,) = run.models
    words = "fails under fullgraph=True, what breaks by default is suppressed"
    assert verdict.of_model(model, run) == words


def test_a_model_whose_findings_are_suppressed_is_not_ready(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    settings = load(tmp_path)

    def said(comment: str, body: str = "x.sum().item()") -> tuple[str, dict[str, str]]:
        path.write_text(MARKED.format(comment).replace("x.sum().item()", body))
        run = engine.check([path], settings)
        (model,) = run.models
        return verdict.of_model(model, run), readiness(model, run)

    words, states = said("noqa: GNN301")
    assert words == "all that was found is suppressed"
    assert states == {"compile": "suppressed", "fullgraph": "ready", "script": "off"}
    _, states = said("noqa", "print(x)")
    assert states == {"compile": "suppressed", "fullgraph": "suppressed", "script": "off"}
    words, states = said("noqa: GNN330", "print(x.sum().item())")
    assert words == "breaks by default, what fails under fullgraph=True is suppressed"
    assert states == {"compile": "breaks", "fullgraph": "suppressed", "script": "off"}
    _, states = said("", "x.relu()")
    assert states == {"compile": "ready", "fullgraph": "ready", "script": "off"}
    run = engine.check([path], settings)
    assert "No break found" in as_text.render(run)
    said("noqa")
    assert "comments suppress what was found in 1 of 1 model" in as_text.render(
        engine.check([path], settings)
    )


def test_a_model_recompiles_whether_that_is_selected_or_not(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    count = "self.steps += 1\n        return x * self.steps"
    source = MARKED.format("").replace("return x.sum().item()", count)
    init = "    def __init__(self):\n        super().__init__()\n        self.steps = 0\n\n"
    path.write_text(source.replace("    def forward", init + "    def forward"))
    (finding,) = engine.check([path], load(tmp_path)).findings
    run = engine.check([path], replace(load(tmp_path), ignore=(finding.code,)))
    assert run.findings == ()
    assert verdict.of_model(run.models[0], run) == "recompiles from batch to batch"
    assert readiness(run.models[0], run)["compile"] == "recompiles"


def test_a_class_that_may_be_a_model_is_no_silence(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(MARKED.format("").replace("nn.Module", "missing.Base"))
    (note,) = (it for it in engine.check([path], load(tmp_path)).notes if "not judged" in it)
    assert "`Net` has the base" in note and "(net.py:5)" in note
