"""``gnnlint report``: which model is ready for which compiler."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gnnlint.cli.check import check, settings_of, verified
from gnnlint.cli.formats import OF_READINESS, Report, asked
from gnnlint.cli.main import OK
from gnnlint.cli.observing import pass_on_interrupt
from gnnlint.cli.output import wants_color, write

if TYPE_CHECKING:
    from gnnlint.finding import Run
    from gnnlint.verify.observation import Observation


def run(arguments: argparse.Namespace) -> int:
    """Print the readiness table; what it says never fails the command."""
    settings = settings_of(arguments)
    reports = asked(arguments.format, arguments.output, OF_READINESS)
    observations: Sequence[Observation] = ()
    if arguments.verify:
        from gnnlint.verify.observation import SHOWN_MODES

        outcome, observations = verified(arguments, settings, SHOWN_MODES)
    else:
        outcome = check(arguments, settings)
    for report in reports:
        write(_rendered(report, outcome, observations), report.file)
    pass_on_interrupt(observations)
    return OK


def _rendered(report: Report, outcome: Run, observations: Sequence[Observation]) -> str:
    from gnnlint.report import readiness

    if report.format == "html":
        from gnnlint.report import annotated

        return annotated.render(outcome, observations)
    if report.format == "json":
        return readiness.render_json(outcome, observations)
    color = report.file is None and wants_color()
    return readiness.render(outcome, observations, color=color)
