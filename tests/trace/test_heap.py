"""The heap: forks share what neither has changed, and meet by comparing the rest."""

from __future__ import annotations

import time

import pytest

from gnnlint.trace.heap import DictObject, Heap, ListObject, Scope, join_objects
from gnnlint.trace.value import MISSING, NONE, UNKNOWN, Const, Option, Tensor, options


def listed(*values: object) -> ListObject:
    return ListObject(tuple(Const(it) for it in values))


def test_a_key_that_is_not_there() -> None:
    heap = Heap()
    assert heap.get(1) is None
    with pytest.raises(KeyError):
        heap[1]


def test_forks_write_above_what_they_share() -> None:
    heap = Heap()
    heap[1], heap[2] = listed(1), listed(2)
    first = heap.fork()
    second = heap.fork()
    first[1] = listed("first")
    second[3] = listed("second")
    heap[2] = listed("heap")
    assert (first[1], first[2], first.get(3)) == (listed("first"), listed(2), None)
    assert (second[1], second[2], second.get(3)) == (listed(1), listed(2), listed("second"))
    assert (heap[1], heap[2], heap.get(3)) == (listed(1), listed("heap"), None)


def test_differences_are_what_was_written_since() -> None:
    heap = Heap()
    heap[1], heap[2], heap[3] = listed(1), listed(2), listed(3)
    first, second = heap.fork(), heap.fork()
    assert first.differences(second) == {}
    first[1] = listed("first")
    second[2] = listed("second")
    first[3] = listed(3)
    second[4] = listed("new")
    assert first.differences(second) == {
        1: (listed("first"), listed(1)),
        2: (listed(2), listed("second")),
        4: (None, listed("new")),
    }
    mirrored = {key: pair[::-1] for key, pair in first.differences(second).items()}
    assert second.differences(first) == mirrored


def test_differences_of_heaps_without_a_common_past() -> None:
    first, second = Heap(), Heap()
    first[1], second[1], second[2] = listed(1), listed(1), listed(2)
    assert first.differences(second) == {2: (None, listed(2))}


def test_differences_across_generations() -> None:
    """A fork of a fork against its grandparent's other fork."""
    heap = Heap()
    heap[1] = listed(1)
    other = heap.fork()
    current = heap
    for n in range(2, 6):
        current = current.fork()
        current[n] = listed(n)
    current[1] = listed("changed")
    found = current.differences(other)
    assert found[1] == (listed("changed"), listed(1))
    assert {key for key, (_, there) in found.items() if there is None} == {2, 3, 4, 5}


def test_joined_holds_what_either_holds() -> None:
    heap = Heap()
    heap[1] = listed(1)
    first, second = heap.fork(), heap.fork()
    first[2], second[3] = listed(2), listed(3)
    first[1], second[1] = listed("a"), listed("b")
    joined = first.joined(second, lambda *_: listed("both"))
    assert [joined[key] for key in (1, 2, 3)] == [listed("both"), listed(2), listed(3)]
    assert (first[1], second[1]) == (listed("a"), listed("b")), "neither side is touched"
    third = joined.fork()
    third[2] = listed("later")
    assert joined[2] == listed(2)


def test_deep_layers_are_flattened_and_nothing_is_lost() -> None:
    heap = Heap()
    for n in range(200):
        heap[n] = listed(n)
        heap[0] = listed(n)
        heap = heap.fork()
    assert heap[0] == listed(199) and heap[57] == listed(57)
    layer, depth = heap._layer, 0
    while layer is not None:
        layer, depth = layer.parent, depth + 1
    assert depth <= 20, "reading must not walk through every fork there ever was"


def test_a_fork_after_flattening_still_meets_its_sibling() -> None:
    heap = Heap()
    heap[1] = listed(1)
    sibling = heap.fork()
    current = heap
    for n in range(2, 60):
        current = current.fork()
        current[n] = listed(n)
    sibling[1] = listed("sibling")
    found = current.differences(sibling)
    assert found[1] == (listed(1), listed("sibling"))
    joined = current.joined(sibling, lambda *_: listed("joined"))
    assert joined[1] == listed("joined")
    assert all(joined[n] == listed(n) for n in range(2, 60))


def test_comparing_costs_what_was_changed_not_what_is_there() -> None:
    heap = Heap()
    for n in range(50_000):
        heap[n] = listed(n)
    first, second = heap.fork(), heap.fork()
    first[1] = listed("changed")
    start = time.process_time()
    for _ in range(1000):
        assert len(first.differences(second)) == 1
    assert time.process_time() - start < 0.5


# -- objects -----------------------------------------------------------------------------------


def test_lists() -> None:
    assert listed(1).append(Const(2)) == listed(1, 2)
    open_list = ListObject((Const(1),), Tensor())
    assert open_list.append(Const(2)).rest != Tensor()
    assert open_list.append(Const(2)).items == (Const(1),), "where it lands is not known"
    assert listed(1, 1).any() == Const(1)
    assert {it.value for it in options(listed(1, 2).any())} == {Const(1), Const(2)}
    assert ListObject().any() == UNKNOWN


def test_dicts() -> None:
    held = DictObject().put("a", Const(1)).put("b", Const(2)).put("a", Const(3))
    assert dict(held.entries) == {"a": Const(3), "b": Const(2)}
    assert {it.value for it in options(held.any())} == {Const(3), Const(2)}
    assert DictObject().any() == UNKNOWN


def test_lists_of_one_length_meet_item_by_item() -> None:
    met = join_objects(listed(1, 2), listed(1, 3))
    assert isinstance(met, ListObject) and met.rest is None
    assert met.items[0] == Const(1)
    assert {it.value for it in options(met.items[1])} == {Const(2), Const(3)}


def test_lists_of_different_lengths_have_a_rest() -> None:
    met = join_objects(listed(1), listed(1, 2, 2))
    assert met == ListObject((Const(1),), Const(2))
    assert join_objects(ListObject(), listed(1)) == ListObject((), Const(1))


def test_dicts_meet_key_by_key() -> None:
    larger = DictObject({"a": Const(1), "b": NONE}, Tensor())
    met = join_objects(DictObject({"a": Const(1)}), larger)
    assert isinstance(met, DictObject)
    assert met.entries["a"] == Const(1) and met.rest == Tensor()
    assert {it for it in options(met.entries["b"])} == {Option(MISSING), Option(NONE)}


def test_different_kinds_do_not_mix() -> None:
    assert join_objects(listed(1), Scope({}, 0)) == listed(1)
