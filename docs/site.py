"""What mkdocs calls while it builds the pages: makes those that are written elsewhere.

The first page is README.md; the rules have a page each, made of their folders. Links into the
repository lead to where its code is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files

from gnnlint import catalogue
from gnnlint.finding import DOCS, rule_url
from gnnlint.report import rule_page
from gnnlint.report.own_rules import OWN_RULES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

REPOSITORY = "https://github.com/gnnlint/gnnlint"

ROOT = Path(__file__).resolve().parent.parent

_LINK = re.compile(r"(?<!\!)\[(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
_RULE_CELL = re.compile(r"^\| (?P<code>GNN\d+) \|", re.MULTILINE)
_HUNDREDS = {
    "0": "The linter itself",
    "1": "TorchScript",
    "2": "Breaks out of operators of PyG",
    "3": "Breaks out of Python and torch",
    "4": "Recompilation and dynamic shapes",
    "5": "Migration and API",
    "6": "Export",
    "9": "What only the compilers saw",
}


def on_config(config: MkDocsConfig) -> None:
    """Put the rules into the navigation, where its place is held."""
    for entry in config.nav or ():
        if entry.get("Rules"):
            entry["Rules"] = ["rules/index.md", *({it: list(of)} for it, of in _sections())]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made, and move the one whose place the list of rules takes."""
    for path, text in _pages():
        files.append(File.generated(config, path, content=text))
    written = files.get_file_from_path("rules.md")
    assert written is not None
    written.dest_uri = "writing-rules/index.html"
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links to code lead to the repository, and codes in the tables to their rules."""
    if page.file.src_uri == "comparison.md":
        page.meta["hide"] = ["toc"]  # its table wants the room
    folder = ROOT if page.file.src_uri == "index.md" else ROOT / "docs"

    def led(match: re.Match[str]) -> str:
        return f"[{match['text']}]({_target(match['target'], folder)}{match['anchor'] or ''})"

    in_prose = _outside_code(markdown, lambda text: _LINK.sub(led, text))
    if page.file.src_uri == "index.md":
        return _RULE_CELL.sub(lambda it: f"| [{it['code']}](rules/{it['code']}.md) |", in_prose)
    return in_prose


def _target(target: str, folder: Path) -> str:
    """Where a link of README.md, or of a page, leads on the site."""
    if "://" in target:
        return target
    file = (folder / target).resolve()
    if file.is_relative_to(ROOT / "docs") and file.suffix in (".md", ".html", ".json"):
        return file.relative_to(ROOT / "docs").as_posix()
    if not file.exists():
        return target  # of a page that is made, or wrong: mkdocs says so
    kind = "tree" if file.is_dir() else "blob"
    return f"{REPOSITORY}/{kind}/main/{file.relative_to(ROOT).as_posix()}"


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """``change`` what stands between fenced blocks."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


# --- pages ------------------------------------------------------------------------------------


def _pages() -> Iterator[tuple[str, str]]:
    """The pages that are made: their place below docs, and what stands on them."""
    yield "index.md", (ROOT / "README.md").read_text(encoding="utf-8")
    yield "rules/index.md", _list_of_rules()
    for rule in catalogue.load().rules:
        yield _place(rule.code), rule_page.markdown(rule, every_example=True)
    for own in OWN_RULES:
        yield _place(own.code), rule_page.own_markdown(own)


def _place(code: str) -> str:
    """The file of a rule's page, which findings name by its URL."""
    return f"{rule_url(code).removeprefix(DOCS).rstrip('/')}.md"


def _rules() -> dict[str, tuple[str, str]]:
    """Name and summary of each rule by its code."""
    found = {it.code: (it.name, it.summary) for it in (*catalogue.load().rules, *OWN_RULES)}
    return dict(sorted(found.items()))


def _sections() -> Iterator[tuple[str, Iterator[dict[str, str]]]]:
    """The rules by their hundreds, as the navigation has them."""
    rules = _rules()
    for hundred, title in _HUNDREDS.items():
        own = [code for code in rules if code[3] == hundred]
        if own:
            yield title, ({f"{code} {rules[code][0]}": _place(code)} for code in own)


def _list_of_rules() -> str:
    """The page that lists them."""
    lines = [
        "# Rules",
        "",
        "Each page says why, what the compilers do and say, and what to write instead, with the "
        "examples on which the test suite runs the real compilers. `gnnlint rule GNN201` prints "
        "the same.",
    ]
    for title, own in _sections():
        lines += ["", f"## {title}", "", "| code | name | what it says |", "|---|---|---|"]
        for entry in own:
            (label,) = entry
            code, name = label.split()
            lines.append(f"| [{code}]({code}.md) | `{name}` | {_rules()[code][1]} |")
    return "\n".join(lines) + "\n"
