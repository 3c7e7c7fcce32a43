"""What the compilers are asked: which modes, which texts, of which models."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from gnnlint.cli.formats import Report
from gnnlint.cli.main import UsageError
from gnnlint.cli.progress import Progress

if TYPE_CHECKING:
    from gnnlint.verify import Children, Observation, Subject


def modes_of(
    further: Sequence[str], skipped: Sequence[str] = (), backend: str = "eager"
) -> list[str]:
    """What is shown anyway, what `--modes` and `--backend` ask for; not what `--skip-modes` names.

    Raises ``UsageError``.
    """
    from gnnlint.verify.observation import BACKENDS, FREE_MODES, FURTHER_MODES, SHOWN_MODES

    _require_known("--modes", further, FURTHER_MODES, (*SHOWN_MODES, "all"))
    if deciding := [mode for mode in skipped if mode in SHOWN_MODES and mode not in FREE_MODES]:
        raise UsageError(f"--skip-modes: {deciding[0]} always runs, since verdicts rest on it")
    _require_known("--skip-modes", skipped, FREE_MODES, ("all",))
    left_out = FREE_MODES if "all" in skipped else skipped
    chosen = FURTHER_MODES if "all" in further else further
    wanted = dict.fromkeys([*SHOWN_MODES, *BACKENDS[backend], *chosen])
    return [mode for mode in wanted if mode not in left_out]


def _require_known(
    option: str, names: Sequence[str], known: Sequence[str], also: Sequence[str]
) -> None:
    """Raise for a mode that is not among ``known``, which are offered, nor among ``also``."""
    from gnnlint.suggestion import did_you_mean

    for name in names:
        if name not in (*known, *also):
            hint = did_you_mean(name, known)
            raise UsageError(f"{option}: no mode `{name}`{hint} There are {', '.join(known)}.")


def texts_of(texts: Sequence[str], reports: Sequence[Report]) -> list[str]:
    """What `--show` asks for of a scripted model, each once. Raises ``UsageError``."""
    from gnnlint.suggestion import did_you_mean
    from gnnlint.verify.observation import SCRIPT_TEXTS

    for name in texts:
        if name not in SCRIPT_TEXTS:
            hint = did_you_mean(name, SCRIPT_TEXTS)
            raise UsageError(f"--show: no text `{name}`{hint} There are {', '.join(SCRIPT_TEXTS)}.")
    if texts and not any(report.format in ("text", "json") for report in reports):
        raise UsageError("--show: only text and json have it: --format text or --format json")
    return list(dict.fromkeys(texts))


def require_device(name: str, children: Children) -> None:
    """Raise ``UsageError`` where torch cannot put a tensor on the device; a child is asked."""
    from gnnlint.verify.children import Request

    if name == "cpu":
        return
    reply = children.call(Request("device", path="", device=name))
    answer = reply.answer or {}
    if told := answer.get("refused") or reply.trouble:
        known = ", ".join(answer.get("known", ("cpu",)))
        raise UsageError(f"--device {name}: torch cannot use it here, but {known}. It says: {told}")


def observed(
    subjects: Sequence[Subject],
    timeout: float | None,
    further: Sequence[set[str]],
    training: bool = False,
    modes: Sequence[str] | None = None,
    children: Children | None = None,
    jobs: int = 1,
    show: Sequence[str] = (),
) -> list[Observation]:
    """Put one model after the other before the compilers, and tell a terminal how far it is.

    Ctrl-C ends that: what was seen until then is returned, of the others that they were not run.
    ``further`` names the modes of each subject beside those of all; script is none of these.
    """
    from gnnlint.verify import Children, observe_many
    from gnnlint.verify.observation import STANDARD_MODES

    limits: dict[str, Any] = {} if timeout is None else {"time_limit": timeout}
    wanted = STANDARD_MODES if modes is None else modes
    of_all = [mode for mode in wanted if mode != "script"]
    observations: list[Observation] = []
    total = len(subjects)
    with ExitStack() as stack:
        progress = stack.enter_context(Progress("verified", "models"))
        if children is None:
            children = stack.enter_context(Children())
        for done, (subject, own) in enumerate(zip(subjects, further, strict=True)):
            chosen = list(dict.fromkeys([*of_all, *sorted(own)]))
            name = ":".join(filter(None, (subject.path.name, subject.class_name)))
            try:
                with progress.during(name, done, total):
                    observations += observe_many(
                        [subject],
                        modes=chosen,
                        training=training,
                        children=children,
                        jobs=jobs,
                        show=show,
                        **limits,
                    )
            except KeyboardInterrupt:
                return observations + [_interrupted(each) for each in subjects[done:]]
            progress(done + 1, total)
    return observations


_INTERRUPTED = "interrupted before it was through"


def _interrupted(subject: Subject) -> Observation:
    from gnnlint.verify import Observation

    path = subject.path.absolute().as_posix()
    return Observation(subject.dotted_name, path, subject.line, error=_INTERRUPTED)


def pass_on_interrupt(observations: Sequence[Observation]) -> None:
    """Raise the ``KeyboardInterrupt`` that ended them, once they are reported."""
    if any(each.error == _INTERRUPTED for each in observations):
        raise KeyboardInterrupt
