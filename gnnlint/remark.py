"""Remarks: findings about a file or a comment, and not about what a compiler does to code.

Their codes, and those of what only the compilers show, are declared by no rule folder.
"""

from __future__ import annotations

from gnnlint.finding import Certainty, Finding, Place, Severity, Target, rule_url

UNPARSABLE = "GNN001"
UNUSED_SUPPRESSION = "GNN002"
INTERNAL_ERROR = "GNN003"
RULE_ERROR = "GNN004"
UNPREDICTED_BREAK = "GNN901"
UNPREDICTED_FULLGRAPH_FAILURE = "GNN902"
UNPREDICTED_SCRIPT_FAILURE = "GNN903"
UNPREDICTED_RECOMPILE = "GNN904"

OWN_CODES = {
    UNPARSABLE: "unparsable",
    UNUSED_SUPPRESSION: "unused-suppression",
    INTERNAL_ERROR: "internal-error",
    RULE_ERROR: "rule-error",
    UNPREDICTED_BREAK: "unpredicted-break",
    UNPREDICTED_FULLGRAPH_FAILURE: "unpredicted-fullgraph-failure",
    UNPREDICTED_SCRIPT_FAILURE: "unpredicted-script-failure",
    UNPREDICTED_RECOMPILE: "unpredicted-recompile",
}
"""Code → name of the rules that no folder declares."""

OF_COMPILERS = frozenset(
    {
        UNPREDICTED_BREAK,
        UNPREDICTED_FULLGRAPH_FAILURE,
        UNPREDICTED_SCRIPT_FAILURE,
        UNPREDICTED_RECOMPILE,
    }
)
"""Those of what only the compilers show: a check that does not ask them finds none."""

FAILURES = frozenset({INTERNAL_ERROR, RULE_ERROR})
"""Those of a run that did not do all it was to do; what failed may be another time's success."""

UNJUDGED = FAILURES | {UNPARSABLE}
"""Those that say what no rule was held against."""


def remark(code: str, severity: Severity, place: Place, message: str, remedy: str) -> Finding:
    """A finding under one of the codes above."""
    return Finding(
        code=code,
        name=OWN_CODES[code],
        severity=severity,
        certainty=Certainty.CERTAIN,
        target=Target.ANY,
        place=place,
        message=message,
        remedy=remedy,
        url=rule_url(code),
    )
