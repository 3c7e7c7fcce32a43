"""Every example of every rule under ``gnnlint check``: the exact set of findings."""

from __future__ import annotations

import ast
import re
import tokenize
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint import library
from gnnlint.catalogue import Catalogue, Rule, load
from gnnlint.config import Settings
from gnnlint.config_keys import ConfigError
from gnnlint.engine import check
from gnnlint.finding import Finding
from gnnlint.trace.event import Kind
from tests.rules.examples import (
    KINDS,
    ROOT,
    RULES,
    Example,
    Mark,
    examples,
    findings_of,
    is_example,
    rule_folders,
)

BAD = examples("bad")
SILENT = examples("good", "near")
EVERY = examples(*KINDS)

FIELDS = frozenset({"callee", "name", "source", "construct", "condition", "symbol", "detail"})
"""What a message may be filled with: docs/rules.md."""

BESIDE_EXAMPLES = frozenset({"rule.toml", "check.py", "fixed.py", "meant.py", "notes.md"})


def named(folder: Path | Example) -> str:
    return folder.id if isinstance(folder, Example) else folder.name


def found_under(settings: Settings, example: Example) -> set[Mark]:
    return lines(check([example.path], settings).findings)


def lines(findings: tuple[Finding, ...]) -> set[Mark]:
    return {(Path(it.place.path), it.place.line, it.code) for it in findings}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


# -- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize("example", BAD, ids=named)
def test_bad(example: Example) -> None:
    assert lines(findings_of(example)) == example.marks("expect")


@pytest.mark.parametrize("example", SILENT, ids=named)
def test_silent(example: Example) -> None:
    findings = lines(findings_of(example))
    gained = findings & example.marks("todo")
    assert not gained, f"found by now: take the mark `# todo:` off {sorted(gained)}"
    assert not findings


def test_files_do_not_change_each_others_findings() -> None:
    """One run over all folders finds what a run over each example finds."""
    settings = Settings(targets=("compile", "script"), root=ROOT)
    together = {it for it in lines(check([RULES], settings).findings) if is_inside(it[0])}
    alone = {it for example in EVERY for it in found_under(settings, example)}
    assert together == alone


def is_inside(file: Path) -> bool:
    return any(file.is_relative_to(example.path) for example in EVERY)


@pytest.mark.parametrize("example", BAD, ids=named)
def test_ignored_rules_leave_their_lines_alone(example: Example) -> None:
    """Selection comes after the claim: another rule never takes over an ignored one's line."""
    ignored = {code for _, _, code in example.marks("expect")}
    settings = replace(example.settings, ignore=(*example.settings.ignore, *ignored))
    assert not found_under(settings, example)


# -- what is said ----------------------------------------------------------------------------


@pytest.mark.parametrize("example", BAD, ids=named)
def test_the_words_of_a_finding_are_filled_in(example: Example, catalogue: Catalogue) -> None:
    for finding in findings_of(example):
        rule = catalogue.rule(finding.code)
        assert rule is not None
        messages = {row.message for row in rule.rows}
        assert any(is_filled(it, finding.message) for it in messages), finding.message
        remedies = {row.remedy for row in rule.rows}
        assert any(is_filled(it, finding.remedy) for it in remedies), finding.remedy


def is_filled(template: str, text: str) -> bool:
    """Whether ``text`` is the template with every known field replaced by something."""
    parts = re.split(r"\{(\w+)\}", template)
    words = (".+" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    unfilled = any(f"{{{part}}}" in text for part in parts[1::2])
    return not unfilled and re.fullmatch("".join(words), text, re.DOTALL) is not None


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_rule(folder: Path, catalogue: Catalogue) -> None:
    rule = next((it for it in catalogue.rules if it.folder.name == folder.name), None)
    assert rule is not None, "not in the catalogue"
    assert rule.rows or rule.check, "matches nothing"
    assert 0 < len(rule.summary) <= 100 and not rule.summary.endswith(".")
    for row in rule.rows:
        assert row.remedy, "a finding must say what to write instead"
        unknown = set(re.findall(r"\{(\w+)\}", row.message + row.remedy)) - FIELDS
        assert not unknown, f"the message names fields that do not exist: {unknown}"
        named = row.event is Kind.WRITE_ATTRIBUTE  # attributes such as `x`
        letters = {it for it in row.constructs if len(it) == 1 and not named}
        assert not letters, "`construct` is a list"
        if row.names:
            assert not row.constructs, "a row matches calls or constructs, not both"


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_conditions_name_parameters(folder: Path, catalogue: Catalogue) -> None:
    """A misspelt argument would stay open for ever, and nobody would notice."""
    rule = next(it for it in catalogue.rules if it.folder.name == folder.name)
    unknown = {
        f"{name}: {group}.{argument}"
        for row in rule.rows
        for group, argument in re.findall(r"\b(call|init)\.(\w+)", row.text)
        for name in row.names
        if not takes(name, group, argument)
    }
    assert not unknown


def takes(name: str, group: str, argument: str) -> bool:
    """Whether a call of ``name`` (or the making of the layer) has that argument."""
    if argument == "self" or not name.startswith(("torch.", "torch_geometric.")):
        return True
    if group == "init":
        owner = name if library.is_class(name) else name.rpartition(".")[0]
        known = library.init_signatures(owner)
    else:
        known = library.signatures(name)
    slots = [slot for signature in known for slot in signature.parameters]
    return any(slot.name == argument or slot.kind == "kwargs" for slot in slots)


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_pairs_of_rows_differ(folder: Path, catalogue: Catalogue) -> None:
    """Two rows for one callable under one condition: the second can never claim anything."""
    rule: Rule = next(it for it in catalogue.rules if it.folder.name == folder.name)
    seen: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rule.rows, 1):
        for name in sorted(row.names):
            key = (row.event.value, name, row.text, row.pyg, row.torch, row.script.value)
            assert key not in seen, f"rows {seen[key]} and {index} both claim {name}"
            seen[key] = index


# -- how a folder looks ----------------------------------------------------------------------


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_folder(folder: Path) -> None:
    strangers = [
        it.name
        for it in folder.iterdir()
        if it.name not in BESIDE_EXAMPLES and not is_example(it) and it.name != "__pycache__"
    ]
    assert not strangers, "nothing reads these"
    kinds = {it.kind for it in EVERY if it.rule_folder == folder}
    assert {"bad", "good"} <= kinds


@pytest.mark.parametrize("example", EVERY, ids=named)
def test_example(example: Example) -> None:
    assert ast.get_docstring(example.tree), "the docstring says why, or what to write instead"
    assert not example.malformed_marks()
    if example.runs:
        expect = example.constant("EXPECT")
        if example.kind == "bad":
            kind, told = expect  # type: ignore[misc]
            assert isinstance(kind, str) and isinstance(told, str) and told
        else:
            assert expect is None, "what is silent shows nothing to expect"
    else:
        assert {"model", "inputs"} <= example.functions
    assert example.constant("SAME_OUTPUT") in (None, True)
    assert isinstance(example.constant("OTHER_OUTPUT"), str | None)


@pytest.mark.parametrize("example", EVERY, ids=named)
def test_marks(example: Example) -> None:
    expected, missed = example.marks("expect"), example.marks("todo")
    if example.kind == "bad":
        assert example.code in {code for _, _, code in expected}, "no line breaks its own rule"
        assert not missed, "a known miss belongs into near.py"
    else:
        assert not expected, "a good example is silent"
        assert example.kind == "near" or not missed, "a known miss belongs into near.py"
    codes = {folder.name.partition("_")[0] for folder in rule_folders()}
    assert {code for _, _, code in expected | missed} <= codes


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_what_claims_the_same_output_has_a_counterpart(folder: Path) -> None:
    """good_2.py is compared with bad_2.py, so the numbers must tell the pairs."""
    own = [it for it in EVERY if it.rule_folder == folder]
    bad = {it.number for it in own if it.kind == "bad"}
    claiming = {
        kind: {it.number for it in own if it.kind == kind and it.constant("SAME_OUTPUT")}
        for kind in KINDS
    }
    assert claiming["bad"] <= claiming["good"] <= bad
    assert not claiming["near"]


@pytest.mark.parametrize("folder", rule_folders(), ids=named)
def test_each_pair_computes_the_same_or_says_why_not(folder: Path) -> None:
    """A remedy that changes the model has to own up to it."""
    own = [it for it in EVERY if it.rule_folder == folder and not it.runs]
    bad = {it.number for it in own if it.kind == "bad"}
    paired = [it for it in own if it.kind == "good" and it.number in bad]
    if (folder / "meant.py").exists():
        return  # held against that, both of them
    silent = [it.id for it in paired if not says_what_it_computes(it)]
    assert not silent, "SAME_OUTPUT = True in both, OTHER_OUTPUT = why, or a number of its own"
    alone = [it.id for it in own if it not in paired and it.constant("OTHER_OUTPUT")]
    assert not alone, "other than which?"


def says_what_it_computes(good: Example) -> bool:
    same, other = good.constant("SAME_OUTPUT"), good.constant("OTHER_OUTPUT")
    return (same is True) is not bool(other)


def test_no_two_examples_are_the_same() -> None:
    alike: dict[str, list[str]] = defaultdict(list)
    for example in EVERY:
        code = "\n".join(essence(file) for file in example.files)
        alike[code].append(example.id)
    assert [ids for ids in alike.values() if len(ids) > 1] == []


def essence(file: Path) -> str:
    """The code without docstring, marks and layout; what PyG reads out of comments stays."""
    tree = ast.parse(file.read_bytes())
    if ast.get_docstring(tree):
        del tree.body[0]
    with tokenize.open(file) as lines:
        tokens = list(tokenize.generate_tokens(lines.readline))
    comments = [it.string for it in tokens if it.type == tokenize.COMMENT]
    return ast.dump(tree) + "".join(re.sub(r"#\s*(expect|todo):.*", "", it) for it in comments)


# -- the loader is as strict -----------------------------------------------------------------

RULE = """
summary = "Says nothing"
message = "`{callee}` says nothing"
remedy  = "drop it"

[[match]]
call    = ["builtins.print"]
default = "break"
"""


def write_rule(folder: Path, text: str, name: str = "ACME101_says_nothing") -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "rule.toml").write_text(text, "utf-8")


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    write_rule(tmp_path, RULE)
    rule = load([tmp_path]).rule("ACME101")
    assert rule is not None and rule.name == "says-nothing"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("remedy ", "remedi ", "Did you mean `remedy`?"),
        ("default", "defualt", "Did you mean `default`?"),
        ('"break"', '"brake"', "brake"),
        ('"break"', '"break"\nwhen = "given(call.size"', "`when` cannot be read"),
        ('"break"', '"break"\nwhen = "has(call.size)"', "has"),
        ('"break"', '"break"\nevent = "calls"', "calls"),
        ('"break"', '"break"\nseverity = "fatal"', "fatal"),
        ('"break"', '"break"\nnowhere = "("', "`nowhere` is no regular expression"),
        ("summary = ", "# ", "`summary` is missing"),
        ("= [", "= ", "rule.toml"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    write_rule(tmp_path, RULE.replace(old, new))
    with pytest.raises(ConfigError) as error:
        load([tmp_path])
    assert told in str(error.value) and "rule.toml" in str(error.value)


def test_a_wrongly_named_folder_is_told(tmp_path: Path) -> None:
    write_rule(tmp_path, RULE, "says_nothing")
    with pytest.raises(ConfigError, match="name a rule folder like"):
        load([tmp_path])


def test_a_code_that_is_taken_is_told(tmp_path: Path) -> None:
    taken = rule_folders()[0].name.partition("_")[0]
    write_rule(tmp_path, RULE, f"{taken}_says_nothing")
    with pytest.raises(ConfigError, match=taken):
        load([tmp_path])


def test_the_documentation_names_every_event_and_construct() -> None:
    text = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    table = {
        row[1]: set(re.findall(r"`([^`]+)`", row[2]))
        for row in re.finditer(r"^\| `([\w-]+)` \| [^|]* \| ([^|]*) \|", text, re.MULTILINE)
    }
    assert {it.value for it in Kind} <= set(table)
    for rule in load().rules:
        for row in rule.rows:
            if row.event is not Kind.WRITE_ATTRIBUTE:
                assert row.constructs <= table[row.event.value], rule.code
