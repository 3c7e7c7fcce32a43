"""What was meant: of the names that exist, the one nearest to a name that does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CODE = re.compile(r"(?P<letters>[a-z]+)[-_]?(?P<number>[0-9][0-9a-z]*)")
_ALIKE = 0.65
"""From which likeness on a word is taken for another: `run` is no misspelt `rule` (0.57)."""
_ALIKE_BEHIND = 0.8
"""… and which in words that begin otherwise: `severe` is no misspelt `never` (0.73)."""
_CODES_ALIKE = 0.6
"""… and a code, of which the number alone is compared: `30x` is 301 (0.67), 999 is not 901."""
_SHORTEST_BEGINNING = 3


def did_you_mean(name: str, known: Iterable[str], form: str = "`{}`") -> str:
    """The end of a sentence about ``name``, which is none of ``known``: what is meant by it.

    ``form`` is how that is written. Where nothing is near, the sentence only ends.
    """
    found = nearest(name, known)
    return f". Did you mean {form.format(found)}?" if found is not None else "."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """What of ``known`` is most like ``name``, of several the first; None where nothing is."""
    rated = [(likeness(name, word), word) for word in known]
    (rating, word) = max(rated, key=lambda it: it[0], default=((0.0, 0), ""))
    return word if rating[0] > 0 else None


def likeness(name: str, word: str) -> tuple[float, int]:
    """How far two names are alike, then how many letters stand in one place; 0 for strangers."""
    one, other = name.lower().lstrip("-"), word.lower().lstrip("-")
    same_place = sum(left == right for left, right in zip(one, other, strict=False))
    codes = _CODE.fullmatch(one), _CODE.fullmatch(other)
    if codes[0] is not None and codes[1] is not None:
        ratio = _ratio(codes[0]["number"], codes[1]["number"])
        is_near = codes[0]["letters"] == codes[1]["letters"] and ratio >= _CODES_ALIKE
    else:
        ratio = _ratio(one, other)
        least = _ALIKE if one[:1] == other[:1] else _ALIKE_BEHIND
        is_near = ratio >= least or _begins(one, other)
    return (ratio, same_place) if is_near else (0.0, 0)


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(a=one, b=other).ratio()


def _begins(one: str, other: str) -> bool:
    """Whether it is the first words of the other: `torch` for `torch-version`."""
    return len(one) >= _SHORTEST_BEGINNING and other.startswith((f"{one}-", f"{one}_"))
