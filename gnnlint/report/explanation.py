"""What a rule says, why, and its examples, assembled from the files of its folder."""

from __future__ import annotations

import ast
import json as json_format
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnnlint import __version__
from gnnlint.finding import Fullgraph
from gnnlint.library.breaks import Break, known_break
from gnnlint.report import verdict
from gnnlint.report.own_rules import OwnRule
from gnnlint.report.page import Page, columns
from gnnlint.versions import CAPTURES, PYG, TORCH

if TYPE_CHECKING:
    from gnnlint.catalogue import Row, Rule

SCHEMA = 1
_FOR_TESTS = frozenset({"SAME_OUTPUT", "EXPECT"})
_EFFECTS = ("default", "fullgraph", "script")


@dataclass(frozen=True)
class Example:
    """A file (or a folder of files) of a rule: what its docstring says, and the code after it."""

    name: str
    text: str
    code: str


def render_list(rules: Sequence[Rule], *, color: bool = False) -> str:
    """Every rule on a line: code, name, summary."""
    page = Page()
    rows = [[(rule.code, "bold"), (rule.name, "cyan"), (rule.summary, "")] for rule in rules]
    for row in columns(rows) if rows else ():
        page.line(*row)
    return page.render(color)


def render(rules: Sequence[Rule], own: Sequence[OwnRule] = (), *, color: bool = False) -> str:
    """What each rule says, why, what to write instead, and on which examples it is proved.

    ``own`` are rules of the linter itself, which have no examples.
    """
    page = Page()
    for rule in rules:
        page.gap()
        _add_rule(page, rule)
    for own_rule in own:
        page.gap()
        page.line((own_rule.code, "bold"), (f" {own_rule.name}", "bold cyan"))
        page.line(own_rule.summary)
        page.line(own_rule.text)
        page.line(("  instead: ", "green"), own_rule.remedy)
    return page.render(color)


def _add_rule(page: Page, rule: Rule) -> None:
    is_preview = rule.standing.stability == "preview"
    preview = " (in preview: --preview switches it on)" if is_preview else ""
    page.line((rule.code, "bold"), (f" {rule.name}", "bold cyan"), (preview, "dim"))
    page.line(rule.summary)
    for effect in told_effects(rule):
        page.line(("  effect: ", "dim"), effect)
    if is_of_projects(rule):
        page.line(("  judged: ", "dim"), OF_PROJECTS)
    if rule.check is not None:
        page.line(("  meant: ", "dim"), f"what {rule.check.name} in its folder picks out")
    for it in breaks(rule):
        said = f": {it.said}" if it.said else ""
        page.line(("  the compiler says: ", "dim"), f"{it.kind} ({it.id}){said}")
    if rule.remedy:
        page.line(("  instead: ", "green"), rule.remedy)
    for title, kind, style in (("Breaks", "bad", "red"), ("Instead", "good", "green")):
        for example in examples(rule.folder, kind):
            page.gap()
            page.line((f"{title} ({example.name})", f"bold {style}"))
            for line in example.text.split("\n") if example.text else ():
                page.line(line)
            page.gap()
            for line in example.code.split("\n"):
                page.line(f"    {line}")


OF_PROJECTS = (
    "only where the whole project is checked, from its root on (the folder with pyproject.toml, "
    "setup.py or .git) and without `exclude`: what is missing may stand in any of its files"
)
"""Of rules about what a project does nowhere (surroundings.py)."""

_MOST_CAUSES = 4
_CAPTURING = re.compile("captured by fullgraph=True|fullgraph=True captures it")


def is_of_projects(rule: Rule) -> bool:
    """Whether the rule is about what a project does nowhere."""
    return any(row.nowhere for row in rule.rows)


def effects(rule: Rule) -> list[str]:
    """The different effects of the rows, each once, with the versions they hold for."""
    return list(dict.fromkeys(map(_effect, rule.rows)))


def told_effects(rule: Rule) -> list[str]:
    """The effects, with the callables that have each where these tell them apart."""
    several = effects(rule)
    if len(several) == 1:
        return several
    causes = [_causes([row for row in rule.rows if _effect(row) == it]) for it in several]
    if len(set(causes)) == 1:
        return several
    return [f"{it}: {about}" if about else it for it, about in zip(several, causes, strict=True)]


def _effect(row: Row) -> str:
    said = verdict.of_effects(row.default, row.fullgraph, row.script)
    if row.fullgraph is Fullgraph.CAPTURED:
        said = _CAPTURING.sub(rf"\g<0> from torch {CAPTURES} on", said)
    return f"{said}{_versions(row)}"


def _causes(rows: Sequence[Row]) -> str:
    """The callables that the rows are about, the first few of them; "" for rows about others."""
    names = {name.rpartition(".")[2] for row in rows for name in row.names}
    shown = [f"`{it}`" for it in sorted(names)]
    more = len(shown) - _MOST_CAUSES
    return ", ".join(shown[:_MOST_CAUSES]) + (f" and {more} more" if more > 0 else "")


def breaks(rule: Rule) -> list[Break]:
    """What Dynamo calls the breaks of the rule, in the order of the rows, each once."""
    ids = dict.fromkeys(gb for row in rule.rows for gb in row.gb)
    return [it for it in map(known_break, ids) if it is not None]


def _versions(row: Row) -> str:
    """`` (torch_geometric >=2.6,<2.8)``, empty where the row holds for every version."""
    specified = ((TORCH, row.torch), (PYG, row.pyg))
    limits = [f"{known.package} {it}{known.remark(it)}" for known, it in specified if it]
    return f" ({', '.join(limits)})" if limits else ""


def _plain(value: object) -> Any:
    """An enum's value; anything else as it is."""
    return getattr(value, "value", value)


def examples(folder: Path, kind: str) -> list[Example]:
    """The examples of a ``kind`` (bad, good): ``bad.py``, ``bad_2.py``, …, a folder ``bad/``."""
    files = [path for path in folder.glob(f"{kind}*.py") if _number(path, kind) is not None]
    files.sort(key=lambda path: _number(path, kind) or 0)
    files += sorted((folder / kind).glob("*.py"))
    return [_example(path, folder) for path in files]


def _number(path: Path, kind: str) -> int | None:
    match = re.fullmatch(rf"{kind}(?:_(\d+))?", path.stem)
    return int(match[1] or 1) if match else None


def _example(path: Path, folder: Path) -> Example:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    return Example(
        path.relative_to(folder).as_posix(),
        ast.get_docstring(tree) or "",
        _shown_code(source, tree),
    )


def _shown_code(source: str, tree: ast.Module) -> str:
    """The code without what is there for the tests: docstring, constants, ``model()`` and on."""
    lines: list[str | None] = [*source.split("\n")]
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "model":
            del lines[statement.lineno - 1 :]
            break
        if _is_for_tests(statement):
            last = statement.end_lineno or statement.lineno
            lines[statement.lineno - 1 : last] = [None] * (last - statement.lineno + 1)
    kept = "\n".join(line for line in lines if line is not None)
    return re.sub(r"\n{3,}", "\n\n\n", kept).strip("\n")


def _is_for_tests(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(it, ast.Name) and it.id in _FOR_TESTS for it in targets)


def render_json(rules: Sequence[Rule], own: Sequence[OwnRule] = ()) -> str:
    """The rules as one JSON object, for pages, editors and other programs."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "gnnlint", "version": __version__},
        "rules": [*(_rule(rule) for rule in rules), *(_own_rule(rule) for rule in own)],
    }
    return json_format.dumps(document, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "message": rule.message,
        "remedy": rule.remedy,
        "stability": rule.standing.stability,
        "effects": [
            {key: _plain(getattr(row, key)) for key in _EFFECTS}
            | {"torch": row.torch, "pyg": row.pyg}
            for row in rule.rows
        ],
        "breaks": [
            {"id": it.id, "kind": it.kind, "explanation": it.explanation, "url": it.url}
            for it in breaks(rule)
        ],
        **{kind: [_example_json(each) for each in examples(rule.folder, kind)] for kind in _KINDS},
    }


def _own_rule(rule: OwnRule) -> dict[str, Any]:
    """The same keys as any other rule has."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "message": rule.text,
        "remedy": rule.remedy,
        "stability": "stable",
        "effects": [],
        "breaks": [],
        **{kind: [] for kind in _KINDS},
    }


_KINDS = ("bad", "good")


def _example_json(example: Example) -> dict[str, str]:
    return {"name": example.name, "text": example.text, "code": example.code}
