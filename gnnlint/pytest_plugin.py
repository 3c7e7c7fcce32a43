"""The pytest plugin: ``pytest --gnnlint`` makes a test of each budget of the configuration.

The budgets are those that ``gnnlint verify`` keeps without a target, the tables below
``[tool.gnnlint.models]``. A model is put before the compilers once for all of its budgets, in
processes of their own: nothing is compiled in pytest's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.config_keys import ModelSettings
    from gnnlint.verify import Observation

_MODE = {"graph_breaks": "default", "recompiles": "default"}  # else that of the budget's name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--gnnlint``."""
    parser.getgroup("gnnlint").addoption(
        "--gnnlint",
        action="store_true",
        help="run the models under [tool.gnnlint.models] and test each budget, such as "
        "graph_breaks = 0",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the configuration where it is among the files named."""
    if not parent.config.getoption("gnnlint") or file_path.name != "pyproject.toml":
        return None
    if file_path != _models(parent.config).settings.file:
        return None
    return Configuration.from_parent(parent, path=file_path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the budgets where the files named do not include the configuration."""
    if config.getoption("gnnlint") and not any(isinstance(it, Budget) for it in items):
        file = _models(config).settings.file
        items += Configuration.from_parent(session, path=file).collect()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes that ran the models."""
    models = config.stash.get(_MODELS, None)
    if models is not None:
        models.close()


class Models:
    """The models of the configuration, each put before the compilers once."""

    def __init__(self, settings: Settings) -> None:
        from gnnlint.verify import Children

        self.settings = settings
        self._children = Children()
        self._seen: dict[str, list[Observation]] = {}

    def seen(self, model: ModelSettings) -> list[Observation]:
        """What the compilers say: of a file that names no class, of each model in it.

        Raises:
            OverBudget: there is no such file or class, or no model in it.
        """
        if model.target not in self._seen:
            self._seen[model.target] = self._observed(model)
        return self._seen[model.target]

    def _observed(self, model: ModelSettings) -> list[Observation]:
        from gnnlint.cli.main import UsageError
        from gnnlint.cli.verify import configured
        from gnnlint.verify import SubjectError, observe_many
        from gnnlint.verify.discovery import subjects_of

        asked = dict.fromkeys(_MODE.get(it, it) for it in _budgets(model))
        try:
            subject = replace(configured(model, self.settings), root=self.settings.root)
            subjects = subjects_of(subject, self._children).subjects
        except (UsageError, SubjectError) as error:
            raise OverBudget(str(error)) from None
        return observe_many(subjects, modes=("eager", *asked), children=self._children)

    def close(self) -> None:
        """End the processes."""
        self._children.close()


_MODELS = pytest.StashKey[Models]()


def _models(config: pytest.Config) -> Models:
    """The models of the project that pytest runs in. Raises ``pytest.UsageError``."""
    from gnnlint.cli.main import UsageError
    from gnnlint.cli.verify import require_torch
    from gnnlint.config import load
    from gnnlint.config_keys import ConfigError

    if _MODELS not in config.stash:
        try:
            require_torch()
            settings = load(config.rootpath)
        except (ConfigError, UsageError) as error:
            raise pytest.UsageError(f"--gnnlint: {error}") from None
        if not any(_budgets(it) for it in settings.models):
            raise pytest.UsageError(
                "--gnnlint: no budgets to test: give a model some in pyproject.toml, as in "
                '[tool.gnnlint.models] "net.py:Net" = { graph_breaks = 0, recompiles = 1 }'
            )
        config.stash[_MODELS] = Models(settings)
    return config.stash[_MODELS]


def _budgets(model: ModelSettings) -> list[str]:
    """The budgets that a model is given."""
    from gnnlint.ratchet import measures

    return list(measures(model))


class OverBudget(Exception):
    """A model is not what its budget allows; the text is all there is to say."""


class Configuration(pytest.File):
    """The pyproject.toml, as a file of tests."""

    def collect(self) -> list[pytest.Item]:
        """A test for each budget."""
        return list(self._each())

    def _each(self) -> Iterator[pytest.Item]:
        for model in _models(self.config).settings.models:
            for name in _budgets(model):
                yield Budget.from_parent(
                    self, name=f"{model.target}[{name}]", model=model, budget=name
                )


class Budget(pytest.Item):
    """The test that a model keeps one of its budgets."""

    def __init__(self, *, model: ModelSettings, budget: str, **more: Any) -> None:
        super().__init__(**more)
        unset: Any = {name: None for name in _budgets(model) if name != budget}
        self.funcargs: dict[str, Any] = {}  # plugins expect them, pytest-lsp of every item
        self.model = model
        self.budget = budget
        self.alone = replace(model, **unset)

    def runtest(self) -> None:
        """Run the model, unless another budget has; raise ``OverBudget`` where it exceeds this."""
        from gnnlint.cli.budget import over_budget

        models = _models(self.config)
        settings = replace(models.settings, models=(self.alone,), targets="auto")
        told: list[str] = []
        for seen in models.seen(self.model):
            if seen.error is not None:
                told.append(f"{seen.name} cannot be run: {seen.error}")
            for problem in over_budget([seen], settings):
                told += [str(problem), *_why(seen, self.budget)]
        if told:
            raise OverBudget("\n".join(told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is over budget, without a traceback into this plugin."""
        if isinstance(excinfo.value, OverBudget):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """What stands above the failure."""
        return self.path, None, f"{self.model.target}: {self.budget}"


def _why(seen: Observation, budget: str) -> list[str]:
    """The lines that break the graph, the sizes that compile again, what a compiler raised."""
    from gnnlint.testing import reasons, shown

    mode = seen.modes.get(_MODE.get(budget, budget))
    if mode is None or mode.status == "skipped":
        mode = seen.modes["eager"]
    if mode.status == "breaks" or (mode.status == "ok" and budget == "recompiles"):
        return reasons(seen) if budget == "recompiles" else [shown(it) for it in seen.broken_lines]
    sites = [shown(it) for it in seen.sites if budget in it.modes]
    return sites or [f"  {line}" for line in (mode.error or "").strip().splitlines()[:12]]
