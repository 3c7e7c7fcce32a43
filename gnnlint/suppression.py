"""Suppression comments: what they silence, and which of them silence nothing.

``# noqa`` and ``# gnnlint: ignore`` silence everything on their line; ``# noqa: GNN201, GNN3`` and
``# gnnlint: ignore[GNN201, pool-without-size]`` what they name, by code, prefix of a code, or name.
``# gnnlint: disable[…]`` on a line of its own does so up to ``# gnnlint: enable[…]`` or to the end
of its block, ``# gnnlint: file-ignore[…]`` in the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from gnnlint.finding import Finding, Place, Severity, Target
from gnnlint.remark import UNPARSABLE, UNUSED_SUPPRESSION, remark
from gnnlint.source import Source

if TYPE_CHECKING:
    from tokenize import TokenInfo

NOQA = re.compile(
    r"#\s*(?P<word>noqa)(?::\s*(?P<codes>[a-z]+[0-9]+(?:[,\s]+[a-z]+[0-9]+)*))?(?![a-z0-9_-])",
    re.IGNORECASE,
)
WORDS = ("ignore", "disable", "enable", "file-ignore")
OURS = re.compile(
    rf"#\s*gnnlint:\s*(?P<word>{'|'.join(WORDS)})(?:\[(?P<codes>[^\]]*)\])?(?![\w-])",
    re.IGNORECASE,
)
_MARKER = re.compile(rb"#[^\n]*(?:noqa|gnnlint)", re.IGNORECASE)
_OUR_MARKER = re.compile(rb"#[^\n]*(?:gnnlint|noqa[^\n]*GNN)", re.IGNORECASE)
SEPARATOR = re.compile(r"[,\s]+")
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
    lines: tuple[int, int]  # the first and last it speaks of: its statement, its block, the file

    def covers(self, line: int) -> bool:
        """Whether the comment speaks of ``line``."""
        return line == self.place.line or self.lines[0] <= line <= self.lines[1]

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
    texts: tuple[tuple[Place, str], ...] = ()  # of all that may be meant as one, as it is written


_KNOWN: WeakKeyDictionary[Source, Suppressions] = WeakKeyDictionary()


def suppressions(source: Source) -> Suppressions:
    """The suppression comments of ``source``; a file without any costs one scan of its bytes.

    They are found once, since an editor asks for those of the same text again and again.
    """
    if _MARKER.search(source.data) is None:
        return Suppressions()
    if source not in _KNOWN:
        marked = list(statements(source))
        texts = (_written(source, token) for _, tokens in marked for token in tokens)
        meant = tuple(it for it in texts if _OUR_MARKER.search(it[1].encode(errors="replace")))
        _KNOWN[source] = Suppressions(tuple(_comments(source, marked)), meant)
    return _KNOWN[source]


def _written(source: Source, token: TokenInfo) -> tuple[Place, str]:
    """A comment, and where it stands."""
    (line, column), (_, end) = token.start, token.end
    return Place(source.path.as_posix(), line, column + 1, line, end + 1), token.string


def names_our_rules(source: Source) -> bool:
    """Whether a comment may name a rule of ours: without one, a file that has no finding needs no
    look at its comments, since only such comments can be called unused."""
    return _OUR_MARKER.search(source.data) is not None


@dataclass(frozen=True)
class _Comment:
    """A suppression as it is written; ``word`` is noqa, ignore, disable, enable or file-ignore."""

    place: Place
    word: str
    codes: tuple[str, ...]
    is_alone: bool  # on a line of its own

    def over(self, lines: tuple[int, int], codes: tuple[str, ...] | None = None) -> Suppression:
        """The suppression that it makes of ``lines``."""
        chosen = self.codes if codes is None else codes
        return Suppression(self.place, chosen, self.word != "noqa", lines)


def statements(source: Source) -> Iterator[tuple[tuple[int, int], list[TokenInfo]]]:
    """The first and last line of each simple statement or head of a compound one, with comments.

    A comment on a line of its own belongs to the statement after it. The last item stands for the
    end of the file, or for the line where it cannot be tokenised any more, which is a finding of
    its own.
    """
    import io
    import tokenize

    comments: list[TokenInfo] = []
    first = last = 0
    filler = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT:
                comments.append(token)
            elif token.type not in filler and not first:
                first = token.start[0]
            last = token.start[0]
            if token.type == tokenize.NEWLINE:
                yield (first, last), comments
                comments, first = [], 0
    except (tokenize.TokenError, SyntaxError):
        pass
    yield (0, 0), comments


def _comments(
    source: Source, marked: Iterable[tuple[tuple[int, int], list[TokenInfo]]]
) -> Iterator[Suppression]:
    """The suppressions of one statement after the other, as far as the file can be tokenised."""
    open_blocks: list[_Block] = []
    end = source.line_count
    for (first, last), tokens in marked:
        found = [it for token in tokens for it in _parse(source, token)]
        for comment in found:
            if comment.word == "file-ignore":
                yield comment.over((1, end))
            elif comment.is_alone and comment.word == "disable":
                open_blocks.append(_Block(comment))
            elif comment.is_alone and comment.word == "enable":
                yield from _ended_by(comment, open_blocks)
            elif comment.word != "enable":
                is_at_an_end = comment.place.line in (first, last)
                yield comment.over((first, last) if is_at_an_end else (0, 0))
        indent = _indent(source.line(first)) if first else -1
        for block in [it for it in open_blocks if it.indent > indent]:
            yield from block.ended(first - 1 if first else end)
            open_blocks.remove(block)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class _Block:
    """A ``disable`` that has not met the end of its block, nor an ``enable`` of all its codes."""

    def __init__(self, comment: _Comment) -> None:
        self.comment = comment
        self.codes = comment.codes
        self.indent = comment.place.column - 1

    def ended(self, line: int, codes: tuple[str, ...] | None = None) -> Iterator[Suppression]:
        """What it silences up to ``line``; of ``codes`` alone where they are given."""
        chosen = self.codes if codes is None else codes
        yield self.comment.over((self.comment.place.line, line), chosen)
        self.codes = tuple(each for each in self.codes if each not in chosen)


def _ended_by(enable: _Comment, blocks: list[_Block]) -> Iterator[Suppression]:
    """What an ``enable`` closes; codes of it that nothing disables make it one without use."""
    left = set(enable.codes)
    for block in reversed(blocks[:]):
        codes = tuple(it for it in block.codes if it in enable.codes) if enable.codes else None
        if codes == () or (enable.codes and not block.codes):
            continue
        yield from block.ended(enable.place.line, codes)
        left -= set(codes or ())
        if not block.codes:
            blocks.remove(block)
    if left:
        yield enable.over((0, 0), tuple(it for it in enable.codes if it in left))


def _parse(source: Source, token: TokenInfo) -> Iterator[_Comment]:
    """The suppressions in the text of one comment, which may hold several of each kind."""
    line, column = token.start
    is_alone = not source.line(line)[:column].strip()
    for match in (*NOQA.finditer(token.string), *OURS.finditer(token.string)):
        codes = tuple(each for each in SEPARATOR.split(match["codes"] or "") if each)
        start, end = column + match.start() + 1, column + match.end() + 1
        place = Place(source.path.as_posix(), line, start, line, end)
        word = match["word"].lower()
        yield _Comment(place, word, tuple(spelled(code) for code in codes), is_alone)


def spelled(code: str) -> str:
    """A code or name as it is compared: codes in capitals, names as they are."""
    return code.upper() if _CODE.fullmatch(code.upper()) or code.upper() == "GNN" else code


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
    not looked for cannot be called unused, nor can one in a file that does not parse. Paths are
    those of ``Place``.
    """
    used: set[tuple[Suppression, str]] = set()
    kept = tuple(
        finding for finding in findings if not _is_silenced(finding, suppressions_by_path, used)
    )
    broken = {it.place.path for it in findings if it.code == UNPARSABLE}
    unused = tuple(
        finding
        for path, each in suppressions_by_path.items()
        if path not in broken
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
        and not UNUSED_SUPPRESSION.startswith(code)
        and was_looked_for(code, targets)
        and active(code)
    ]
    if codes:
        named = ", ".join(f"`{code}`" for code in codes)
        yield remark(
            UNUSED_SUPPRESSION,
            Severity.INFO,
            suppression.place,
            f"{named} suppresses nothing here",
            "remove it from the comment",
        )


def is_unused(finding: Finding) -> bool:
    """Whether a finding is a comment that has become idle, and not one that is mistyped."""
    return finding.code == UNUSED_SUPPRESSION and finding.severity is Severity.INFO


def was_looked_for(code: str, targets: Sequence[Target]) -> bool:
    """Whether every rule that ``code`` may name speaks of one of ``targets``.

    A name or a code of somebody else's rule says nothing of its target; all must be on then.
    """
    if match := re.match(r"GNN([0-9])", code):
        target = _TARGETS_BY_HUNDRED.get(match[1])
        return target is None or target in targets
    return Target.COMPILE in targets and Target.SCRIPT in targets
