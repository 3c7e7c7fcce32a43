"""Which models a file holds, and how they are made where it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gnnlint.verify.children import Children, Reply, Request
from gnnlint.verify.classes import require_class
from gnnlint.verify.observation import from_json
from gnnlint.verify.recipe import Recipe
from gnnlint.verify.subject import Subject, SubjectError

BUILD_LIMIT = 90.0
"""Seconds that finding a way to make a model may take."""


@dataclass(frozen=True)
class Found:
    """The models of a file: a subject each; parts of them, and what is said of the others."""

    subjects: tuple[Subject, ...]
    parts: tuple[str, ...] = ()  # classes that others of the file are made of


def subjects_of(subject: Subject, children: Children, time_limit: float = BUILD_LIMIT) -> Found:
    """The subject itself where it says how its model is made, else one a model of its file.

    Raises:
        SubjectError: the file holds no model, or none that can be told.
    """
    if not subject.lacking() or subject.class_name is not None:
        return Found((subject,))
    if subject.example_path is not None:
        subject.check()
    reply = children.call(_request(subject, "models", time_limit))
    answer = _answer(reply, subject)
    names = [*answer.get("models", ()), *answer.get("failed", {})]
    if not names:
        raise SubjectError(
            f"{subject.path} has no model() and no inputs(), and no class that is a "
            f"torch.nn.Module with a forward to make one of{_elsewhere(subject)}"
        )
    found = tuple(replace(subject, class_name=name) for name in names)
    return Found(found, tuple(answer.get("parts", ())))


def _elsewhere(subject: Subject) -> str:
    """The end of a sentence about a file without models: what to name instead, if that is known."""
    from gnnlint.verify.imported import imported_models

    found = imported_models(subject)
    if found is None:
        return ""
    path, models = found
    names = " and ".join(filter(None, [", ".join(models[:-1]), models[-1]]))
    return f"; it imports {path}, which has {names}: `gnnlint verify {path}`"


def only_subject(subject: Subject, children: Children) -> Subject:
    """The one model that the subject names.

    Raises:
        SubjectError: its file or its class is not there; the file holds no model, or several.
    """
    subject.lacking()
    require_class(subject)
    found = subjects_of(subject, children).subjects
    if len(found) > 1:
        names = ", ".join(f"{it.path}:{it.class_name}" for it in found)
        raise SubjectError(f"{subject.path} has several models: name one of {names}")
    return found[0]


def with_recipe(
    subject: Subject, children: Children, time_limit: float = BUILD_LIMIT
) -> tuple[Subject, str]:
    """The subject with a recipe, where its source does not say how to make it; and its text.

    Raises:
        SubjectError: nothing tells how; the text says what is missing, with a stub to fill in.
    """
    if subject.trouble:
        raise SubjectError(subject.trouble)
    lacking = subject.lacking()
    if not lacking or subject.recipe is not None:
        return subject, ""
    if subject.example_path is not None or subject.class_name is None or len(lacking) == 1:
        subject.check()
    reply = children.call(_request(subject, "build", time_limit))
    answer = _answer(reply, subject)
    if "recipe" not in answer:
        ended = f": {reply.trouble}" if reply.trouble else ""
        raise SubjectError(
            f"{subject.class_name} cannot be made without help: what is missing is "
            f"{answer['missing']}{ended}.\nComplete this in a file of its own and name that with "
            f"--example:\n\n{answer['stub']}"
        )
    return replace(subject, recipe=from_json(Recipe, answer["recipe"])), answer["text"]


def _request(subject: Subject, mode: str, time_limit: float) -> Request:
    return Request(
        mode,
        path=str(subject.path.absolute()),
        class_name=subject.class_name,
        root=str(subject.root.absolute()) if subject.root else None,
        time_limit=time_limit,
    )


def _answer(reply: Reply, subject: Subject) -> Mapping[str, Any]:
    answer = reply.answer or {}
    if (reply.trouble is not None and "missing" not in answer) or "mode" in answer:
        told = reply.trouble or answer["mode"].get("error")
        raise SubjectError(f"{subject.path} cannot be loaded: {told}")
    return answer
