"""JUnit's XML: what CI servers without a notion of linters show as failed tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree import ElementTree

from gnnlint.finding import Finding, Run, Verdict
from gnnlint.report.message import headline, paragraph
from gnnlint.report.path import shown
from gnnlint.report.problem import Problem

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, problems: Sequence[Problem] = ()) -> str:
    """A suite a file and a failed test a finding; without any a test that passes.

    ``problems`` of whole models make a suite of their own.

    Some servers call a report without tests an error. What the compiler refuted counts as skipped.
    """
    root = ElementTree.Element("testsuites", name="gnnlint")
    for path, findings in groupby(run.findings, key=lambda each: each.place.path):
        _add_suite(root, shown(path, run.working_directory), findings, run)
    if problems:
        _add_problems(root, problems, run)
    if not run.findings and not problems:
        suite = ElementTree.SubElement(root, "testsuite", name="gnnlint", tests="1", failures="0")
        ElementTree.SubElement(suite, "testcase", name="gnnlint", classname="gnnlint")
    ElementTree.indent(root)
    # ASCII, so that no terminal or pipe can spoil it.
    body = ElementTree.tostring(root, "us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _add_suite(root: ElementTree.Element, path: str, findings: Iterable[Finding], run: Run) -> None:
    cases = list(findings)
    refuted = sum(each.verdict is Verdict.REFUTED for each in cases)
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=path,
        tests=str(len(cases)),
        failures=str(len(cases) - refuted),
        skipped=str(refuted),
    )
    for finding in cases:
        _add_case(suite, path, finding, run)


def _add_problems(root: ElementTree.Element, problems: Sequence[Problem], run: Run) -> None:
    number = str(len(problems))
    suite = ElementTree.SubElement(
        root, "testsuite", name="models", tests=number, failures=number, skipped="0"
    )
    for each in problems:
        path = shown(each.path, run.working_directory)
        case = ElementTree.SubElement(
            suite,
            "testcase",
            name=" ".join(filter(None, ("gnnlint", each.name, each.budget, each.file))),
            classname=path.removesuffix(".py").replace("/", "."),
            file=path,
            line=str(each.line),
        )
        said = _clean(str(each))
        ElementTree.SubElement(case, "failure", type="error", message=said).text = said


def _add_case(suite: ElementTree.Element, path: str, finding: Finding, run: Run) -> None:
    place = finding.place
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=f"gnnlint.{finding.code} {path}:{place.line}:{place.column}",
        classname=path.removesuffix(".py").replace("/", "."),
        file=path,
        line=str(place.line),
        column=str(place.column),
    )
    if finding.verdict is Verdict.REFUTED:
        ElementTree.SubElement(case, "skipped", message="refuted by the compiler")
        return
    failure = ElementTree.SubElement(
        case, "failure", type=finding.severity.value, message=_clean(headline(finding))
    )
    failure.text = _clean(paragraph(finding, run.working_directory))


def _clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
