"""Which reading is not the first one of its function."""

from collections.abc import Iterator

from gnnlint.rule import Event, Trace


def check(trace: Trace) -> Iterator[Event]:
    first: dict[str, int] = {}
    for event in trace.events:
        line = first.setdefault(event.symbol, event.place.line)
        if event.place.line != line:
            yield event.saying(f"line {line}")
