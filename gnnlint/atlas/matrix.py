"""The support matrix: per operator what each compiler does, and which arguments change that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gnnlint.atlas.naming import Named
from gnnlint.atlas.record import BASE_CLASS, DIRECT, FAILS, MEASURED, NO_FORWARD, Record
from gnnlint.atlas.variations import is_input
from gnnlint.verify.arguments import arguments

COLUMNS = ("default", "fullgraph", "script", DIRECT, "dynamic", "inductor", "export", "sizes")

_PASSES = {"ok": "passes", "breaks": "breaks", "fails": "fails", "raises": "fails"}
_SCRIPTS = {**_PASSES, "raises": "raises"}

#: What each status is called: in a table of many operators one word has to do.
WORDS = {
    "default": {"ok": "clean", "breaks": "breaks", "raises": "raises"},
    "script": _SCRIPTS,
    "direct": _SCRIPTS,
    "dynamic": {"ok": "clean", "breaks": "breaks", "raises": "raises"},
    "sizes": {"ok": "kept", "recompiles": "recompiles", "breaks": "raises", "raises": "raises"},
}


@dataclass(frozen=True)
class Cell:
    """What one compiler does to an operator."""

    word: str  # of the operator as it is mostly called; "" where nothing is known
    passes: bool | None
    toggles: tuple[tuple[str, str], ...] = ()  # what else happens, and the argument that does it
    errors: tuple[str, ...] = ()  # library lines, or the first words of errors


@dataclass(frozen=True)
class Row(Named):
    """An operator, all its records and a cell for each compiler."""

    operator: str
    group: str
    kind: str
    state: str
    records: tuple[Record, ...]
    cells: Mapping[str, Cell]
    why: str = ""  # nothing was measured: because of what

    @property
    def measured(self) -> tuple[Record, ...]:
        """The variations that run without a compiler."""
        return tuple(it for it in self.records if it.state == MEASURED)

    @property
    def anchor(self) -> str:
        """What a link to the operator ends with."""
        return self.operator.replace(".", "-")


@dataclass(frozen=True)
class Matrix:
    """Every operator, by group."""

    rows: tuple[Row, ...]

    @property
    def groups(self) -> dict[str, list[Row]]:
        """Rows by group, both in the order of names."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.rows, key=lambda it: (it.module, it.group, it.short_name)):
            found.setdefault(row.group, []).append(row)
        return found

    @property
    def columns(self) -> list[str]:
        """The compilers that anything is known of."""
        return [it for it in COLUMNS if any(row.cells[it].word for row in self.rows)]

    @property
    def variations(self) -> int:
        """How many variations were measured."""
        return sum(len(row.measured) for row in self.rows)

    @property
    def states(self) -> Counter[str]:
        """How many operators are measured, need an extension, and so on."""
        return Counter(row.state for row in self.rows)

    @property
    def versions(self) -> dict[str, str]:
        """What it was measured with."""
        return next((dict(one.versions) for row in self.rows for one in row.records), {})

    @property
    def date(self) -> str:
        """The day of the last measurement."""
        return max((one.date for row in self.rows for one in row.records), default="")


MISSING = "needs what is not here"


def matrix_of(records: Iterable[Record]) -> Matrix:
    """The matrix of the versions measured last; of a variation measured twice the later counts."""
    listed = list(records)
    current = [it for it in listed if it.versions == listed[-1].versions]
    latest = {(it.operator, it.variation): it for it in current}
    by_operator: dict[str, list[Record]] = {}
    for it in latest.values():
        by_operator.setdefault(it.operator, []).append(it)
    return Matrix(tuple(_row(it) for it in by_operator.values()))


def _row(records: Sequence[Record]) -> Row:
    records = sorted(records, key=lambda it: DIRECT not in it.modes)  # the plain call first
    first = records[0]
    measured = [it for it in records if it.state == MEASURED]
    cells = {column: _cell(measured, column) for column in COLUMNS}
    state, why = MEASURED, ""
    if not measured:
        state, why = _unmeasured(first)
    return Row(first.operator, first.group, first.kind, state, tuple(records), cells, why)


def _unmeasured(record: Record) -> tuple[str, str]:
    if record.state == BASE_CLASS:
        return BASE_CLASS, "made to be subclassed"
    if record.state == NO_FORWARD:
        return NO_FORWARD, "has no forward: there is nothing to compile"
    if record.missing is not None:
        return MISSING, f"needs {record.missing}"
    error = record.modes["eager"].error if "eager" in record.modes else None
    return FAILS, _first_line(error or "")


def _cell(records: Sequence[Record], column: str) -> Cell:
    known = [it for it in records if it.fails(column) is not None]
    if not known:
        return Cell("", None)
    base = known[0]
    toggles: list[tuple[frozenset[str], str, str]] = []
    for record in sorted(known[1:], key=lambda it: len(changes(base, it))):
        word = _word(record, column)
        changed = frozenset(changes(base, record))
        nearest = _nearest(toggles, changed)
        if word != (nearest if nearest is not None else _word(base, column)):
            toggles.append((changed, word, ", ".join(changes(base, record))))
    told = tuple((word, text) for _, word, text in toggles)
    return Cell(_word(base, column), not base.fails(column), told, _errors(known, column))


def _nearest(
    toggles: Sequence[tuple[frozenset[str], str, str]], changed: frozenset[str]
) -> str | None:
    """What the largest part of the changes that is known by itself already does."""
    inside = [it for it in toggles if it[0] <= changed]
    return max(inside, key=lambda it: len(it[0]))[1] if inside else None


def _word(record: Record, column: str) -> str:
    return WORDS.get(column, _PASSES).get(record.status(column) or "", "")


def _errors(records: Sequence[Record], column: str) -> tuple[str, ...]:
    places = [
        it.place
        for record in records
        for it in record.breaks
        if column in it.modes and not it.place.startswith("program.py")
    ]
    told = [
        _first_line(record.modes[column].error or "")
        for record in records
        if record.fails(column) and record.modes[column].error
    ]
    return tuple(dict.fromkeys(places or told))


def changes(base: Record, record: Record) -> list[str]:
    """What differs from the base, argument by argument, as it is written."""
    told = [
        f"{name}={value}" for name, value in record.init.items() if base.init.get(name) != value
    ]
    told += [
        _as_written(name, value)
        for name, value in record.call.items()
        if base.call.get(name) != value
    ]
    told += [f"no {name}" for name in base.call if name not in record.call]
    return told + (["in training"] if record.training and not base.training else [])


def _as_written(name: str, value: str) -> str:
    label = next((it.label for it in arguments().others if it.value == value), None)
    if label is not None:
        return f"{name}={label}"
    table = arguments().call.get(name)
    known = (table,) if isinstance(table, str) else tuple((table or {}).values())
    return name if is_input(value) and (value in known or len(value) > 30) else f"{name}={value}"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
