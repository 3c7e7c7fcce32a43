"""Concludes a run: merges what its files showed, leaves out what is silenced or off, counts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gnnlint.answer import Answer, Found, Traced
from gnnlint.config import Settings
from gnnlint.finding import (
    Certainty,
    Default,
    EntryPoint,
    Finding,
    Fullgraph,
    Model,
    Run,
    Target,
)
from gnnlint.fingerprint import with_fingerprints
from gnnlint.merging import Claim, by_entry_point, claim_of, merge
from gnnlint.misspelt import is_known, misspelt
from gnnlint.notebook import located
from gnnlint.remark import OF_COMPILERS, OWN_CODES, UNPARSABLE
from gnnlint.rule_folders import built_in_rules, rule_names
from gnnlint.source import Source
from gnnlint.standing import are_judged
from gnnlint.suppression import apply as apply_suppressions
from gnnlint.suppression import names_our_rules, suppressions
from gnnlint.surroundings import Surroundings
from gnnlint.versions import PYG, TORCH


@dataclass(frozen=True)
class Checked:
    """What a run looked at, and what each file showed."""

    settings: Settings
    paths: tuple[Path, ...]  # as given, absolute
    sources: Mapping[Path, Source]  # all that could be read, of every share
    files: int  # how many count as checked
    answers: Sequence[Answer]
    surroundings: Surroundings
    share: Collection[Path] | None = None  # of the sources, those whose comments are looked at
    scripted: bool = False  # whether some model besides those of the answers is judged for script

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """What holds of all that the files showed."""
        found = (it for answer in self.answers for it in answer.found)
        return tuple(it for it in found if self.holds(it[1]) and not self._is_of_no_use(it[1]))

    def _is_of_no_use(self, failure: Finding) -> bool:
        """Whether it says that a rule failed in a file where the rule is off."""
        code = failure.failed_rule
        if not code:
            return False
        return not self.settings.selects(code, self.rules[code], failure.place.path)

    @cached_property
    def failed(self) -> frozenset[str]:
        """The rules whose code failed somewhere, so that not all that they say is known."""
        return frozenset(it.failed_rule for _, it in self.found if it.failed_rule)

    @cached_property
    def withheld(self) -> tuple[Finding, ...]:
        """What the rest of the project speaks against, or what is not known of it."""
        found = (finding for answer in self.answers for _, finding in answer.found)
        return tuple(it for it in found if not self.holds(it))

    def holds(self, finding: Finding) -> bool:
        """Whether a finding stands up to the rest of the project."""
        return not finding.nowhere or self.surroundings.lack(finding.nowhere)

    @cached_property
    def models(self) -> tuple[Traced, ...]:
        """Every entry point, in the order of the files."""
        return tuple(it for answer in self.answers for it in answer.models)

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """Code → name of every rule."""
        return rule_names((built_in_rules(), *self.settings.rule_folders))

    @cached_property
    def names(self) -> frozenset[str]:
        """The paths of the files, as places have them."""
        return frozenset(path.as_posix() for path in self.sources)

    @cached_property
    def is_scripted(self) -> bool:
        """Whether any model is judged for TorchScript."""
        return self.scripted or any(it.scripted for it in self.models)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The compilers that were asked about."""
        chosen = [Target.COMPILE] if self.settings.judges_compile else []
        asked = self.settings.targets != "auto" and "script" in self.settings.targets
        if asked or self.is_scripted:
            chosen.append(Target.SCRIPT)
        return tuple(chosen)

    @cached_property
    def is_whole(self) -> bool:
        """Whether enough was checked to call a comment unused: folders, and all of their files.

        In a helper it may be of use to a model of a file that was not looked at.
        """
        folders = bool(self.paths) and all(map(os.path.isdir, self.paths))
        return self.settings.shard is None and folders


def conclude(work: Checked) -> Run:
    """The outcome of a run; it has taken no time yet."""
    settings, sources = work.settings, work.sources
    by_entry = by_entry_point(work.found)
    merged = merge(it for own in by_entry.values() for it in own)
    inside: list[Finding] = []
    elsewhere: list[Finding] = []
    for it in merged:
        is_inside = it.place.path in work.names or it.code == UNPARSABLE
        (inside if is_inside else elsewhere).append(it)
    kept, unused = _suppressed(work, inside)
    standing = {claim_of(it): it for it in (*kept, *elsewhere)}
    silenced = frozenset(map(claim_of, inside)) - standing.keys()
    chosen = [
        it
        for it in (*kept, *unused)
        if settings.selects(it.code, it.name, it.place.path) and _asked(settings, it)
    ]
    chosen.sort(key=lambda it: (it.place, it.code))
    shown = {it.place.path for it in chosen}
    lines = {name: it.lines for path, it in sources.items() if (name := path.as_posix()) in shown}
    findings = with_fingerprints(chosen, lines, settings.root)
    run = Run(
        findings=findings,
        models=tuple(_models(work, findings, by_entry, standing, silenced)),
        by_entry=_by_name(by_entry),
        files=work.files,
        seconds=0.0,
        targets=work.targets,
        torch_version=settings.torch_version,
        pyg_version=settings.pyg_version,
        elsewhere=tuple(elsewhere),
        notes=tuple(_notes(work)),
        root=settings.root.as_posix(),
        working_directory=Path.cwd().as_posix(),
        sources={it.place.path: lines.get(it.place.path, ()) for it in findings},
        paths=tuple(it.as_posix() for it in work.paths) if settings.shard is None else (),
    )
    return located(run, {it.path.as_posix(): it.cells for it in sources.values() if it.cells})


def _asked(settings: Settings, finding: Finding) -> bool:
    """``--target fullgraph`` keeps only what fails under fullgraph=True, and remarks."""
    if "fullgraph" not in settings.targets or "compile" in settings.targets:
        return True
    is_another_matter = finding.target is Target.SCRIPT or finding.code in OWN_CODES
    return is_another_matter or finding.fullgraph is Fullgraph.ERROR


def _notes(work: Checked) -> Iterable[str]:
    yield from work.settings.notes
    if not work.files and work.settings.shard is None:
        yield (
            "no Python file and no notebook is there, or all are excluded: by .gitignore, by "
            "`exclude`, or since their folder is hidden, a build or an environment"
        )
    if work.settings.shard is not None:
        number, total = work.settings.shard
        yield f"share {number} of {total}: the models of the other files are judged by other runs"
    yield from _unmeasured(work.settings)
    yield from _idle_patterns(work)
    yield from _unjudged(work)
    if work.settings.targets == "auto" and not work.is_scripted:
        yield (
            "target script is off: nothing here uses torch.jit or propagate_type "
            "(--target compile,script switches it on)"
        )


def _idle_patterns(work: Checked) -> Iterable[str]:
    """Patterns that match nothing, where all files were looked at that they may be about."""
    settings = work.settings
    if not settings.per_file_ignores:
        return
    if any(it == settings.root or it in settings.root.parents for it in work.paths):
        found = {it.place.path for answer in work.answers for _, it in answer.found}
        for pattern in settings.idle_patterns({*work.names, *found}):
            yield f'`per-file-ignores`: no file that is checked matches "{pattern}"'


def _unjudged(work: Checked) -> Iterable[str]:
    """The classes that may be models as well, the first of them by name."""
    found = [it for answer in work.answers for it in answer.strangers]
    if found:
        first, more = found[0], f" and {len(found) - 1} more" if len(found) > 1 else ""
        where = f"{Path(first.place.path).name}:{first.place.line}"
        yield (
            f"not judged, since nothing is known of a base: {first.reason} ({where}){more}; "
            "a model is what inherits from torch.nn.Module"
        )


def _unmeasured(settings: Settings) -> Iterable[str]:
    """The rules were measured with some versions; of others less is known."""
    for known, version in ((TORCH, settings.torch_version), (PYG, settings.pyg_version)):
        if not known.is_measured(version):
            yield (
                f"measured with {known.package} {known.range_measured}; {version} is judged by "
                "what is known of it"
            )


def _suppressed(work: Checked, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    hit = {it.place.path for it in (*findings, *work.withheld)}
    hit |= {related.place.path for it in findings for related in it.related}
    marked = {
        path.as_posix(): suppressions(source)
        for path, source in work.sources.items()
        if path.as_posix() in hit or names_our_rules(source)
    }
    kept, unused = apply_suppressions(
        (*findings, *work.withheld),  # a comment that silences these is of use in another run
        marked,
        targets=work.targets,
        active=lambda code: _is_on(code, work),
    )
    standing = [it for it in kept if work.holds(it)]
    own = {path.as_posix() for path in (work.sources if work.share is None else work.share)}
    wrong = [
        it for name, each in marked.items() if name in own for it in misspelt(each, work.rules)
    ]
    return standing, [*wrong, *(unused if work.is_whole else ())]


def _is_on(code: str, work: Checked) -> bool:
    """Whether all that a comment may mean by a code was looked for, without the compilers."""
    if any(own.startswith(code) or OWN_CODES[own] == code for own in OF_COMPILERS):
        return False
    if any(own.startswith(code) or work.rules[own] == code for own in work.failed):
        return False
    is_selected = work.settings.selects(code, code)
    return is_selected and is_known(code, work.rules) and are_judged(code, work.settings)


def _models(
    work: Checked,
    findings: Sequence[Finding],
    by_entry: Mapping[EntryPoint | None, Sequence[Finding]],
    standing: Mapping[Claim, Finding],
    silenced: frozenset[Claim],
) -> Iterable[Model]:
    """The models, judged by every finding that stands: it is not suppressed.

    What is not selected, or lies in files outside the given paths, breaks them all the same.
    """
    reported = {claim_of(it): it.fingerprint for it in findings}
    for traced in _one_each(work.models):
        every = by_entry.get(traced.entry, ())
        own = [it for it in every if claim_of(it) in standing]
        hidden = [it for it in every if claim_of(it) in silenced]
        fingerprints = tuple(reported[key] for key in map(claim_of, own) if key in reported)
        away = sum(it.place.path not in work.names for it in own)
        model = _model(traced, own)
        yield replace(
            model,
            findings=fingerprints,
            elsewhere=away,
            suppressed=tuple(_hidden(model, _model(traced, hidden))),
            conditional=_rests_on_conditions([standing[claim_of(it)] for it in own]),
        )


def _rests_on_conditions(merged: Iterable[Finding]) -> bool:
    """Whether each break and failure of a model holds under a condition alone."""
    said = [it for it in merged if it.target is Target.COMPILE and not _passes(it)]
    return bool(said) and all(it.certainty is Certainty.CONDITIONAL for it in said)


def _passes(finding: Finding) -> bool:
    runs = finding.default in (Default.CLEAN, Default.RECOMPILE)
    return runs and finding.fullgraph is not Fullgraph.ERROR


def _hidden(shown: Model, hidden: Model) -> Iterable[str]:
    """The targets of which nothing is said but what comments suppress."""
    if not _is_blamed(shown) and _is_blamed(hidden):
        yield "compile"
    if shown.fullgraph != "fails" and hidden.fullgraph == "fails":
        yield "fullgraph"
    if shown.script != "fails" and hidden.script == "fails":
        yield "script"


def _is_blamed(model: Model) -> bool:
    """Whether something is said of plain ``torch.compile``."""
    return model.compile != "no-break-found" or model.recompiles


def _by_name(
    by_entry: Mapping[EntryPoint | None, tuple[Finding, ...]],
) -> dict[str, tuple[Finding, ...]]:
    """The findings of each name; two models of one name in different folders share it."""
    found: dict[str, tuple[Finding, ...]] = {}
    for entry, own in by_entry.items():
        name = entry.name if entry is not None else ""
        found[name] = (*found.get(name, ()), *own)
    return found


def _one_each(models: Iterable[Traced]) -> Iterable[Traced]:
    """A model by its class, with what could not be followed even where it is made."""
    found: dict[EntryPoint, Traced] = {}
    for it in models:
        known = found.setdefault(it.entry, it)
        fewer = it if len(it.gaps) < len(known.gaps) else known
        found[it.entry] = replace(known, gaps=fewer.gaps)
    return found.values()


def _model(traced: Traced, own: Sequence[Finding]) -> Model:
    """What a model's findings say of it."""
    compiled = [it for it in own if it.target is Target.COMPILE]
    scripted = [it for it in own if it.target is Target.SCRIPT]
    raises = any(it.default is Default.RAISES for it in compiled)
    breaks = any(it.default is Default.BREAK for it in compiled)
    fails = any(it.fullgraph is Fullgraph.ERROR for it in compiled)
    return Model(
        name=traced.entry.model,
        place=traced.entry.place,
        gaps=traced.gaps,
        compile="raises" if raises else "breaks" if breaks else "no-break-found",
        fullgraph="fails" if fails else "no-failure-found",
        script=("fails" if scripted else "no-failure-found") if traced.scripted else "off",
        recompiles=any(it.default is Default.RECOMPILE for it in compiled),
    )
