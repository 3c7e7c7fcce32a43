"""Suppression comments: what they silence, and which of them silence nothing.

``# noqa`` and ``# gnnlint: ignore`` silence everything on their line; ``# noqa: GNN201, GNN3`` and
``# gnnlint: ignore[GNN201, pool-without-size]`` what they name, by code, prefix of a code, or name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gnnlint.finding import Certainty, Finding, Place, Severity, Target
from gnnlint.source import Source

UNUSED_CODE = "GNN002"
UNUSED_NAME = "unused-suppression"

_NOQA = re.compile(
    r"#\s*noqa(?::\s?(?P<codes>[a-z]+[0-9]+(?:[,\s]+[a-z]+[0-9]+)*))?(?![a-z0-9_-])", re.IGNORECASE
)
_IGNORE = re.compile(r"#\s*gnnlint:\s*ignore(?:\[(?P<codes>[^\]]*)\])?(?![\w-])", re.IGNORECASE)
_MARKER = re.compile(rb"#[^\n]*(?:noqa|gnnlint)", re.IGNORECASE)
_OUR_MARKER = re.compile(rb"#[^\n]*(?:gnnlint|noqa[^\n]*GNN)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,\s]+")
_CODE = re.compile(r"[A-Z]+[0-9]+")
_OWN_CODE = re.compile(r"GNN[0-9]*")

_TARGETS_BY_HUNDRED = {
    "1": Target.SCRIPT,
    "2": Target.COMPILE,
    "3": Target.COMPILE,
    "4": Target.COMPILE,
    "6": Target.EXPORT,
}


@dataclass(frozen=True)
class Suppression:
    """One comment. ``codes`` holds codes, prefixes and names; empty means everything."""

    place: Place
    codes: tuple[str, ...]
    is_ours: bool  # written for gnnlint, not for any linter that reads `noqa`
    statement: tuple[int, int] | None  # its first and last line, where the comment ends one of them

    def covers(self, line: int) -> bool:
        """Whether the comment speaks of ``line``."""
        if line == self.place.line:
            return True
        return self.statement is not None and self.statement[0] <= line <= self.statement[1]

    @property
    def is_about_us(self) -> bool:
        """Whether it can silence a rule of gnnlint at all."""
        return (
            self.is_ours or not self.codes or any(_OWN_CODE.fullmatch(each) for each in self.codes)
        )

    def silences(self, code: str, name: str) -> tuple[str, ...]:
        """Those of ``codes`` that name the rule; ``("",)`` for a comment that names none."""
        if not self.codes:
            return ("",)
        return tuple(each for each in self.codes if code.startswith(each) or each == name)


@dataclass(frozen=True)
class Suppressions:
    """The suppression comments of one file, in the order of their lines."""

    comments: tuple[Suppression, ...] = ()


def suppressions(source: Source) -> Suppressions:
    """The suppression comments of ``source``; a file without any costs one scan of its bytes."""
    if _MARKER.search(source.data) is None:
        return Suppressions()
    return Suppressions(tuple(_comments(source)))


def names_our_rules(source: Source) -> bool:
    """Whether a comment may name a rule of ours: without one, a file that has no finding needs no
    look at its comments, since only such comments can be called unused."""
    return _OUR_MARKER.search(source.data) is not None


def _comments(source: Source) -> Iterator[Suppression]:
    """The suppressions of one statement after the other, as far as the file can be tokenised."""
    import io
    import tokenize

    waiting: list[tuple[Place, tuple[str, ...], bool]] = []
    first = 0  # line the statement at hand starts on, 0 between statements
    filler = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    try:
        for token in tokens:
            if token.type == tokenize.COMMENT:
                waiting.extend(_parse(source, token.string, *token.start))
            elif token.type not in filler and not first:
                first = token.start[0]
            if token.type == tokenize.NEWLINE:
                yield from _placed(waiting, first, token.start[0])
                waiting, first = [], 0
    except (tokenize.TokenError, SyntaxError):
        pass  # the file does not parse, which is a finding of its own
    yield from _placed(waiting, 0, 0)


def _parse(
    source: Source, comment: str, line: int, column: int
) -> Iterator[tuple[Place, tuple[str, ...], bool]]:
    """The suppressions in the text of one comment, which may hold one of each kind."""
    for pattern, is_ours in ((_NOQA, False), (_IGNORE, True)):
        match = pattern.search(comment)
        if match is None:
            continue
        codes = tuple(each for each in _SEPARATOR.split(match["codes"] or "") if each)
        start, end = column + match.start() + 1, column + match.end() + 1
        place = Place(source.path.as_posix(), line, start, line, end)
        yield place, tuple(_normal(code) for code in codes), is_ours


def _normal(code: str) -> str:
    """Codes in capitals, names as they are."""
    return code.upper() if _CODE.fullmatch(code.upper()) or code.upper() == "GNN" else code


def _placed(
    waiting: Sequence[tuple[Place, tuple[str, ...], bool]], first: int, last: int
) -> Iterator[Suppression]:
    for place, codes, is_ours in waiting:
        statement = (first, last) if place.line in (first, last) else None
        yield Suppression(place, codes, is_ours, statement)


def apply(
    findings: Sequence[Finding],
    suppressions_by_path: Mapping[str, Suppressions],
    *,
    targets: Sequence[Target] = (Target.COMPILE, Target.SCRIPT, Target.EXPORT),
    active: Callable[[str], bool] = lambda code: True,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Split off what comments silence: (kept findings, unused suppressions as GNN002 findings).

    A comment counts on the line of the break or of its remedy. It is unused only where it names a
    rule of ours whose target is among ``targets`` and for which ``active`` holds: a code that was
    not looked for cannot be called unused. Paths are those of ``Place``.
    """
    used: set[tuple[Suppression, str]] = set()
    kept = tuple(
        finding for finding in findings if not _is_silenced(finding, suppressions_by_path, used)
    )
    unused = tuple(
        finding
        for each in suppressions_by_path.values()
        for suppression in each.comments
        for finding in _unused(suppression, used, targets, active)
        if not _is_silenced(finding, suppressions_by_path, used)
    )
    return kept, unused


def _is_silenced(
    finding: Finding,
    suppressions_by_path: Mapping[str, Suppressions],
    used: set[tuple[Suppression, str]],
) -> bool:
    """Whether a comment silences ``finding``; each code that does so is noted in ``used``."""
    silenced = False
    for place in _places(finding):
        for suppression in suppressions_by_path.get(place.path, Suppressions()).comments:
            if suppression.covers(place.line) or suppression.place.line == place.end_line:
                for code in suppression.silences(finding.code, finding.name):
                    used.add((suppression, code))
                    silenced = True
    return silenced


def _places(finding: Finding) -> Iterator[Place]:
    yield finding.place
    for related in finding.related:
        if related.role == "remedy":
            yield related.place


def _unused(
    suppression: Suppression,
    used: set[tuple[Suppression, str]],
    targets: Sequence[Target],
    active: Callable[[str], bool],
) -> Iterator[Finding]:
    """At most one finding: the codes of the comment that silence nothing."""
    codes = [
        code
        for code in suppression.codes
        if (suppression.is_ours or _OWN_CODE.fullmatch(code))
        and (suppression, code) not in used
        and not UNUSED_CODE.startswith(code)
        and was_looked_for(code, targets)
        and active(code)
    ]
    if codes:
        named = ", ".join(f"`{code}`" for code in codes)
        yield Finding(
            code=UNUSED_CODE,
            name=UNUSED_NAME,
            severity=Severity.INFO,
            certainty=Certainty.CERTAIN,
            target=Target.ANY,
            place=suppression.place,
            message=f"{named} suppresses nothing here",
            remedy="remove it from the comment",
        )


def was_looked_for(code: str, targets: Sequence[Target]) -> bool:
    """Whether every rule that ``code`` may name speaks of one of ``targets``.

    A name or a code of somebody else's rule says nothing of its target; all must be on then.
    """
    if match := re.match(r"GNN([0-9])", code):
        target = _TARGETS_BY_HUNDRED.get(match[1])
        return target is None or target in targets
    return Target.COMPILE in targets and Target.SCRIPT in targets
