"""Compiles one function: follows its statements with TorchScript's types.

Mirrors ``emitStatements`` of torch/csrc/jit/frontend/ir_emitter.cpp, as far as the rules ask: what
a variable is, which branches are compiled, which functions are called with what. The frontend's own
refusals come first (:mod:`gnnlint.script.syntax`); they cover the whole text of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from astroid import nodes

from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, FunctionCode, ModuleCode
from gnnlint.script import (
    assigning,
    expressions,
    looping,
    objects,
    overloads,
    returning,
    schema,
    syntax,
)
from gnnlint.script.annotations import annotation_problem, default_problem
from gnnlint.script.compiled import CallSite, Compiled, Propagation, Refusal
from gnnlint.script.decision import Decision, decide
from gnnlint.script.flow import Flow, meet
from gnnlint.script.instances import Instances
from gnnlint.script.looping import assigned
from gnnlint.script.operations import is_optional
from gnnlint.script.signature import Header, Slot
from gnnlint.script.sugar import (
    Absent,
    Code,
    Definition,
    Elements,
    Held,
    Inferred,
    Library,
    Method,
    Object,
    PythonValue,
    Slice,
    Sugar,
    type_of,
)
from gnnlint.script.type_comments import count_of, statement_at
from gnnlint.script.types import MODULE, TENSOR, Type, spell
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Ref

if TYPE_CHECKING:
    from gnnlint.script.reach import Reach


class Walk:
    """The compilation of one function for one instance."""

    def __init__(self, reach: Reach, code: FunctionCode, owner: Ref | None, header: Header) -> None:
        self.reach = reach
        self.instances: Instances = reach.instances
        self.code = code
        self.owner = owner
        self.header = header
        self.constants = reach.constants_of(owner)
        self.done = Compiled(code, owner)
        self.read_as_data: set[str] = set()
        self.rejected: set[nodes.NodeNG] = set()  # by the frontend, and the expressions around it
        self.unrolled: list[bool] = []  # of each loop around the statement

    def run(self) -> Compiled:
        """Compile the function."""
        node = self.code.node
        if self.reach.headers.lacks_implementation(self.code):
            detail = f"Implementation for '{self.code.short_name}' is missing"
            self._add(Kind.TYPE, "overload", node.decorators.nodes[0], detail, Flow({}))
            return self.done
        self._check_type_comment()
        for where, detail in overloads.problems(self.code, self.header):
            self._add(Kind.TYPE, "overload", where, detail, Flow({}))
        if isinstance(node, (nodes.FunctionDef, nodes.AsyncFunctionDef)):
            for rejection in (*syntax.rejected(node), *syntax.uncompiled(node)):
                self._add(
                    Kind.SYNTAX, rejection.construct, rejection.node, rejection.text, Flow({})
                )
                self.rejected |= _with_expressions_around(rejection.node)
        flow = Flow({slot.name: self._parameter(slot) for slot in self.header.slots})
        for slot in self.header.slots:
            self._check_slot(slot)
        if isinstance(node, nodes.FunctionDef):
            self._check_annotations(node)
        if self.header.open:
            for extra in (node.args.vararg, node.args.kwarg):
                flow.names[extra or ""] = None
        if isinstance(node, nodes.FunctionDef):
            end = self.block(node.body, flow)
            if end is not None:
                returning.end(self, node, end)
        self.done.result = self._result()
        return self.done

    def _parameter(self, slot: Slot) -> Sugar | None:
        return Inferred(slot.name) if slot.inferred else slot.type

    def _check_slot(self, slot: Slot) -> None:
        if slot.is_data:
            reason = "Compiled functions can't take variable number of arguments"
            detail = f"{reason}, as the methods of its class do"
            self._add(Kind.TYPE, "data-argument", slot.node, detail, Flow({}))
        if self.reach.headers.is_overloaded(self.code):
            return
        default = self._default(slot)
        if slot.inferred and slot.default is not None and _is_no_tensor(default):
            detail = (
                f'Expected a default value of type Tensor (inferred) on parameter "{slot.name}"'
            )
            self._add(Kind.TYPE, "default", slot.default, detail, Flow({}))
        elif slot.type is not None and not slot.inferred and default is not None:
            detail = default_problem(slot.name, slot.type, default) or ""
            if detail:
                self._add(Kind.TYPE, "declared-default", slot.default, detail, Flow({}))

    def _default(self, slot: Slot) -> nodes.NodeNG | None:
        """The default of a parameter; of a variable of the module, what it is given."""
        if not isinstance(slot.default, nodes.Name):
            return slot.default
        found = self.reach.project.lookup(self.code.module, slot.default.name)
        if isinstance(found, Assigned) and isinstance(found.node, nodes.Const):
            return found.node
        return slot.default

    def _check_type_comment(self) -> None:
        comment = self.header.comment
        if comment is None:
            return
        given, expected = count_of(comment.text), len(self.header.slots)
        problem = comment.problem
        if given is not None and given != expected:
            kind = "method" if self.header.self_name is not None else "function"
            problem = (
                f"Number of type annotations ({given}) did not match the number of {kind} "
                f"parameters ({expected})"
            )
        if problem:
            where = statement_at(self.code.node, comment.line)
            self._add(Kind.TYPE, "type-comment", where, problem, Flow({}))

    def _check_annotations(self, node: nodes.FunctionDef) -> None:
        arguments, module = node.args, self.code.module
        if self.reach.headers.is_overloaded(self.code) or self.header.comment is not None:
            return
        declared = [*(arguments.annotations or []), *(arguments.kwonlyargs_annotations or [])]
        for annotation in (*declared, node.returns):
            if annotation is None or self.reach.headers.is_data(module, annotation):
                continue
            detail = self.annotation_problem(module, annotation)
            if detail is not None:
                self._add(Kind.TYPE, "annotation", annotation, detail, Flow({}))

    def annotation_problem(self, module: ModuleCode, node: nodes.NodeNG) -> str | None:
        """Why an annotation is no type; a function by itself may be called by any instance."""
        holds = self.reach.holds if self.owner is not None else lambda kind: True
        return annotation_problem(self.reach.project, module, node, holds)

    def _result(self) -> Type | None:
        return self.header.returns if self.header.returns_declared else returning.merged(self)

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
        variable: str = "",
    ) -> None:
        self.done.steps.append(
            Refusal(kind, construct, node, detail, code or self.code, flow.path, via, variable)
        )

    def refuse(self, construct: str, node: nodes.NodeNG, detail: str, flow: Flow) -> None:
        """Record what typing rejects, unless the compiler may never get here.

        What holds something that the frontend refuses is another expression once that is mended.
        """
        if not flow.doubtful and node not in self.rejected:
            self._add(Kind.TYPE, construct, node, detail, flow)

    def refuse_absent(self, node: nodes.NodeNG, name: str, absent: Absent, flow: Flow) -> None:
        """Record a variable without a value; where a branch is why, the compiler names its test."""
        if absent.branch is None:
            self.refuse("undefined", node, absent.reason, flow)
        elif not flow.doubtful and absent.branch not in self.rejected:
            self._add(Kind.TYPE, "one-way", absent.branch, absent.reason, flow, variable=name)

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
            self.done.steps.append(CallSite(node, code, owner, flow.path))

    def propagates(self, propagation: Propagation, flow: Flow) -> None:
        """Record a call of ``self.propagate``."""
        if not flow.doubtful:
            self.done.steps.append(propagation)

    # -- values ----------------------------------------------------------------------------

    def value(self, node: nodes.NodeNG, flow: Flow) -> Sugar | None:
        """What an expression is to the compiler."""
        return expressions.evaluate(self, node, flow)

    def simple(self, node: nodes.NodeNG, flow: Flow) -> Type | None:
        """The type of an expression that has to be a value."""
        return self.as_simple(self.value(node, flow), node, flow)

    def as_simple(self, value: Sugar | None, node: nodes.NodeNG, flow: Flow) -> Type | None:
        """Likewise, of what has been evaluated already."""
        if isinstance(value, PythonValue):
            detail = (
                f"python value of type '{value.type}' cannot be used as a value. "
                "Perhaps it is a closed over global variable?"
            )
            self.refuse("python-value", node, detail, flow)
        elif isinstance(value, Held):
            return MODULE
        elif isinstance(value, (Code, Definition)):
            self.refuse("python-value", node, "function cannot be used as a value", flow)
        elif isinstance(value, (Elements, Slice)):
            kind = "range" if isinstance(value, Elements) else "Python slice value"
            self.refuse("python-value", node, f"{kind} cannot be used as a value", flow)
        elif _is_builtin(value):
            self.refuse("python-value", node, "builtin cannot be used as a value", flow)
        return type_of(value)

    def check_iterable(self, value: Sugar | None, node: nodes.NodeNG, flow: Flow) -> None:
        """Refuse a loop over what has no items."""
        if isinstance(value, Held) and self.instances.is_no_container(value):
            detail = "Only constant Sequential, ModuleList, ModuleDict, or ParameterList"
            self.refuse("iteration", node, f"{detail} can be used as an iterable", flow)
        if isinstance(value, PythonValue):
            detail = f"python value of type '{value.type}' cannot be used as an iterable"
            self.refuse("python-value", node, detail, flow)
        type_ = type_of(value)
        if type_ is not None and (type_.name in _NO_ITEMS or is_optional(type_)):
            detail = f"'{spell(type_)}' object is not iterable"
            self.refuse("optional" if is_optional(type_) else "iteration", node, detail, flow)

    def hinted(self, node: nodes.NodeNG) -> bool:
        """Whether the place that takes the value says of which type it is."""
        parent = node.parent
        if isinstance(parent, nodes.AnnAssign):
            return True
        if isinstance(parent, nodes.Call):
            return dotted(parent.func) in ("torch.jit.annotate", "jit.annotate", "annotate")
        return isinstance(parent, nodes.Return) and self.header.returns_declared

    def hint(self, node: nodes.NodeNG) -> Type | None:
        """Of which type that place says the value to be, where that is known."""
        parent, module = node.parent, self.code.module
        if isinstance(parent, nodes.AnnAssign):
            return self.reach.headers.type_of(module, module.text(parent.annotation))
        if isinstance(parent, nodes.Call) and parent.args and parent.args[0] is not node:
            return self.reach.headers.type_of(module, module.text(parent.args[0]))
        return self.header.returns if isinstance(parent, nodes.Return) else None

    def definition(self, found: object) -> Sugar | None:
        """What a name of the project or of a library stands for."""
        return expressions.definition(found)

    def named_attribute(self, node: nodes.Call, flow: Flow) -> Sugar | None:
        """``getattr(owner, "name")``."""
        owner = self.value(node.args[0], flow) if node.args else None
        name = node.args[1].value if len(node.args) > 1 else ""
        if not isinstance(owner, Held) or len(owner.refs) != 1:
            return None
        found = self.instances.attribute(owner.refs[0], name)
        if isinstance(found, Absent) and len(node.args) == 2:
            self.refuse("attribute", node, found.reason, flow)
        return None if isinstance(found, (Absent, PythonValue)) else found

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
        for name in assigned([node]):
            flow.names[name] = None
        return flow

    def bind(
        self, target: nodes.NodeNG, value: Sugar | None, source: nodes.NodeNG, flow: Flow
    ) -> None:
        """Give a target its value."""
        assigning.bind(self, target, value, source, flow)

    def expression(self, node: nodes.Expr, flow: Flow) -> Flow:
        """An expression by itself."""
        self.value(node.value, flow)
        return flow

    def escape(self, node: nodes.NodeNG, flow: Flow) -> None:
        """``raise``, ``break``, ``continue``."""
        if isinstance(node, nodes.Raise):
            self._raise(node, flow)
        elif self.unrolled and self.unrolled[-1]:
            detail = (
                "Because we emit iteration over modulelists or tuples as unrolled loops, we do "
                "not support break or continue inside the body of these loops"
            )
            self.refuse("unrolled", node, detail, flow)

    def _raise(self, node: nodes.Raise, flow: Flow) -> None:
        raised = node.exc
        if isinstance(raised, nodes.Call):
            callee = self.value(raised.func, flow)
            for argument in raised.args:
                self.simple(argument, flow)
            if isinstance(callee, Code):
                self.refuse("form", node, "exception message cannot be used as a value", flow)
        elif raised is not None:
            value = self.value(raised, flow)
            if type_of(value) is not None or isinstance(value, Held):
                self.refuse("form", node, "exceptions must derive from BaseException", flow)

    def check(self, node: nodes.Assert, flow: Flow) -> Flow | None:
        """``assert``: what it says holds from here on."""
        decision = decide(self, node.test, flow)
        if node.fail is not None:
            self.value(node.fail, flow)
        return None if decision.outcome is False else flow.fork(decision.when_true)

    def delete(self, node: nodes.Delete, flow: Flow) -> Flow:
        """``del``: of single items and variables."""
        if not flow.doubtful:
            for it in syntax.deleted(node):
                self._add(Kind.SYNTAX, it.construct, it.node, it.text, flow)
        for target in node.targets:
            if isinstance(target, nodes.DelName):
                flow.names[target.name] = Absent(f"undefined value {target.name}")
            elif isinstance(target, nodes.Subscript):
                self._delete_item(target, flow)
        return flow

    def _delete_item(self, target: nodes.Subscript, flow: Flow) -> None:
        """Only lists and dicts lose items."""
        owner = self.value(target.value, flow)
        type_ = type_of(owner)
        if isinstance(owner, Object):
            objects.check_method(self, owner, "__delitem__", target, flow)
        elif type_ is not None and type_.name in ("Tensor", "Tuple", "str"):
            self.refuse("index", target, f"items of a {spell(type_)} cannot be deleted", flow)

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
            node.test if decision.certain else None,
        )

    def within(self, node: nodes.With, flow: Flow) -> Flow | None:
        """``with``."""
        for manager, target in node.items:
            value = self.value(manager, flow)
            if isinstance(value, Object):
                objects.check_exit(self, value, manager, flow)
            if self._is_no_manager(manager, value, flow):
                detail = "With item expression must return an object"
                self.refuse("context", manager, detail, flow)
            if target is not None:
                self.bind(target, None, manager, flow)
        return self.block(node.body, flow)

    def _is_no_manager(self, node: nodes.NodeNG, value: Sugar | None, flow: Flow) -> bool:
        """Only objects of TorchScript classes can be entered, and what torch makes so."""
        if type_of(value) is not None:
            return True
        callee = self.value(node.func, flow.fork(doubtful=True)) if _is_call(node) else None
        return isinstance(callee, Library) and callee.name in _UNKNOWN_MANAGERS


def _is_builtin(value: Sugar | None) -> bool:
    """Whether it is an operator, as a function or as a method of a value."""
    if isinstance(value, Library):
        return schema.of_function(value.name) is not None
    return (
        isinstance(value, Method) and value.owner == TENSOR and bool(schema.of_operator(value.name))
    )


def _is_call(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.Call)


_UNKNOWN_MANAGERS = frozenset(
    "torch.enable_grad torch.inference_mode torch.set_grad_enabled torch.cuda.stream "
    "torch.random.fork_rng contextlib.nullcontext contextlib.suppress".split()
)
_NO_ITEMS = frozenset({"int", "float", "bool", "None", "number", "Device", "complex"})


def _side(flow: Flow, decision: Decision) -> Flow:
    return flow.block(decision.when_true, decision.guard, decision.doubtful)


def _with_expressions_around(node: nodes.NodeNG) -> set[nodes.NodeNG]:
    found = {node}
    while not node.is_statement and node.parent is not None:
        node = node.parent
        found.add(node)
    return found


def _is_no_tensor(default: nodes.NodeNG) -> bool:
    """Whether a default value is something else for certain; None passes."""
    if isinstance(default, nodes.UnaryOp):
        return _is_no_tensor(default.operand)
    if isinstance(default, nodes.Const):
        return default.value is not None
    return isinstance(default, (nodes.Tuple, nodes.List, nodes.Dict))


_Statement = Callable[[Walk, Any, Flow], "Flow | None"]

_STATEMENTS: dict[type, _Statement] = {
    nodes.Assign: assigning.assign,
    nodes.AnnAssign: assigning.assign_annotated,
    nodes.AugAssign: assigning.assign_augmented,
    nodes.Expr: Walk.expression,
    nodes.Return: returning.leave,
    nodes.Raise: Walk.escape,
    nodes.Break: Walk.escape,
    nodes.Continue: Walk.escape,
    nodes.Assert: Walk.check,
    nodes.Delete: Walk.delete,
    nodes.If: Walk.branch,
    nodes.For: looping.loop,
    nodes.While: looping.repeat,
    nodes.With: Walk.within,
}
