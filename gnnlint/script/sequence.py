"""The order in which the compiler meets what it refuses: its first error comes first.

Mirrors ``create_script_module_impl`` of torch/jit/_recursive.py: the frontend reads the methods of
a module, then its submodules are compiled, then the methods; what a line calls is compiled before
the line itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from gnnlint.project.code import FunctionCode
from gnnlint.script.compiled import CallSite, Compiled, Propagation, Refusal
from gnnlint.script.reach import Reach
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Ref

Step = Refusal | Propagation | tuple[Compiled, int]
"""A refusal, a call whose generated method is judged, or a line of a function that is reached."""


class Sequence:
    """One walk through what is compiled of an instance; each function comes once."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._modules: set[Ref] = set()
        self._functions: set[tuple[object, Ref | None]] = set()

    def steps(self, entry: Ref) -> Iterator[Step]:
        """Everything that the compiler meets, the first thing first."""
        if entry in self._modules:
            return
        self._modules.add(entry)
        roots = [
            found
            for code in self._reach.roots(entry)
            if (found := self._reach.compiled(code, entry)) is not None
        ]
        for root in roots:
            yield from (it for it in root.refusals if it.kind is Kind.SYNTAX)
        for held, _ in self._reach.instances.submodules(entry):
            yield from self.steps(held)
        for root in roots:
            yield from self._of_function(root)

    def steps_of(self, codes: tuple[FunctionCode, ...]) -> Iterator[Step]:
        """The same, of functions that are compiled by themselves."""
        for code in codes:
            compiled = self._reach.compiled(code, None)
            if compiled is not None:
                yield from self._of_function(compiled)

    def _of_function(self, compiled: Compiled) -> Iterator[Step]:
        key = (compiled.code, compiled.owner)
        if key in self._functions:
            return
        self._functions.add(key)
        yield compiled, 0
        for step in compiled.steps:
            node = step.node
            yield compiled, node.lineno or 0
            if isinstance(step, CallSite):
                called = self._reach.compiled(step.code, step.owner)
                if called is not None:
                    yield from self._of_function(called)
            elif isinstance(step, Propagation):
                yield from self._of_propagation(compiled, step)
            else:
                yield step
        yield compiled, compiled.code.node.end_lineno or 0

    def _of_propagation(self, compiled: Compiled, step: Propagation) -> Iterator[Step]:
        if compiled.owner is not None:
            for hook in self._reach.generated(compiled.owner, step.method):
                called = self._reach.compiled(hook, compiled.owner)
                if called is not None:
                    yield from self._of_function(called)
        yield step
