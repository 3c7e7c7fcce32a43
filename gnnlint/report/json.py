"""The run as one JSON object: the contract that editors, CI systems and scripts read.

Keys may be added; none is renamed or dropped without a word in the changelog.
"""

from __future__ import annotations

import json
from typing import Any

from gnnlint import __version__
from gnnlint.finding import Finding, Model, Run, Severity, Target
from gnnlint.report.path import file_of

SCHEMA = 1


def render(run: Run) -> str:
    """The object, indented and in ASCII, which no terminal or pipe can spoil."""
    return json.dumps(document(run), indent=2) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The object as plain data."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "gnnlint", "version": __version__},
        "torch_version": run.torch_version,
        "pyg_version": run.pyg_version,
        "targets": [target.value for target in run.targets],
        "summary": {
            "files": run.files,
            **{severity.value: run.count(severity) for severity in Severity},
            "elsewhere": len(run.elsewhere),
            "known": len(run.known),
            "seconds": round(run.seconds, 3),
        },
        "notes": list(run.notes),
        "findings": [finding_json(each, run.working_directory) for each in run.findings],
        "models": [_model(each, run.working_directory) for each in run.models],
    }


def finding_json(finding: Finding, directory: str) -> dict[str, Any]:
    """A finding as plain data; its paths are relative to ``directory``."""
    is_compile = finding.target is Target.COMPILE
    masked_by = finding.masked_by
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "condition": finding.condition,
        "target": finding.target.value,
        "default": finding.default.value if is_compile else None,
        "masked_by": masked_by and {**file_of(masked_by.path, directory), "line": masked_by.line},
        "fullgraph": finding.fullgraph.value if is_compile else None,
        "script": finding.script.value,
        "runs_eagerly": finding.runs_eagerly,
        **file_of(finding.place.path, directory),
        "line": finding.place.line,
        "column": finding.place.column,
        "end_line": finding.place.end_line,
        "end_column": finding.place.end_column,
        "symbol": finding.symbol,
        "entry_points": list(finding.entry_points),
        "trace": [
            {**file_of(step.path, directory), "line": step.line, "symbol": step.symbol}
            for step in finding.trace
        ],
        "message": finding.message,
        "remedy": finding.remedy,
        "related": [
            {
                "role": each.role,
                **file_of(each.place.path, directory),
                "line": each.place.line,
                "column": each.place.column,
                "end_line": each.place.end_line,
                "end_column": each.place.end_column,
                "message": each.message,
            }
            for each in finding.related
        ],
        "assumptions": list(finding.assumptions),
        "gb_types": list(finding.gb_types),
        "fix": None,
        "fingerprint": finding.fingerprint,
        "url": finding.url,
        "first": finding.first,
        "verdict": finding.verdict.value if finding.verdict else None,
        "fullgraph_verdict": finding.fullgraph_verdict.value if finding.fullgraph_verdict else None,
        "compiler_says": finding.compiler_says,
    }


def _model(model: Model, directory: str) -> dict[str, Any]:
    return {
        "name": model.name,
        **file_of(model.place.path, directory),
        "line": model.place.line,
        "gaps": len(model.gaps),
        "elsewhere": model.elsewhere,
        "not_followed": [
            {**file_of(gap.place.path, directory), "line": gap.place.line, "reason": gap.reason}
            for gap in model.gaps
        ],
        "findings": list(model.findings),
        "compile": model.compile,
        "fullgraph": model.fullgraph,
        "script": model.script,
        "recompiles": model.recompiles,
        "suppressed": list(model.suppressed),
    }
