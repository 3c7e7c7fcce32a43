"""Suppression comments that were meant to say more than they do: a word, a code or a form is wrong.

Whoever wrote ``# gnnlint: ignroe[GNN201]`` believes that the line is silenced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gnnlint.config import nearest
from gnnlint.finding import Certainty, Finding, Place, Severity, Target, rule_url
from gnnlint.suppression import UNUSED_CODE, UNUSED_NAME, WORDS, Suppressions

_CODES = r"(?P<codes>[A-Za-z]+[0-9]+(?:[,\s]+[A-Za-z]+[0-9]+)*)"
_WORD = re.compile(r"#\s*gnnlint:\s*(?P<word>[\w-]+)(?P<codes>\[[^\]]*\])?", re.IGNORECASE)
_NO_BRACKETS = re.compile(
    rf"#\s*gnnlint:\s*(?P<word>[\w-]+)\s*[\s:=(]\s*{_CODES}\)?", re.IGNORECASE
)
_NO_COLON = re.compile(rf"#\s*(?P<word>noqa)\s+{_CODES.replace('[A-Za-z]+', 'GNN')}", re.IGNORECASE)


def misspelt(marked: Suppressions, names: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each mistake in the comments of a file.

    Args:
        marked: the comments.
        names: code → name of every rule.
    """
    for place, text in marked.texts:
        yield from _forms(place, text, names)
    for comment in marked.comments:
        for code in comment.codes:
            if not is_known(code, names) and (comment.is_ours or code.startswith("GNN")):
                hint = nearest(code, (*names, *names.values()), " Did you mean `{}`?")
                message = f"no rule is called `{code}`{hint}"
                yield _finding(comment.place, message, "name a rule: `gnnlint rule` lists them")


def is_known(code: str, names: Mapping[str, str]) -> bool:
    """Whether it is a rule's code or name, or the beginning of a code."""
    return code in names.values() or any(it.startswith(code) for it in names)


def _forms(place: Place, text: str, names: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the form of one comment."""
    if (match := _WORD.search(text)) is not None and match["word"].lower() not in WORDS:
        hint = nearest(match["word"], WORDS, " Did you mean `{}`?")
        if match["codes"] is not None or hint != ".":
            message = f"`{match['word']}` is no word of a suppression{hint}"
            yield _finding(_within(place, match), message, f"write one of {', '.join(WORDS)}")
        return
    for pattern, right in ((_NO_BRACKETS, "{word}[{codes}]"), (_NO_COLON, "{word}: {codes}")):
        match = pattern.search(text)
        if match is not None and is_known(match["codes"].split()[0].strip(",").upper(), names):
            message = f"`{match['codes']}` is not read here: the comment suppresses everything"
            yield _finding(
                _within(place, match), message, f"write `{right.format(**match.groupdict())}`"
            )


def _within(place: Place, match: re.Match[str]) -> Place:
    """The part of the comment that was matched."""
    start = place.column + match.start()
    return replace(place, column=start, end_column=place.column + match.end())


def _finding(place: Place, message: str, remedy: str) -> Finding:
    return Finding(
        code=UNUSED_CODE,
        name=UNUSED_NAME,
        severity=Severity.WARNING,
        certainty=Certainty.CERTAIN,
        target=Target.ANY,
        place=place,
        message=message,
        remedy=remedy,
        url=rule_url(UNUSED_CODE),
    )
