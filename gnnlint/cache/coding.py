"""Data as JSON and back: dataclasses as lists of their fields, by the types that those declare."""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
Coder = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool})
"""What JSON has itself."""

_UNIONS = (Union, types.UnionType)


class Spoilt(Exception):
    """The text is nothing that was written here."""


def write(value: object) -> bytes:
    """A dataclass as a line of JSON."""
    kind: Any = type(value)
    code = encoder(kind)
    assert code is not None
    return json.dumps(code(value), separators=(",", ":")).encode()


def read(kind: Callable[..., Value], line: bytes) -> Value:
    """The dataclass that ``write`` made a line of. Raises ``Spoilt``."""
    code = decoder(kind)
    assert code is not None
    try:
        found: Value = code(json.loads(line))
    except (LookupError, RecursionError, TypeError, ValueError) as error:
        raise Spoilt from error
    return found


@cache
def encoder(kind: Any) -> Coder | None:
    """What makes JSON of a value of ``kind``; None where it is JSON already.

    There are tuples, dataclasses, enumerations of texts, choices between them, and None.

    Raises:
        TypeError: nothing is known of such a type.
    """
    if get_origin(kind) in _UNIONS:
        return _coder_of_union(get_args(kind), encoder, _encoder_of_choice)
    if kind in _PLAIN or _is_enumeration(kind):
        return None  # the members of ours are texts
    if get_origin(kind) is tuple:
        return _encoder_of_tuple(get_args(kind))
    if is_dataclass(kind):
        return _encoder_of_record(kind)
    raise TypeError(f"cannot be encoded: {kind}")


@cache
def decoder(kind: Any) -> Coder | None:
    """What makes a value of ``kind`` of JSON; None where it is one already."""
    if get_origin(kind) in _UNIONS:
        return _coder_of_union(get_args(kind), decoder, _decoder_of_choice)
    if kind in _PLAIN:
        return None
    if get_origin(kind) is tuple:
        return _decoder_of_tuple(get_args(kind))
    if is_dataclass(kind):
        return _decoder_of_record(kind)
    return kind  # type: ignore[no-any-return]  # an enumeration, which is called with a text


def _coder_of_union(
    kinds: tuple[Any, ...],
    coder: Callable[[Any], Coder | None],
    coder_of_choice: Callable[[tuple[Any, ...]], Coder],
) -> Coder | None:
    """What codes a value of one of several types; None is coded as itself."""
    members = tuple(it for it in kinds if it is not type(None))
    code = coder_of_choice(members) if len(members) > 1 else coder(members[0])
    if code is None:
        return None
    return lambda value: None if value is None else code(value)


def _is_enumeration(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


# --- tuples -----------------------------------------------------------------------------------


def _encoder_of_tuple(items: tuple[Any, ...]) -> Coder | None:
    if items[1:] == (...,):
        code = encoder(items[0])
        return None if code is None else lambda value: [code(it) for it in value]
    codes = [encoder(it) for it in items]
    return lambda value: [it if code is None else code(it) for code, it in _pairs(codes, value)]


def _decoder_of_tuple(items: tuple[Any, ...]) -> Coder:
    if items[1:] == (...,):
        code = decoder(items[0])
        return tuple if code is None else lambda value: tuple(map(code, value))
    codes = [decoder(it) for it in items]
    return lambda value: tuple(
        it if code is None else code(it) for code, it in _pairs(codes, value)
    )


def _pairs(codes: list[Coder | None], values: Any) -> Any:
    return zip(codes, values, strict=True)


# --- dataclasses ------------------------------------------------------------------------------


def _encoder_of_record(kind: Any) -> Coder:
    names, codes = _fields(kind, encoder)
    read = attrgetter(*names)

    def encode(value: Any) -> Any:
        items = read(value) if len(names) > 1 else (read(value),)
        return [it if code is None else code(it) for code, it in _pairs(codes(), items)]

    return encode


def _decoder_of_record(kind: Any) -> Coder:
    _, codes = _fields(kind, decoder)

    def decode(value: Any) -> Any:
        return kind(*(it if code is None else code(it) for code, it in _pairs(codes(), value)))

    return decode


def _fields(
    kind: Any, coder: Callable[[Any], Coder | None]
) -> tuple[list[str], Callable[[], list[Coder | None]]]:
    """The names of the fields, and what codes them: asked late, since a type may hold itself."""
    names = [it.name for it in fields(kind)]

    @cache
    def codes() -> list[Coder | None]:
        hints = get_type_hints(kind)
        return [coder(hints[name]) for name in names]

    return names, codes


# --- choices ----------------------------------------------------------------------------------


def _encoder_of_choice(members: tuple[Any, ...]) -> Coder:
    def encode(value: Any) -> Any:
        number = members.index(type(value))
        code = encoder(members[number])
        return [number, value if code is None else code(value)]

    return encode


def _decoder_of_choice(members: tuple[Any, ...]) -> Coder:
    def decode(value: Any) -> Any:
        number, data = value
        code = decoder(members[number])
        return data if code is None else code(data)

    return decode
