"""The line tables of what Dynamo compiles after a break. Runs in a child process.

Dynamo names lines by the table of the function that it goes on with. Two things are wrong in those
that it writes for Python 3.11 and later (seen in torch 2.13):

``linetable_311_writer`` (``torch/_dynamo/bytecode_transformation.py``) writes an instruction of
more than eight code units as several entries, and the step to its line with each. The instruction
that loads a method is that long: where it is the first of its line, as in a chain of calls over
several lines, all that follows is told too far down by that step.

``ContinueExecutionCache.generate`` (``torch/_dynamo/resume_execution.py``) takes the lines away
from all that stands above the break. A loop leads back there: what breaks in its next round is
told at the line of the first break.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch._dynamo import bytecode_transformation, resume_execution

_ENTRY = 8
"""Code units that one entry of a line table spans at most (CPython, Objects/locations.md)."""

Write = Callable[[Any, int], None]
Writer = Callable[[int], tuple[list[int], Write]]


@contextmanager
def exact_line_tables() -> Iterator[None]:
    """Have each function that Dynamo goes on with after a break know its lines."""
    tables: Any = bytecode_transformation
    resumed: Any = resume_execution.ContinueExecutionCache
    writer: Writer | None = getattr(tables, "linetable_311_writer", None)
    if writer is None:  # Python 3.10 has tables of another kind, by another writer
        yield
        return
    generate = resumed.__dict__["generate"]
    tables.linetable_311_writer = _an_entry_a_time(writer)
    resumed.generate = classmethod(_with_all_lines(generate.__func__))
    try:
        yield
    finally:
        tables.linetable_311_writer = writer
        resumed.generate = generate


def _an_entry_a_time(original: Writer) -> Writer:
    """The same writer, told of a long instruction by the entry.

    It has made the step to the line with the first of them, and makes none with the rest.
    """

    def writer(first_line: int) -> tuple[list[int], Write]:
        table, write = original(first_line)

        def write_entries(positions: Any, size: int) -> None:
            while size > _ENTRY:
                write(positions, _ENTRY)
                size -= _ENTRY
            write(positions, size)

        return table, write_entries

    return writer


def _with_all_lines(original: Callable[..., types.CodeType]) -> Callable[..., types.CodeType]:
    """The same function generator, whose functions know the lines above the break too."""

    def generate(cls: Any, code: types.CodeType, *rest: Any) -> types.CodeType:
        made = original(cls, code, *rest)
        if code in cls.generated_code_metadata:  # made of the function as written, by this one
            return made
        known = cls.generated_code_metadata[made]
        written: Any = bytecode_transformation.transform_code_object(
            made, lambda instructions, options: _give_lines(instructions, known.instructions)
        )
        exact: types.CodeType = written[0] if isinstance(written, tuple) else written
        cls.generated_code_metadata[exact] = known
        return exact

    return generate


def _give_lines(instructions: list[Any], as_written: list[Any]) -> None:
    """Lines to the instructions as they were written: they stand last, behind Dynamo's own."""
    for instruction, own in zip(reversed(instructions), reversed(as_written), strict=False):
        if instruction.opcode != own.opcode:
            return
        instruction.positions, instruction.starts_line = own.positions, own.starts_line
