"""Forms: the ways in which a model holds an operator and calls it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from tests.accuracy.compositions.parts import Part, rename
from tests.accuracy.compositions.writing import Draft, layer_name, method, signature

Form = Callable[[Draft, Part, int], str]
"""Writes a part into a draft; the expression that calls it."""


def _plain(draft: Draft, part: Part, number: int) -> str:
    draft.constructor += [f"self.{name} = {it}" for name, it in part.members]
    return part.call


def _by_keyword(draft: Draft, part: Part, number: int) -> str:
    """Every argument by its name."""
    call = _call(_plain(draft, part, number))
    own = {it.name for it in part.inputs}
    named = [
        ast.keyword(_without_number(it.id, number), it)
        for it in call.args
        if isinstance(it, ast.Name) and it.id in own
    ]
    if len(named) == len(call.args):
        call.args, call.keywords = [], [*named, *call.keywords]
    return ast.unparse(call)


def _by_variable(draft: Draft, part: Part, number: int) -> str:
    """Arguments through variables of other names."""
    names = {it.name: f"given_{number}_{k}" for k, it in enumerate(part.inputs)}
    draft.body += [f"{new} = {old}" for old, new in names.items()]
    call = _plain(draft, part, number)
    return rename(call, names) if names else call


def _by_method(draft: Draft, part: Part, number: int) -> str:
    """Through a method of the model."""
    call = _plain(draft, part, number)
    head = f"step_{number}({signature(part.inputs)})"
    draft.methods.append(method(head, [f"return {call}"]))
    return f"self.step_{number}({', '.join(it.name for it in part.inputs)})"


def _by_function(draft: Draft, part: Part, number: int) -> str:
    """Through a function of the file."""
    if part.members:
        return _by_method(draft, part, number)
    head = f"step_{number}({signature(part.inputs, of_method=False)})"
    draft.definitions[f"def {head}:\n    return {part.call}"] = None
    return f"step_{number}({', '.join(it.name for it in part.inputs)})"


def _by_module(draft: Draft, part: Part, number: int) -> str:
    """Through a module of its own."""
    made = [f"self.{name} = {it}" for name, it in part.members]
    body = "\n\n".join(
        [
            method("__init__(self)", ["super().__init__()", *made]),
            method(f"forward({signature(part.inputs)})", [f"return {part.call}"]),
        ]
    )
    draft.definitions[f"class Block_{number}(torch.nn.Module):\n{body}"] = None
    draft.constructor.append(f"self.block_{number} = Block_{number}()")
    return f"self.block_{number}({', '.join(it.name for it in part.inputs)})"


def _in_list(draft: Draft, part: Part, number: int) -> str:
    """In a ``ModuleList``, called by its place."""
    layer = layer_name(part, number)
    draft.constructor += [f"self.{name} = {it}" for name, it in part.members if name != layer]
    made = dict(part.members)[layer]
    draft.constructor.append(f"self.layers_{number} = torch.nn.ModuleList([{made}])")
    return part.call.replace(f"self.{layer}(", f"self.layers_{number}[0](", 1)


def _handed(draft: Draft, part: Part, number: int) -> str:
    """Made by whoever makes the model."""
    for name, it in part.members:
        draft.constructor.append(f"self.{name} = {name}")
        draft.options[name] = it
    return part.call


def _subclassed(draft: Draft, part: Part, number: int) -> str:
    """A subclass that passes the arguments on."""
    layer = layer_name(part, number)
    made = _call(dict(part.members)[layer])
    if not isinstance(made.func, ast.Name):
        return _plain(draft, part, number)
    arguments = ast.unparse(made)[len(ast.unparse(made.func)) :]
    body = method("__init__(self)", [f"super().__init__{arguments}"])
    own = f"Own{made.func.id}_{number}"
    draft.definitions[f"class {own}({made.func.id}):\n{body}"] = None
    members = {**dict(part.members), layer: f"{own}()"}
    draft.constructor += [f"self.{name} = {it}" for name, it in members.items()]
    return part.call


def _with_option(draft: Draft, part: Part, number: int) -> str:
    """A keyword of the operator's constructor comes through one of the model's."""
    layer = layer_name(part, number)
    made = _call(dict(part.members)[layer])
    written = [it for it in made.keywords if it.arg and isinstance(it.value, ast.Constant)]
    if not written:
        return _plain(draft, part, number)
    chosen = draft.random.choice(written)
    name = f"{chosen.arg}_{number}"
    draft.defaults[name] = ast.unparse(chosen.value)
    chosen.value = ast.Name(name, ast.Load())
    members = {**dict(part.members), layer: ast.unparse(made)}
    draft.constructor += [f"self.{member} = {it}" for member, it in members.items()]
    return part.call


def _in_sequential(draft: Draft, part: Part, number: int) -> str:
    """In a ``torch_geometric.nn.Sequential``, where the arguments are the operator's own."""
    layer = layer_name(part, number)
    call = _call(part.call)
    names = [it.name for it in part.inputs]
    if call.keywords or [ast.unparse(it) for it in call.args] != names or not names:
        return _in_list(draft, part, number)
    draft.imports["import torch_geometric.nn as pyg"] = None
    made = dict(part.members)[layer]
    given = ", ".join(names)
    draft.constructor += [f"self.{name} = {it}" for name, it in part.members if name != layer]
    draft.constructor.append(
        f'self.chain_{number} = pyg.Sequential("{given}", [({made}, "{given} -> out")])'
    )
    return f"self.chain_{number}({given})"


def _through_module(draft: Draft, part: Part, number: int) -> str:
    """A function named through the module that holds it."""
    name = part.record.short_name
    module = part.record.operator.rpartition(".")[0]
    draft.imports[f"import {module} as operators_{number}"] = None
    return part.call.replace(f"{name}(", f"operators_{number}.{name}(", 1)


def _call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def _without_number(name: str, number: int) -> str:
    return name.removesuffix(f"_{number}")


FORMS: Mapping[str, Form] = {
    "attribute": _plain,
    "keywords": _by_keyword,
    "variables": _by_variable,
    "method": _by_method,
    "module": _by_module,
}
"""For every operator."""

FORMS_OF_LAYERS: Mapping[str, Form] = {
    **FORMS,
    "ModuleList": _in_list,
    "handed in": _handed,
    "subclass": _subclassed,
    "option": _with_option,
    "Sequential": _in_sequential,
}

FORMS_OF_FUNCTIONS: Mapping[str, Form] = {
    **FORMS,
    "function": _by_function,
    "through module": _through_module,
}
