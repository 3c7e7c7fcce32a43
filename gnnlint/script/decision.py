"""Conditions that the compiler decides itself, and what a condition tells of a variable's type.

Mirrors ``emitCondExpr`` and ``Refinement`` of torch/csrc/jit/frontend/ir_emitter.cpp. Measured on
torch 2.13: ``is_scripting()``, ``is None`` on types that say so, ``isinstance``, ``hasattr``,
literals and constants of the module are decided; ``is_tracing()``, ``is_compiling()``, flags in
other attributes and local variables are not, both their branches are compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.project.bindings import dotted
from gnnlint.script.sugar import Held, Library, type_of
from gnnlint.script.types import BOOL, NONE, TENSOR, Type, parts, spell, union, without_none
from gnnlint.trace.value import UNKNOWN, Const, Missing, Scalar, Unknown, possibilities

if TYPE_CHECKING:
    from gnnlint.script.flow import Flow
    from gnnlint.script.walk import Walk


@dataclass(frozen=True)
class Decision:
    """``outcome`` where it is decided; ``certain`` False where it is, but not known how.

    ``guard`` names the condition on the constructor under which it holds.
    """

    outcome: bool | None = None
    certain: bool = True
    guard: Condition | None = None
    when_true: Mapping[str, Type] = field(default_factory=dict)
    when_false: Mapping[str, Type] = field(default_factory=dict)

    def turned(self) -> Decision:
        """``not`` of it."""
        outcome = None if self.outcome is None else not self.outcome
        guard = self.guard.negated() if self.guard is not None else None
        return Decision(outcome, self.certain, guard, self.when_false, self.when_true)

    @property
    def doubtful(self) -> bool:
        """Whether a branch may not be compiled at all, without a name for when."""
        return not self.certain and self.guard is None


OPEN = Decision()
DOUBTFUL = Decision(certain=False)


def decide(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Decision:
    """What the compiler makes of a condition; its parts are compiled along the way."""
    if isinstance(node, nodes.UnaryOp) and node.op == "not":
        return decide(walk, node.operand, flow).turned()
    if isinstance(node, nodes.BoolOp):
        return _combine(walk, node, flow)
    if isinstance(node, nodes.Compare) and _is_none_test(node):
        found = _none_test(walk, node.left, flow)
        return found if node.ops[0][0] == "is" else found.turned()
    if isinstance(node, nodes.Const) and isinstance(node.value, bool):
        return Decision(node.value)
    if isinstance(node, nodes.Call):
        return _call(walk, node, flow)
    if isinstance(node, nodes.Attribute) and walk.is_self(node.expr):
        return _own_attribute(walk, node, flow)
    if isinstance(node, nodes.Attribute) and walk.value(node, flow) == _NEVER:
        return Decision(False)
    return _truth(walk, node, flow)


_NEVER = Library("typing.TYPE_CHECKING")
"""A constant of its module; the name alone is a value of Python."""


def _truth(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Decision:
    """``emitToBool``: numbers, Tensors, texts, lists and dicts have a truth."""
    value = walk.value(node, flow)
    type_ = walk.as_simple(value, node, flow)
    if type_ is None or type_.name not in _NO_TRUTH:
        return OPEN
    optional = type_.name == "Union" and NONE in parts(type_)
    detail = f"Could not cast value of type {spell(type_)} to bool"
    if type_.name != "Union" or optional:
        walk.refuse("optional" if optional else "condition", node, detail, flow)
    return OPEN


_NO_TRUTH = frozenset({"Tuple", "None", "Union", "Device", "Module"})


def _combine(walk: Walk, node: nodes.BoolOp, flow: Flow) -> Decision:
    """``and``, ``or``: what stands right of a decided part may not be compiled."""
    stop = node.op == "or"
    found: Decision | None = None
    inner = flow
    for part in node.values:
        decision = decide(walk, part, inner)
        if decision.outcome is stop:
            known = found is None or found.outcome is not None
            return Decision(stop) if known else DOUBTFUL
        refined = decision.when_false if stop else decision.when_true
        guard = decision.guard.negated() if stop and decision.guard else decision.guard
        inner = inner.fork(refined, guard, decision.doubtful)
        if decision.outcome is None:
            found = decision if found is None else _both(found, decision, stop)
    return found or Decision(not stop)


def _both(first: Decision, second: Decision, either: bool) -> Decision:
    certain = first.certain and second.certain
    if either:
        return Decision(None, certain, when_false={**first.when_false, **second.when_false})
    return Decision(None, certain, when_true={**first.when_true, **second.when_true})


def _is_none_test(node: nodes.Compare) -> bool:
    operator, operand = node.ops[0]
    return (
        len(node.ops) == 1
        and operator in ("is", "is not")
        and isinstance(operand, nodes.Const)
        and operand.value is None
    )


def _none_test(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Decision:
    """``node is None``."""
    if isinstance(node, nodes.Attribute) and walk.is_self(node.expr) and walk.owner is not None:
        walk.as_simple(walk.value(node, flow), node, flow)
        presence = walk.instances.presence(walk.owner, node.attrname)
        return Decision(presence.is_none, presence.certain, presence.guard)
    value = walk.value(node, flow)
    type_ = walk.as_simple(value, node, flow)
    if type_ is None:
        return Decision(False) if value is not None else DOUBTFUL
    if type_ == NONE:
        return Decision(True)
    if NONE not in parts(type_):
        return Decision(False)
    if not isinstance(node, nodes.Name):
        return OPEN
    rest = without_none(type_)
    known = {node.name: rest} if rest is not None else {}
    return Decision(when_true={node.name: NONE}, when_false=known)


def _call(walk: Walk, node: nodes.Call, flow: Flow) -> Decision:
    name = dotted(node.func)
    callee = walk.value(node.func, flow) if name else None
    if isinstance(callee, Library):
        if callee.name == "torch.jit.is_scripting":
            return Decision(True)
        if callee.name == "builtins.isinstance" and len(node.args) == 2:
            return _isinstance(walk, node, flow)
        if callee.name == "builtins.hasattr":
            walk.value(node, flow)
            return _hasattr(walk, node)
    return _truth(walk, node, flow)


_CLASSES = {
    "Tensor": "Tensor", "int": "int", "float": "float", "bool": "bool", "str": "str",
    "list": "List", "tuple": "Tuple", "dict": "Dict", "List": "List", "Tuple": "Tuple",
    "Dict": "Dict", "SparseTensor": "SparseTensor",
}  # fmt: skip


def type_test(walk: Walk, node: nodes.Call, flow: Flow) -> Type:
    """``isinstance(value, classes)`` as a value; the classes are read as types."""
    if len(node.args) == 2 and not node.keywords:
        _isinstance(walk, node, flow)
    else:
        detail = f"isinstance expected exactly 2 arguments but found {len(node.args)}"
        walk.refuse("form", node, detail, flow)
    return BOOL


def _check_classes(walk: Walk, wanted: nodes.NodeNG, flow: Flow) -> None:
    for it in wanted.elts if isinstance(wanted, nodes.Tuple) else [wanted]:
        if (dotted(it) or "").rpartition(".")[2] in _CLASSES:
            continue
        problem = walk.annotation_problem(walk.code.module, it)
        if problem is not None:
            walk.refuse("annotation", it, problem, flow)


def _isinstance(walk: Walk, node: nodes.Call, flow: Flow) -> Decision:
    subject, wanted = node.args
    _check_classes(walk, wanted, flow)
    listed = wanted.elts if isinstance(wanted, nodes.Tuple) else [wanted]
    names = {_CLASSES.get((dotted(it) or "").rpartition(".")[2]) for it in listed}
    type_ = type_of(walk.value(subject, flow))
    if type_ is None or None in names:
        sure = names == {"Tensor"} and isinstance(subject, nodes.Name)
        refined = {subject.name: TENSOR} if sure else {}
        return Decision(certain=False, when_true=refined)
    inside = [it for it in parts(type_) if it.name in names]
    outside = [it for it in parts(type_) if it.name not in names]
    if not inside or not outside:
        return Decision(bool(inside))
    if not isinstance(subject, nodes.Name):
        return OPEN
    kept, rest = union(inside), union(outside)
    return Decision(
        when_true={subject.name: kept} if kept else {},
        when_false={subject.name: rest} if rest else {},
    )


def _hasattr(walk: Walk, node: nodes.Call) -> Decision:
    if len(node.args) == 2 and walk.is_self(node.args[0]) and walk.owner is not None:
        name = node.args[1]
        if isinstance(name, nodes.Const) and isinstance(name.value, str):
            thing = walk.instances.get(walk.owner)
            value = thing.attributes.get(name.value) if thing is not None else None
            if any(isinstance(it, Missing) for it in possibilities(value or UNKNOWN)):
                return DOUBTFUL
            if value is not None and isinstance(walk.instances.sugar(value), (Held, Type)):
                return Decision(True)
    return DOUBTFUL


def _own_attribute(walk: Walk, node: nodes.Attribute, flow: Flow) -> Decision:
    """``if self.flag``: decided where the flag is a constant of the module."""
    if walk.owner is None or node.attrname not in walk.constants:
        return _truth(walk, node, flow)
    walk.value(node, flow)
    thing = walk.instances.get(walk.owner)
    value = thing.attributes.get(node.attrname) if thing is not None else None
    if isinstance(value, Const) and isinstance(value.value, bool):
        return Decision(value.value)
    condition = value.condition if isinstance(value, (Scalar, Unknown)) else None
    if condition is not None and condition.kind == "config":
        return Decision(certain=False, guard=condition)
    return DOUBTFUL
