"""A rule as Markdown: what code scanning shows as its help, and what a page of the docs is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gnnlint.library.breaks import Break
from gnnlint.report.explanation import (
    OF_PROJECTS,
    Example,
    breaks,
    examples,
    is_of_projects,
    told_effects,
)
from gnnlint.report.own_rules import OwnRule

if TYPE_CHECKING:
    from gnnlint.catalogue import Rule


def render(rules: Sequence[Rule], own: Sequence[OwnRule] = ()) -> str:
    """The pages of the rules, one after the other."""
    return "\n".join([*map(markdown, rules), *map(own_markdown, own)])


def markdown(rule: Rule, *, every_example: bool = False) -> str:
    """What the rule says, what the compilers do, and its first bad and good example, or all."""
    parts = [f"# {rule.code}: {rule.name}", f"{rule.summary}."]
    parts.append(_list("What the compilers do", told_effects(rule)))
    if is_of_projects(rule):
        parts.append(f"It is judged {OF_PROJECTS}.")
    parts.append(_list("What the compiler says", list(map(_said, breaks(rule)))))
    for title, kind in (("Why", "bad"), ("What to write instead", "good")):
        found = examples(rule.folder, kind)
        if kind == "good" and rule.remedy:
            parts.append(f"## {title}\n\n{rule.remedy}")
            title = ""
        for example in found if every_example else found[:1]:
            parts.append(_example(title, example))
            title = ""
    return "\n\n".join(part for part in parts if part) + "\n"


def own_markdown(rule: OwnRule) -> str:
    """The same of a rule that has no folder."""
    return (
        f"# {rule.code}: {rule.name}\n\n{rule.summary}.\n\n{rule.text}\n\n"
        f"## What to write instead\n\n{rule.remedy}\n"
    )


def _said(it: Break) -> str:
    explanation = f": {it.said}" if it.said else ""
    return f"[{it.id}]({it.url}) {it.kind}{explanation}"


def _list(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"## {title}\n\n" + "\n".join(f"- {item}" for item in items)


def _example(title: str, example: Example) -> str:
    head = f"## {title}\n\n" if title else ""
    text = f"{example.text}\n\n" if example.text else ""
    return f"{head}{text}```python\n{example.code}\n```"
