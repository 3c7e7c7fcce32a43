"""Compiles one function: follows its statements with TorchScript's types.

Mirrors ``emitStatements`` of torch/csrc/jit/frontend/ir_emitter.cpp, as far as the rules ask: what
a variable is, which branches are compiled, which functions are called with what. The frontend's own
refusals come first (:mod:`gnnlint.script.syntax`); they cover the whole text of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from astroid import nodes

from gnnlint.project.code import FunctionCode
from gnnlint.script import expressions, syntax
from gnnlint.script.compiled import CallSite, Compiled, Propagation, Refusal
from gnnlint.script.decision import Decision, decide
from gnnlint.script.elements import element_of
from gnnlint.script.flow import Flow, meet
from gnnlint.script.instances import Instances
from gnnlint.script.signature import Header, Slot
from gnnlint.script.sugar import Group, Inferred, Sugar, type_of
from gnnlint.script.types import NONE, TENSOR, Type, unify
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Ref

if TYPE_CHECKING:
    from gnnlint.script.reach import Reach


class Walk:
    """The compilation of one function for one instance."""

    def __init__(self, reach: Reach, code: FunctionCode, owner: Ref | None) -> None:
        self.reach = reach
        self.instances: Instances = reach.instances
        self.code = code
        self.owner = owner
        self.header: Header = reach.headers.of(code)
        self.constants = reach.constants_of(owner)
        self.done = Compiled(code, owner)
        self.read_as_data: set[str] = set()

    def run(self) -> Compiled:
        """Compile the function."""
        node = self.code.node
        if isinstance(node, (nodes.FunctionDef, nodes.AsyncFunctionDef)):
            for rejection in (*syntax.rejected(node), *syntax.uncompiled(node)):
                self._add(
                    Kind.SYNTAX, rejection.construct, rejection.node, rejection.text, Flow({})
                )
        flow = Flow({slot.name: self._parameter(slot) for slot in self.header.slots})
        for slot in self.header.slots:
            self._check_slot(slot)
        if self.header.open:
            for extra in (node.args.vararg, node.args.kwarg):
                flow.names[extra or ""] = None
        if isinstance(node, nodes.FunctionDef):
            end = self.block(node.body, flow)
            if end is not None:
                self.done.returns.append(NONE)
        self.done.result = self._result()
        return self.done

    def _parameter(self, slot: Slot) -> Sugar | None:
        return Inferred(slot.name) if slot.inferred else slot.type

    def _check_slot(self, slot: Slot) -> None:
        if slot.is_data:
            reason = "Compiled functions can't take variable number of arguments"
            detail = f"{reason}, as the methods of its class do"
            self._add(Kind.TYPE, "data-argument", slot.node, detail, Flow({}))
        if slot.inferred and slot.default is not None and _is_no_tensor(slot.default):
            detail = (
                f'Expected a default value of type Tensor (inferred) on parameter "{slot.name}"'
            )
            self._add(Kind.TYPE, "default", slot.default, detail, Flow({}))

    def _result(self) -> Type | None:
        if self.header.returns_declared:
            return self.header.returns
        found = self.done.returns
        result = found[0] if found else None
        for other in found[1:]:
            result = unify(result, other)
        return result

    # -- what comes of it ------------------------------------------------------------------

    def _add(
        self,
        kind: Kind,
        construct: str,
        node: nodes.NodeNG,
        detail: str,
        flow: Flow,
        code: FunctionCode | None = None,
        via: nodes.NodeNG | None = None,
    ) -> None:
        self.done.refusals.append(
            Refusal(kind, construct, node, detail, code or self.code, flow.path, via)
        )

    def refuse(self, construct: str, node: nodes.NodeNG, detail: str, flow: Flow) -> None:
        """Record what typing rejects, unless the compiler may never get here."""
        if not flow.doubtful:
            self._add(Kind.TYPE, construct, node, detail, flow)

    def refuse_star(self, node: nodes.NodeNG, detail: str, flow: Flow) -> None:
        """Record a ``*`` that the compiler cannot expand."""
        if not flow.doubtful:
            self._add(Kind.SYNTAX, "star-call", node, detail, flow)

    def refuse_default(self, slot: Slot, code: FunctionCode, via: nodes.NodeNG, flow: Flow) -> None:
        """Record a None default that a call relies on; it stands in the called function."""
        if not flow.doubtful and slot.default is not None:
            detail = "Unsupported value kind: Tensor"
            self._add(Kind.TYPE, "default", slot.default, detail, flow, code, via)

    def leads_to(
        self, node: nodes.NodeNG, code: FunctionCode, owner: Ref | None, flow: Flow
    ) -> None:
        """Record that another function is compiled on account of a call."""
        if not flow.doubtful:
            self.done.calls.append(CallSite(node, code, owner, flow.path))

    def propagates(self, propagation: Propagation, flow: Flow) -> None:
        """Record a call of ``self.propagate``."""
        if not flow.doubtful:
            self.done.propagations.append(propagation)

    # -- values ----------------------------------------------------------------------------

    def value(self, node: nodes.NodeNG, flow: Flow) -> Sugar | None:
        """What an expression is to the compiler."""
        return expressions.evaluate(self, node, flow)

    def is_self(self, node: nodes.NodeNG) -> bool:
        """Whether the expression is the compiled instance."""
        name = self.header.self_name
        return name is not None and isinstance(node, nodes.Name) and node.name == name

    # -- statements ------------------------------------------------------------------------

    def block(self, body: Sequence[nodes.NodeNG], flow: Flow) -> Flow | None:
        """Statements in order; None where every path has left."""
        current: Flow | None = flow
        for index, statement in enumerate(body):
            current = self._statement(statement, flow)
            if current is None:
                self.skip(body[index + 1 :])
                return None
            flow = current
        return flow

    def skip(self, body: Sequence[nodes.NodeNG]) -> None:
        """Note statements that the compiler does not compile."""
        if body:
            first, last = body[0], body[-1]
            self.done.dead.append((first.lineno or 0, last.end_lineno or last.lineno or 0))

    def _statement(self, node: nodes.NodeNG, flow: Flow) -> Flow | None:
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            return handler(self, node, flow)
        for name in _assigned([node]):
            flow.names[name] = None
        return flow

    def assign(self, node: nodes.Assign, flow: Flow) -> Flow:
        """``a = b = value``."""
        value = self.value(node.value, flow)
        for target in node.targets:
            self.bind(target, value, node.value, flow)
        return flow

    def assign_annotated(self, node: nodes.AnnAssign, flow: Flow) -> Flow:
        """``a: T = value``: the annotation is the type, and as an interface allows any index."""
        if node.value is not None:
            hinted = isinstance(node.value, nodes.Subscript)
            self.value(node.value, flow.fork(doubtful=hinted))
        if isinstance(node.target, nodes.AssignName):
            module = self.code.module
            type_ = self.reach.headers.type_of(module, module.text(node.annotation))
            flow.names[node.target.name] = type_
        return flow

    def assign_augmented(self, node: nodes.AugAssign, flow: Flow) -> Flow:
        """``a += value``."""
        added = type_of(self.value(node.value, flow))
        if isinstance(node.target, nodes.AssignName):
            before = type_of(flow.names.get(node.target.name))
            keeps = before in (added, TENSOR)
            flow.names[node.target.name] = before if keeps else None
        else:
            self.bind(node.target, None, node.value, flow)
        return flow

    def bind(
        self, target: nodes.NodeNG, value: Sugar | None, source: nodes.NodeNG, flow: Flow
    ) -> None:
        """Give a target its value; a tuple of targets takes it apart."""
        if isinstance(target, nodes.AssignName):
            flow.names[target.name] = value
        elif isinstance(target, (nodes.Tuple, nodes.List)):
            items = self._taken_apart(target, value, source, flow)
            for item, part in zip(target.elts, items, strict=True):
                self.bind(item, part, source, flow)
        elif isinstance(target, nodes.Starred):
            self.bind(target.value, None, source, flow)
        elif isinstance(target, nodes.Subscript):
            self.value(target.value, flow)
            self.value(target.slice, flow)

    def _taken_apart(
        self, target: nodes.NodeNG, value: Sugar | None, source: nodes.NodeNG, flow: Flow
    ) -> Sequence[Sugar | None]:
        count = len(target.elts)
        starred = any(isinstance(it, nodes.Starred) for it in target.elts)
        if isinstance(value, Group) and len(value.items) == count and not starred:
            return value.items
        type_ = type_of(value)
        if type_ == TENSOR:
            inferred = " (inferred)" if isinstance(value, Inferred) else ""
            detail = f"Tensor{inferred} cannot be used as a tuple"
            self.refuse("unpack", source, detail, flow)
            return [TENSOR] * count
        if type_ is not None and not starred:
            if type_.name == "Tuple" and len(type_.arguments) == count:
                return type_.arguments
            if type_.name == "List" and type_.arguments:
                return [type_.arguments[0]] * count
        return [None] * count

    def expression(self, node: nodes.Expr, flow: Flow) -> Flow:
        """An expression by itself."""
        self.value(node.value, flow)
        return flow

    def leave(self, node: nodes.Return, flow: Flow) -> None:
        """``return``."""
        value = self.value(node.value, flow) if node.value is not None else NONE
        self.done.returns.append(type_of(value))

    def escape(self, node: nodes.NodeNG, flow: Flow) -> None:
        """``raise``, ``break``, ``continue``."""
        if isinstance(node, nodes.Raise) and isinstance(node.exc, nodes.Call):
            for argument in node.exc.args:
                self.value(argument, flow)

    def check(self, node: nodes.Assert, flow: Flow) -> Flow:
        """``assert``: what it says holds from here on."""
        decision = decide(self, node.test, flow)
        return flow.fork(decision.when_true)

    def branch(self, node: nodes.If, flow: Flow) -> Flow | None:
        """``if``."""
        decision = decide(self, node.test, flow)
        if decision.outcome is not None:
            taken, left = (node.body, node.orelse) if decision.outcome else (node.orelse, node.body)
            refined = decision.when_true if decision.outcome else decision.when_false
            self.skip(left)
            return self.block(taken, flow.fork(refined))
        return meet(
            flow,
            self.block(node.body, _side(flow, decision)),
            self.block(node.orelse, _side(flow, decision.turned())),
        )

    def loop(self, node: nodes.For, flow: Flow) -> Flow:
        """``for``: variables keep their types through a loop, so that once is enough."""
        iterable = self.value(node.iter, flow)
        inner = flow.fork()
        self.bind(node.target, element_of(self.instances, iterable), node.iter, inner)
        end = self.block(node.body, inner)
        return self._after(node.body, flow, end)

    def repeat(self, node: nodes.While, flow: Flow) -> Flow:
        """``while``."""
        decision = decide(self, node.test, flow)
        end = self.block(node.body, flow.fork(decision.when_true))
        return self._after(node.body, flow, end)

    def _after(self, body: list[nodes.NodeNG], before: Flow, end: Flow | None) -> Flow:
        if end is not None:
            return meet(before, before, end) or before
        for name in _assigned(body):
            if type_of(before.names.get(name)) == NONE:
                before.names[name] = None
        return before

    def within(self, node: nodes.With, flow: Flow) -> Flow | None:
        """``with``."""
        for manager, target in node.items:
            self.value(manager, flow)
            if target is not None:
                self.bind(target, None, manager, flow)
        return self.block(node.body, flow)


def _side(flow: Flow, decision: Decision) -> Flow:
    return flow.fork(decision.when_true, decision.guard, decision.doubtful)


def _is_no_tensor(default: nodes.NodeNG) -> bool:
    """Whether a default value is something else for certain; None passes."""
    if isinstance(default, nodes.UnaryOp):
        return _is_no_tensor(default.operand)
    if isinstance(default, nodes.Const):
        return default.value is not None
    return isinstance(default, (nodes.Tuple, nodes.List, nodes.Dict))


def _assigned(body: Iterable[nodes.NodeNG]) -> set[str]:
    """The names that statements bind."""
    names: set[str] = set()
    for statement in body:
        for it in statement.nodes_of_class((nodes.AssignName, nodes.FunctionDef, nodes.ClassDef)):
            names.add(it.name)
    return names


_Statement = Callable[[Walk, Any, Flow], "Flow | None"]

_STATEMENTS: dict[type, _Statement] = {
    nodes.Assign: Walk.assign,
    nodes.AnnAssign: Walk.assign_annotated,
    nodes.AugAssign: Walk.assign_augmented,
    nodes.Expr: Walk.expression,
    nodes.Return: Walk.leave,
    nodes.Raise: Walk.escape,
    nodes.Break: Walk.escape,
    nodes.Continue: Walk.escape,
    nodes.Assert: Walk.check,
    nodes.If: Walk.branch,
    nodes.For: Walk.loop,
    nodes.While: Walk.repeat,
    nodes.With: Walk.within,
}
