"""What an error is about, in words."""

from __future__ import annotations

import ntpath
import os

import pytest

from gnnlint.verify.blame import summed_up
from gnnlint.verify.subject import Project


def test_a_file_is_named_without_its_folder_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    code = compile("1 / 0", r"C:\lab\net.py", "exec")
    with pytest.raises(ZeroDivisionError) as raised:
        exec(code)
    monkeypatch.setattr(os, "path", ntpath)
    monkeypatch.setattr(Project, "contains", lambda _, path: path.startswith(r"C:\lab"))
    assert summed_up(raised.value, Project(r"C:\lab")).endswith("(at net.py:1)")
