"""Suppression comments that were meant to say something else: a word, a code or a form is wrong.

Whoever wrote ``# gnnlint: ignroe[GNN201]`` believes that the line is silenced. Prose that begins
with the name of gnnlint (``# gnnlint: ignored by design``) is no such comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gnnlint.finding import Finding, Severity
from gnnlint.remark import UNUSED_SUPPRESSION, remark
from gnnlint.suggestion import did_you_mean, nearest
from gnnlint.suppression import NOQA, SEPARATOR, WORDS, Suppressions, spelled

_OURS = re.compile(
    r"#\s*gnnlint(?P<sign>:|\s*[:=-]?)\s*"
    r"(?P<word>[\w-]+)(?P<brackets>\[(?P<codes>[^\]#]*)\])?(?P<rest>[^#]*)",
    re.IGNORECASE,
)
_NOQA = re.compile(r"#\s*(?P<word>noqa)(?![\w])(?P<sign>:|\s*[:=-]?)(?P<rest>[^#]*)", re.IGNORECASE)
_ITEM = re.compile(r"[\s,:=(\[]*(?P<item>[\w-]+)[)\]]?")
_CODE = re.compile(r"[A-Z_-]+[0-9][\w-]*", re.IGNORECASE)
_PROSE = re.compile(r"(?:ignor|disabl|enabl)(?:es|ed|ing)", re.IGNORECASE)
_OF_OTHERS = frozenset({"nolint", "noqa", "off", "skip", "skip-file"})
"""Words that other linters have for it."""


@dataclass(frozen=True)
class _Slip:
    """A mistake in a comment, from one offset in its text to another."""

    start: int
    end: int
    message: str
    remedy: str


def misspelt(marked: Suppressions, names: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each mistake in the comments of a file.

    Args:
        marked: the comments.
        names: code → name of every rule.
    """
    for place, text in marked.texts:
        for slip in (*_in_ours(text, names), *_in_noqa(text, names)):
            start, end = place.column + slip.start, place.column + slip.end
            span = replace(place, column=start, end_column=end)
            yield remark(UNUSED_SUPPRESSION, Severity.WARNING, span, slip.message, slip.remedy)


def is_known(code: str, names: Mapping[str, str]) -> bool:
    """Whether it is a rule's code or name, or the beginning of a code."""
    return code in names.values() or any(it.startswith(code) for it in names)


def _in_ours(text: str, names: Mapping[str, str]) -> Iterator[_Slip]:
    """What is wrong with each ``# gnnlint: …`` in a comment."""
    for match in _OURS.finditer(text):
        word, end = match["word"], match.end("brackets" if match["brackets"] else "word")
        behind = _rules_at_the_start(match["rest"], names) if match["codes"] is None else []
        is_all = match["brackets"] is not None or bool(behind) or not match["rest"].strip()
        if match["sign"] != ":":
            if word.lower() in WORDS and is_all:
                message = "without a colon this is no suppression"
                right = f"gnnlint: {word}{match['brackets'] or ''}"
                yield _Slip(match.start(), end, message, f"write `{right}`")
        elif word.lower() not in WORDS:
            if _is_meant(word, is_all) or match["brackets"] is not None:
                message = f"`{word}` is no word of a suppression{did_you_mean(word, WORDS)}"
                yield _Slip(match.start(), end, message, f"write one of {', '.join(WORDS)}")
        elif match["codes"] is not None:
            codes = [it for it in SEPARATOR.split(match["codes"]) if it]
            yield from _strangers(codes, match.start(), end, names)
            if not codes:
                message = f"`{word}[]` names no rule: {_instead(word)}"
                yield _Slip(match.start(), end, message, "name a rule, or leave the brackets out")
        elif behind:
            yield _unread(match, behind, f"{word}[{{}}]")


def _in_noqa(text: str, names: Mapping[str, str]) -> Iterator[_Slip]:
    """What is wrong with each ``# noqa`` in a comment; codes of others are none of our business."""
    for match in _NOQA.finditer(text):
        if match["sign"] == ":":
            items = _leading(match["rest"], lambda it: _CODE.fullmatch(it) is not None)
            codes = [it["item"] for it in items if _is_ours(it["item"], names)]
            end = match.start("rest") + (items[-1].end("item") if items else 0)
            read = NOQA.match(text, match.start())
            is_all = read is not None and read["codes"] is None
            yield from _strangers(codes, match.start(), end, names, is_all=is_all)
        else:
            behind = _rules_at_the_start(match["rest"], names)
            if behind and all(_is_ours(it["item"], names) for it in behind):
                yield _unread(match, behind, f"{match['word']}: {{}}")


def _is_meant(word: str, is_all: bool) -> bool:
    """Whether somebody who wrote ``word`` wanted one of ours; ``is_all`` where no text follows."""
    if is_all and word.lower() in _OF_OTHERS:
        return True
    return nearest(word, WORDS) is not None and (is_all or _PROSE.fullmatch(word) is None)


def _is_ours(code: str, names: Mapping[str, str]) -> bool:
    """Whether a code is one of gnnlint's, or would be without a slip: `GNN20l`, not `GNN2vec`."""
    if not code.upper().startswith("GNN"):
        return False
    return code[len("GNN") :].isdigit() or nearest(code, names) is not None


def _strangers(
    codes: Sequence[str], start: int, end: int, names: Mapping[str, str], *, is_all: bool = False
) -> Iterator[_Slip]:
    """A mistake for each code that no rule has; ``is_all`` where the comment is read without."""
    for code in map(spelled, codes):
        if not is_known(code, names):
            hint = did_you_mean(code, (*names, *names.values()))
            besides = f", and {_instead('noqa')}" if is_all else ""
            message = f"no rule is called `{code}`{besides}{hint}"
            yield _Slip(start, end, message, "name a rule: `gnnlint rule` lists them")


def _unread(match: re.Match[str], behind: Sequence[re.Match[str]], form: str) -> _Slip:
    """Rules stand behind the word in a form that is not read."""
    text = ", ".join(it["item"] for it in behind)
    message = f"`{text}` is not read here: {_instead(match['word'])}"
    end = match.start("rest") + behind[-1].end()
    return _Slip(match.start(), end, message, f"write `{form.format(text)}`")


def _instead(word: str) -> str:
    """What a comment without codes does."""
    if word.lower() == "enable":
        return "the comment ends every `disable`"
    return "the comment suppresses everything"


def _rules_at_the_start(text: str, names: Mapping[str, str]) -> list[re.Match[str]]:
    """The codes and names of rules that a text begins with; a single word may be prose."""

    def is_rule(item: str) -> bool:
        return not item.isalpha() and is_known(spelled(item), names)

    return _leading(text, is_rule)


def _leading(text: str, is_item: Callable[[str], bool]) -> list[re.Match[str]]:
    """The items that a text begins with, up to the first of which ``is_item`` does not hold."""
    found: list[re.Match[str]] = []
    end = 0
    while (match := _ITEM.match(text, end)) is not None and is_item(match["item"]):
        found.append(match)
        end = match.end()
    return found
