"""What stands in for objects that a program reads, downloads or parses before it makes its model.

A stand-in has only the attributes that are known: of a command line its defaults, of a file of
settings what it says, else what a name tells (``dataset.num_features``). It never answers whether
it is true: a branch that it decided would show compilers another model than the program's.
"""

from __future__ import annotations

import argparse
import keyword
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn


class MissingPart(Exception):
    """Something that a model needs and nothing tells of; the text names it."""


class StandIn:
    """An object that tells of each attribute it is asked for.

    ``known`` is what is known for certain, with ``origin`` as the source; ``guess`` returns a value
    and the words for it, or None. ``note`` takes each assumption.
    """

    def __init__(
        self,
        name: str,
        known: Mapping[str, Any],
        origin: str,
        guess: Callable[[str, str], tuple[Any, str] | None],
        note: Callable[[str], None],
    ) -> None:
        own = {"name": name, "known": dict(known), "origin": origin, "guess": guess, "note": note,
               "guessed": {}, "texts": {}, "parts": {}, "asked": set()}  # fmt: skip
        object.__setattr__(self, "_stand_in", own)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") or attribute == "_stand_in":
            raise AttributeError(attribute)
        self._stand_in["asked"].add(_ATTRIBUTE)
        return self._found(attribute)

    def __setattr__(self, attribute: str, value: Any) -> None:
        self._stand_in["known"][attribute] = value

    def __getitem__(self, key: Any) -> Any:
        own = self._stand_in
        own["asked"].add(_KEY)
        if isinstance(key, str):
            return self._found(key)
        if isinstance(key, int):  # dataset[0], a graph of it
            return self._part(key, f"{own['name']}[{key}]", {}, "")
        raise MissingPart(f"{own['name']}[{key!r}]")

    def __setitem__(self, key: Any, value: Any) -> None:
        self._stand_in["known"][key] = value

    def __contains__(self, key: Any) -> bool:
        self._stand_in["asked"].add(_KEY)
        return key in self._stand_in["known"]

    def __iter__(self) -> Iterator[Any]:
        known = self._stand_in["known"]
        self._stand_in["asked"].add(_KEY)
        if not known:
            raise MissingPart(f"what {self._stand_in['name']} goes over")
        return iter(known)

    def __len__(self) -> int:
        raise MissingPart(f"len({self._stand_in['name']})")

    def __bool__(self) -> NoReturn:
        raise MissingPart(f"whether {self._stand_in['name']} is set")

    def keys(self) -> list[str]:
        """What is known, so that it can be passed on with ``**``."""
        self._stand_in["asked"].add(_KEY)
        return list(self._stand_in["known"])

    def items(self) -> list[tuple[str, Any]]:
        """What is known, with its values."""
        self._stand_in["asked"].add(_KEY)
        return list(self._stand_in["known"].items())

    def get(self, key: str, default: Any = None) -> Any:
        """As a dictionary of settings has it."""
        self._stand_in["asked"].add(_KEY)
        return self._found(key) if key in self._stand_in["known"] else default

    def _found(self, attribute: str) -> Any:
        own = self._stand_in
        full = f"{own['name']}.{attribute}"
        if attribute in own["known"]:
            value = own["known"][attribute]
            if isinstance(value, dict):
                return self._part(attribute, full, value, own["origin"])
            if attribute in own["guessed"]:
                own["note"](own["guessed"][attribute])
            elif own["origin"]:
                own["note"](f"{full}={value!r} ({own['origin']})")
            return value
        guessed = own["guess"](own["name"], attribute)
        if guessed is None:
            raise MissingPart(full)
        value, words = guessed
        if isinstance(value, StandIn):
            own["parts"][attribute] = value
        else:
            own["texts"][attribute] = words
            own["guessed"][attribute] = f"{full}={words} (by its name)"
            own["note"](own["guessed"][attribute])
        own["known"][attribute] = value
        return value

    def _part(self, key: str | int, name: str, known: Mapping[str, Any], origin: str) -> StandIn:
        """What stands in for an object inside this one, always the same."""
        own = self._stand_in
        if key not in own["parts"]:
            own["parts"][key] = StandIn(name, known, origin, own["guess"], own["note"])
        part: StandIn = own["parts"][key]
        return part


_ATTRIBUTE, _KEY = "attribute", "key"  # how a stand-in was asked for what it knows


def written(stand_in: StandIn) -> str:
    """An expression over the tables' names for what a stand-in knows, asked for in the same way.

    It is a dictionary where keys were asked for, a namespace where attributes were; where both
    were, or a name is none that Python takes for an attribute, an object that has both.
    """
    own = stand_in._stand_in
    texts = {key: text for key in (own["known"] | own["parts"]) if (text := _part_text(own, key))}
    entries = "{" + ", ".join(f"{key!r}: {text}" for key, text in texts.items()) + "}"
    if own["asked"] == {_KEY}:
        return entries
    if _KEY not in own["asked"] and all(_is_attribute(key) for key in texts):
        return f"SimpleNamespace({', '.join(f'{key}={text}' for key, text in texts.items())})"
    return f"KeysAndAttributes({entries})"


def _part_text(own: Mapping[str, Any], key: str | int) -> str | None:
    """The expression of one entry; None where nothing can be written for it."""
    if key in own["parts"]:
        return written(own["parts"][key])
    if key in own["texts"]:
        text: str = own["texts"][key]
        return text
    value = own["known"][key]
    return repr(value) if is_plain(value) else None


def _is_attribute(key: object) -> bool:
    return isinstance(key, str) and key.isidentifier() and not keyword.iskeyword(key)


def is_plain(value: Any) -> bool:
    """Whether what ``repr`` writes is the value again."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(it) for key, it in value.items())
    if isinstance(value, list | tuple):
        return all(is_plain(it) for it in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or type(value) in (bool, int, str)


def defaults_of(parser: argparse.ArgumentParser) -> dict[str, Any]:
    """What the options of a command line are when none is given; required ones are left out."""
    untold = set()
    for action in parser._actions:
        if action.required and action.default is None:
            untold.add(action.dest)
        action.required = False
        if not action.option_strings and action.nargs is None:
            action.nargs = "?"
    for group in parser._mutually_exclusive_groups:
        group.required = False
    told = vars(parser.parse_args([]))
    return {name: value for name, value in told.items() if name not in untold}


class _Unavailable(type):
    """The type of what a module would hold that cannot be imported."""

    why: str

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return unavailable(cls.why)

    def __getitem__(cls, item: Any) -> Any:
        return cls  # as an annotation has it: Sequence[int]

    def __bool__(cls) -> bool:
        return True  # as any class is

    def __len__(cls) -> NoReturn:
        raise MissingPart(cls.why)

    def __iter__(cls) -> NoReturn:
        raise MissingPart(cls.why)

    def __call__(cls, *arguments: Any, **options: Any) -> NoReturn:
        raise MissingPart(cls.why)


def unavailable(why: str) -> Any:
    """Stands in for what could not be imported: to be named and inherited from, not to be used."""
    return _Unavailable("Unavailable", (), {"why": why})
