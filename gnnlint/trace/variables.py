"""Variables as the code names them: which an argument is, where one was made, what a read tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from astroid import nodes

from gnnlint.trace.state import State
from gnnlint.trace.value import Tensor, made_outside


def variables_among(node: nodes.Call) -> Iterator[nodes.Name]:
    """The variables among the arguments of a call, those in tuples and lists as well."""
    for given in (*node.args, *(it.value for it in node.keywords)):
        yield from variables_in(given)


def variables_in(node: nodes.NodeNG) -> Iterator[nodes.Name]:
    """The variable that an argument or index is, or those that its tuple or list holds."""
    parts = node.elts if isinstance(node, (nodes.Tuple, nodes.List)) else [node]
    return (it for it in parts if isinstance(it, nodes.Name))


def receiver_of(node: nodes.NodeNG) -> nodes.Name | None:
    """The variable that a method is called on, if it is one."""
    receiver = getattr(getattr(node, "func", None), "expr", None)
    return receiver if isinstance(receiver, nodes.Name) else None


def last_made(variable: nodes.Name) -> nodes.AssignName | None:
    """Where a variable was last given a value, in the order of lines."""
    bound = variable.scope().locals.get(variable.name, ())
    made = (it for it in bound if isinstance(it, nodes.AssignName) and it.lineno < variable.lineno)
    return max(made, key=lambda it: it.lineno, default=None)


def made_by(node: nodes.NodeNG) -> nodes.NodeNG | None:
    """The expression whose value a variable holds; any other expression itself."""
    if not isinstance(node, nodes.Name):
        return node
    made = last_made(node)
    statement = made.statement() if made is not None else None
    return statement.value if isinstance(statement, nodes.Assign) else None


def carry_along(variables: Iterable[nodes.Name], state: State) -> None:
    """What is read once is known from then on.

    By default the reading breaks the graph, and what follows is given the number with the tensor.
    A captured number is kept with its tensor as well (torch/_subclasses/fake_tensor.py, item_memo).
    """
    for variable in variables:
        value = state.names.get(variable.name)
        if isinstance(value, Tensor) and not value.constant:
            state.names[variable.name] = made_outside(value)
