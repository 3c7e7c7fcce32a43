"""Type comments: ``# type: (Tensor, int) -> Tensor``, which count before annotations do.

Mirrors ``get_type_line`` of torch/jit/annotations.py, which looks for them in every line of a
function, strings and comments in its body too, and the parser of
torch/csrc/jit/frontend/parser.cpp. What is found but cannot be read is an error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from astroid import nodes

from gnnlint.project.code import ModuleCode

_MARK = "# type:"
_RETURNS = "# type: (...) -> "
_IGNORED = re.compile(r"# type:\ ignore(\[[a-zA-Z-]+\])?$")
_MISSPELT = re.compile(r"#[\t ]*type[\t ]*(?!: ignore(\[.*\])?$):")


@dataclass(frozen=True)
class TypeComment:
    """The type comment of a function: what stands behind the mark, or why it cannot be read.

    ``line`` is the line of the file in which it stands, the first of several.
    """

    line: int
    text: str = ""
    problem: str = ""


def type_comment(node: nodes.NodeNG, module: ModuleCode) -> TypeComment | None:
    """The type comment of a function; None where it has none."""
    if not isinstance(node, nodes.FunctionDef):
        return None
    lines = dict(_lines(node, module))
    marked = {n: it for n, it in lines.items() if _MARK in it and not _IGNORED.search(it)}
    if len(marked) == 1:
        ((line, text),) = marked.items()
        return _read(line, text.strip())
    if marked:
        return _joined(marked)
    for line, text in lines.items():
        if _MISSPELT.search(text):
            return TypeComment(
                line, problem="The annotation prefix is probably invalid. It must be '# type:'"
            )
    return None


def _lines(node: nodes.FunctionDef, module: ModuleCode) -> Iterator[tuple[int, str]]:
    """The lines of a function that say anything of types in a comment, or in a string."""
    first = node.decorators.lineno if node.decorators is not None else node.lineno
    for line in range(first or 1, (node.end_lineno or 0) + 1):
        text = module.source.line(line)
        if "type" in text and "#" in text:
            yield line, text.rstrip("\r\n")


def _joined(marked: dict[int, str]) -> TypeComment:
    """A comment of several lines, one for each parameter, the last for the result."""
    first = next(iter(marked))
    parameters: list[str] = []
    for text in marked.values():
        if _RETURNS in text:
            whole = text.strip().replace("...", ", ".join(parameters))
            return _read(first, whole[whole.index(_MARK) :])
        parameters.append(text[text.index(_MARK) + len(_MARK) :].strip())
    problem = "Return type line '# type: (...) -> ...' not found on multiline type annotation"
    return TypeComment(first, problem=problem)


def _read(line: int, text: str) -> TypeComment:
    if not text.startswith(_MARK):
        return TypeComment(line, problem="expected type comment but found code before it")
    said = text[len(_MARK) :].strip()
    if not said.startswith("("):
        return TypeComment(line, problem="expected ( but found other words in a type comment")
    return TypeComment(line, said)


def count_of(text: str) -> int | None:
    """For how many parameters a type comment has types; None where that cannot be read."""
    try:
        parsed = ast.parse(f"f{text.partition('->')[0].strip()}", mode="eval").body
    except SyntaxError:
        return None
    return len(parsed.args) if isinstance(parsed, ast.Call) else None


def statement_at(function: nodes.NodeNG, line: int) -> nodes.NodeNG:
    """The statement of a function's body that ends in a line, else the function."""
    for statement in function.body:
        if (statement.lineno or 0) <= line <= (statement.end_lineno or 0):
            return statement
    return function
