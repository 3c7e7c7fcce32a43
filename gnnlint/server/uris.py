"""Addresses of documents and paths of files, on Windows too."""

from __future__ import annotations

import os
import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"/?([A-Za-z]):")
_ON_WINDOWS = os.name == "nt"


def path_of(uri: str, *, windows: bool = _ON_WINDOWS) -> str | None:
    """The path of a ``file:`` address as this system spells it; None for any other address.

    On Windows a drive is always a capital, since editors disagree (``file:///c%3A/net.py``).
    """
    parts = urlsplit(uri)
    if parts.scheme.lower() != "file":
        return None
    path = unquote(parts.path)
    if not windows:
        return os.path.normpath(path)
    if parts.netloc:
        path = f"//{unquote(parts.netloc)}{path}"
    path = _DRIVE.sub(lambda match: f"{match[1].upper()}:", path, count=1)
    return str(PureWindowsPath(path))


def uri_of(path: str | PurePath, *, windows: bool = _ON_WINDOWS) -> str:
    """The ``file:`` address of an absolute path."""
    kind = PureWindowsPath if windows else PurePosixPath
    return kind(path).as_uri()
