"""What the mutations do to a class."""

from __future__ import annotations

import ast

import pytest

from tests.accuracy.mutants import MUTATIONS, mutated

SOURCE = """\
class Other:
    def forward(self, x):
        return x


class Net:
    def forward(self, x, batch=None, *, deep=True):
        if deep:
            h = self.encode(x)
        return pool(h, batch, size=3)
"""


LINES = {
    "print": "print(h)",
    "mask": "h = h[(h == h).flatten(1).all(dim=1)]",
    "test": "if h.isnan().any():",
    "sizes": "return pool(h, batch)",
    "helper": "return self._forward(x, batch, deep=deep)",
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_its_class_alone(name: str) -> None:
    changed = mutated(SOURCE, "Net", MUTATIONS[name])
    assert changed is not None
    assert LINES[name] in [it.strip() for it in changed.splitlines()]
    before, after = ast.parse(SOURCE).body, ast.parse(changed).body
    assert ast.dump(before[0]) == ast.dump(after[0])
    assert ast.dump(before[1]) != ast.dump(after[1])


@pytest.mark.parametrize("name", [it for it in MUTATIONS if it != "helper"])
def test_what_does_not_apply_gives_nothing(name: str) -> None:
    assert mutated(SOURCE, "Other", MUTATIONS[name]) is None
