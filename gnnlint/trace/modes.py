"""What code tells modules before a compiler gets them: their mode, whether their parameters require
gradients, that they are to be jittable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import Heap, Instance, contents
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Const, Ref, Union, Value, constant
from gnnlint.tree import nodes_of

MODE = "[mode]"
"""The attribute of a module that was told its mode: true for train mode, in which it is made."""

GRADIENTS = "[gradients]"
"""The attribute of a module whose parameters were told whether they require gradients."""

JITTABLE = "[jittable]"
"""The attribute of a layer on which ``.jittable()`` was called."""

TELLING = frozenset(
    """eval train requires_grad_ apply jittable parameters named_parameters modules named_modules
    children named_children""".split()
)
"""Methods of torch.nn.Module that say something of it, or return what the same statement may say
something of, item by item."""

_ITEM_BY_ITEM = {
    "requires_grad": GRADIENTS,
    "requires_grad_": GRADIENTS,
    "eval": MODE,
    "train": MODE,
    "training": MODE,
}
"""What such a statement says something of, by a name that it reads, calls or writes."""


def tell(
    node: nodes.NodeNG,
    ref: Ref,
    name: str,
    arguments: Arguments,
    state: State,
) -> None:
    """Note what a method of torch.nn.Module says of its mode and its parameters' gradients."""
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance) or not library.is_module_class(thing.library_class or ""):
        return
    given = next(iter((*arguments.positional, *arguments.keywords.values())), Const(True))
    if name in ("eval", "train"):
        _note(state.heap, ref, MODE, given if name == "train" else Const(False))
    elif name == "requires_grad_":
        _note(state.heap, ref, GRADIENTS, given)
    elif name == "jittable":
        state.heap[ref.key] = thing.put(JITTABLE, Const(True))
    elif name == "apply":  # what the function does to each module is not followed
        _note(state.heap, ref, MODE, UNKNOWN)
        _note(state.heap, ref, GRADIENTS, UNKNOWN)
    else:
        for what in {
            _ITEM_BY_ITEM[it] for it in _names_in(node.statement()) if it in _ITEM_BY_ITEM
        }:
            _note(state.heap, ref, what, UNKNOWN)


def tell_one(node: nodes.NodeNG, ref: Ref, state: State) -> None:
    """Note that ``layer.weight.requires_grad = False`` says something of a part of a layer."""
    what = getattr(node.parent, "attrname", None)
    if what is not None and _ITEM_BY_ITEM.get(what) == GRADIENTS:
        _note(state.heap, ref, GRADIENTS, UNKNOWN)


def _names_in(statement: nodes.NodeNG) -> Iterator[object]:
    """Attributes that a statement reads, calls or writes; those that are named as text, too."""
    kinds = (nodes.Attribute, nodes.AssignAttr, nodes.Const)
    for it in nodes_of(statement, kinds):
        yield it.value if isinstance(it, nodes.Const) else it.attrname


def hand_out(heap: Heap, values: Iterable[Value]) -> None:
    """Modules were given to what is not known: it may have told them anything."""
    for value in values:
        _note(heap, value, MODE, UNKNOWN)
        _note(heap, value, GRADIENTS, UNKNOWN)


def _note(heap: Heap, value: Value, name: str, what: Value) -> None:
    """Note ``what`` was said of a module and of all within it, under the attribute ``name``."""
    for key in modules_in(heap, value):
        thing = heap[key]
        assert isinstance(thing, Instance)
        heap[key] = thing.put(name, what)


def modules_in(heap: Heap, value: Value) -> Iterator[int]:
    """The keys of an instance and of those that it holds, in lists and dicts as well."""
    pending, seen = [value], set[int]()
    while pending:
        current = pending.pop()
        if isinstance(current, Ref):
            if current.key in seen:
                continue
            seen.add(current.key)
            thing = heap.get(current.key)
            if isinstance(thing, Instance):
                yield current.key
                pending.extend(thing.attributes.values())
        if isinstance(current, Union):
            pending.extend(current)
        pending.extend(contents(current, heap) or ())


def is_in_training(thing: Instance) -> bool:
    """Whether a module is in train mode: made so, and told nothing else."""
    mode = thing.attributes.get(MODE, Const(True))
    return constant(mode, bool) is True and "training" not in thing.attributes
