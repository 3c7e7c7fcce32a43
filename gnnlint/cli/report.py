"""``gnnlint report``: which model is ready for which compiler."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gnnlint.cli.check import check, settings_of, verified
from gnnlint.cli.main import OK, UsageError
from gnnlint.cli.output import wants_color, write

if TYPE_CHECKING:
    from gnnlint.verify.observation import Observation


def run(arguments: argparse.Namespace) -> int:
    """Print the readiness table; what it says never fails the command."""
    from gnnlint.report import readiness

    settings = settings_of(arguments)
    observations: Sequence[Observation] = ()
    if arguments.verify:
        outcome, observations = verified(arguments, settings)
    else:
        outcome = check(arguments, settings)
    if arguments.format == "html":
        from gnnlint.report import annotated, template

        if not template.is_available():
            raise UsageError(template.MISSING)
        text = annotated.render(outcome, observations)
    elif arguments.format == "json":
        text = readiness.render_json(outcome, observations)
    else:
        color = arguments.output is None and wants_color()
        text = readiness.render(outcome, observations, color=color)
    write(text, arguments.output)
    return OK
