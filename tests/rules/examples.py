"""The rule folders as the tests see them: read from disk alone, so that a folder is its own test.

Nothing here asks the catalogue, which must not be able to hide an example.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gnnlint.config import Settings, built_in_rules
from gnnlint.finding import Default, Finding, Fullgraph, Script

ROOT = Path(__file__).resolve().parents[2]
RULES = built_in_rules()

KINDS = ("bad", "good", "near")
_EXAMPLE = re.compile(rf"(?P<kind>{'|'.join(KINDS)})(?:_(?P<number>[1-9][0-9]*))?(?:\.py)?")
_MARK = re.compile(r"#\s*(?P<word>\w+)\s*:\s*(?P<codes>GNN\w.*)$")
_CODES = re.compile(r"[A-Z]+[0-9]{3}(?:\s*,\s*[A-Z]+[0-9]{3})*\s*")

Mark = tuple[Path, int, str]
"""File, line, code."""


@dataclass(frozen=True)
class Example:
    """``bad.py``, ``good_2.py``, or the folder ``bad/`` with its ``model.py``."""

    code: str
    path: Path
    kind: str

    @property
    def id(self) -> str:
        """What pytest calls it."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def number(self) -> int:
        """Which of its kind it is: 1 for ``bad.py``, 2 for ``bad_2.py``."""
        return int(self.path.stem.partition("_")[2] or 1)

    @property
    def rule_folder(self) -> Path:
        """The folder of its rule."""
        return self.path.parent

    @property
    def main(self) -> Path:
        """The file with ``model()`` and ``inputs()``, or ``run()``."""
        return self.path / "model.py" if self.path.is_dir() else self.path

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All its Python files."""
        return tuple(sorted(self.path.rglob("*.py"))) if self.path.is_dir() else (self.path,)

    @cached_property
    def tree(self) -> ast.Module:
        """The main file's syntax tree."""
        return ast.parse(self.main.read_bytes())

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions at the main file's top level."""
        defined = (ast.FunctionDef, ast.AsyncFunctionDef)
        return frozenset(it.name for it in self.tree.body if isinstance(it, defined))

    @property
    def runs(self) -> bool:
        """Whether it is about a call site, with ``run()`` in place of a model."""
        return "run" in self.functions

    def constant(self, name: str) -> object:
        """The literal that the main file assigns to ``name`` at its top level; None without."""
        for it in self.tree.body:
            targets = it.targets if isinstance(it, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                assert isinstance(it, ast.Assign)
                return ast.literal_eval(it.value)
        return None

    def marks(self, word: str) -> set[Mark]:
        """The lines that carry ``# word: CODE``."""
        found: set[Mark] = set()
        for file in self.files:
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                mark = _MARK.search(line)
                if mark and mark["word"] == word:
                    codes = mark["codes"].split(",")
                    found |= {(file, number, code.strip()) for code in codes}
        return found

    def malformed_marks(self) -> list[str]:
        """Comments that look like a mark and would be overlooked, or that name no code."""
        wrong = []
        for file in self.files:
            for line in file.read_text("utf-8").splitlines():
                mark = _MARK.search(line)
                if mark:
                    known = mark["word"] in ("expect", "todo")
                    if not known or not _CODES.fullmatch(mark["codes"]):
                        wrong.append(line.strip())
                elif re.search(r"#\s*(?:expect|todo)\b", line, re.IGNORECASE):
                    wrong.append(line.strip())
        return wrong

    @property
    def settings(self) -> Settings:
        """TorchScript's rules are judged for TorchScript too, the others as plain compile."""
        targets = ("compile", "script") if self.is_script else ("compile",)
        return Settings(targets=targets, root=ROOT)

    @property
    def is_script(self) -> bool:
        """Whether it belongs to a rule about TorchScript."""
        return self.code.startswith("GNN1")


def rule_folders() -> list[Path]:
    """Every folder of the catalogue."""
    return sorted(it for it in RULES.iterdir() if it.is_dir() and not it.name.startswith("__"))


def examples(*kinds: str) -> list[Example]:
    """Every example of the given kinds, of all rules."""
    found = []
    for folder in rule_folders():
        code = folder.name.partition("_")[0]
        for path in sorted(folder.iterdir()):
            match = _EXAMPLE.fullmatch(path.name)
            if match and match["kind"] in kinds and (path.is_dir() or path.suffix == ".py"):
                found.append(Example(code, path, match["kind"]))
    return found


def is_example(path: Path) -> bool:
    """Whether the name of ``path`` is one that an example may have."""
    return _EXAMPLE.fullmatch(path.name) is not None


@dataclass(frozen=True)
class Claim:
    """What is claimed of a line: by a finding, or by a row of a rule."""

    default: Default
    fullgraph: Fullgraph
    script: Script

    @staticmethod
    def of(finding: Finding) -> Claim:
        """The claim of a finding."""
        return Claim(finding.default, finding.fullgraph, finding.script)

    @property
    def about_compile(self) -> bool:
        """Whether torch.compile is said to do something."""
        return self.default is not Default.CLEAN or self.fullgraph is not Fullgraph.CLEAN
