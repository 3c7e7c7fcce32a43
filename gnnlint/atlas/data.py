"""The atlas as one JSON object: whole, or what it says in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gnnlint.atlas.comparison import Answer, Verdict, counts, disagreements
from gnnlint.atlas.matrix import Matrix
from gnnlint.verify.observation import to_json


def document(matrix: Matrix, answers: Sequence[Answer] = ()) -> dict[str, Any]:
    """Operators with their records; where it was checked, what does not agree and how often."""
    return {
        "schema": 1,
        "measured": matrix.date,
        "operators": [
            {
                "operator": row.operator,
                "group": row.group,
                "kind": row.kind,
                "state": row.state,
                "why": row.why or None,
                "records": [to_json(it) for it in row.records],
            }
            for row in matrix.rows
        ],
        "check": _checked(answers) if answers else None,
    }


def summary(matrix: Matrix, answers: Sequence[Answer]) -> dict[str, Any]:
    """How each variation ended, by operator and compiler; and what `check` says otherwise."""
    return {
        "schema": 1,
        "measured": matrix.date,
        "versions": matrix.versions,
        "operators": {
            row.operator: {
                it.variation: {
                    mode: outcome.status for mode, outcome in it.modes.items() if mode != "eager"
                }
                for it in row.measured
            }
            for row in sorted(matrix.rows, key=lambda it: it.operator)
            if row.measured
        },
        "disagreements": sorted(
            [it.record.operator, it.record.variation, it.question, it.verdict.value]
            for it in disagreements(answers)
        ),
    }


def _checked(answers: Sequence[Answer]) -> dict[str, Any]:
    return {
        "counts": {
            question: {verdict.value: number for verdict, number in told.items()}
            for question, told in counts(answers)
        },
        "disagreements": [
            {
                "verdict": it.verdict.value,
                "question": it.question,
                "operator": it.record.operator,
                "variation": it.record.variation,
                "findings": sorted({each.code for each in it.findings}),
                "says": it.says,
            }
            for it in answers
            if it.verdict is not Verdict.AGREES
        ],
    }
