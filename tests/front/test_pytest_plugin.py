"""The plugin under the real pytest, and the real compilers below it."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("lent_children")

INSTALLED = any(it.value == "gnnlint.pytest_plugin" for it in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "gnnlint.pytest_plugin"]

NET = """
import torch


class Good(torch.nn.Module):
    def forward(self, x):
        return x + 1


class Bad(torch.nn.Module):
    def forward(self, x):
        print(x.shape)
        return x[x > 0] if x.sum().item() > 0 else x


class Raises(torch.nn.Module):
    def forward(self, x):
        raise ValueError("never runs")
"""
MODELS = """
[tool.gnnlint.models]
"net.py:Good" = { graph_breaks = 0, recompiles = 0, fullgraph = true }
"net.py:Bad" = { graph_breaks = 0, fullgraph = true, script = false }
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(net=NET, test_own="def test_own(): pass")
    pytester.makepyprojecttoml(MODELS)
    return pytester


def run(project: pytest.Pytester, *words: str) -> pytest.RunResult:
    return project.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *words)


def test_each_budget_is_a_test(project: pytest.Pytester) -> None:
    told = run(project, "--gnnlint", "-v")
    told.assert_outcomes(passed=4, failed=2)
    told.stdout.fnmatch_lines(
        [
            "*pyproject.toml::net.py:Good[[]graph_breaks[]] PASSED*",
            "*pyproject.toml::net.py:Bad[[]fullgraph[]] FAILED*",
            "*_ net.py:Bad: graph_breaks _*",
            "*net.Bad: * graph breaks, 0 allowed",
            "*net.py:11 in Bad.forward: *",
            "*net.Bad: fullgraph must pass, yet fails",
        ]
    )
    told.stdout.no_fnmatch_line("*gnnlint/pytest_plugin.py*")


def test_nothing_is_run_unasked(project: pytest.Pytester) -> None:
    run(project).assert_outcomes(passed=1)


def test_a_budget_can_be_selected(project: pytest.Pytester) -> None:
    run(project, "--gnnlint", "-k", "Good and fullgraph").assert_outcomes(passed=1, deselected=5)
    run(project, "--gnnlint", "pyproject.toml::net.py:Good[fullgraph]").assert_outcomes(passed=1)


def test_a_model_that_does_not_run_keeps_no_budget(project: pytest.Pytester) -> None:
    project.makepyprojecttoml(
        '[tool.gnnlint.models]\n"net.py:Raises" = { graph_breaks = 0 }\n"gone.py" = '
        "{ recompiles = 0 }\n"
    )
    told = run(project, "--gnnlint")
    told.assert_outcomes(passed=1, failed=2)
    told.stdout.fnmatch_lines(["*Raises*never runs*", "*gone.py: no such file*"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.gnnlint]\n", "no budgets to test"),
        ('[tool.gnnlint]\nmodels = ["net.py"]\n', "no budgets to test"),
        ('[tool.gnnlint.models]\n"net.py" = { graph_break = 0 }\n', "unknown budget `graph_break`"),
    ],
)
def test_a_configuration_without_budgets_is_told(
    project: pytest.Pytester, text: str, words: str
) -> None:
    project.makepyprojecttoml(text)
    told = run(project, "--gnnlint")
    assert told.ret == pytest.ExitCode.USAGE_ERROR
    told.stderr.fnmatch_lines([f"*--gnnlint: *{words}*"])
