"""What the compilers show of compositions: measured once and kept, as the atlas keeps its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint.atlas.measure import observe_program
from gnnlint.atlas.record import Record, filled
from gnnlint.atlas.store import Store
from gnnlint.verify import Children
from tests.accuracy.compositions.programs import Composition
from tests.accuracy.observe import versions


def record_of(composition: Composition) -> Record:
    """An empty record of a composition."""
    return Record(
        composition.name,
        "compositions",
        "layer",
        " + ".join(composition.operators),
        training=composition.training,
        program=composition.source,
        versions=versions(),
    )


def measure(compositions: Iterable[Composition], store: Store, *, jobs: int = 2) -> None:
    """Observe what the store lacks, each mode in a fresh child process."""
    missing = [it for it in map(record_of, compositions) if store.find(it) is None]
    if not missing:
        return
    with TemporaryDirectory() as name, Children() as children, ThreadPoolExecutor(jobs) as pool:
        folder = Path(name).resolve()
        pending = [pool.submit(_observed, it, folder, children) for it in missing]
        for number, future in enumerate(pending, start=1):
            store.append(future.result())
            if number % 50 == 0 or number == len(missing):
                print(f"{number}/{len(missing)} compositions", file=sys.stderr, flush=True)


def _observed(record: Record, folder: Path, children: Children) -> Record:
    own = folder / record.operator
    return filled(record, observe_program(record.program, own, children, training=record.training))


def kept(compositions: Sequence[Composition], store: Store) -> list[Record]:
    """The records of the compositions that were measured."""
    found = (store.find(record_of(it)) for it in compositions)
    return [it for it in found if it is not None]
