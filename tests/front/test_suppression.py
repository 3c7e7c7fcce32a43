"""Suppression comments."""

from __future__ import annotations

from pathlib import Path

from gnnlint.finding import Certainty, Finding, Place, Related, Severity, Target
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
