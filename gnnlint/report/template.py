"""Pages in HTML: one frame and one stylesheet for all, and each page one self-contained file."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint import __version__

if TYPE_CHECKING:
    from markupsafe import Markup

SHARED = Path(__file__).with_name("templates")
"""Holds ``frame.html``, which every page extends, and ``style.css``, which goes into it."""

MISSING = "an HTML page needs jinja2: `pip install 'gnnlint[html]'`"

_CODE = re.compile(r"`([^`]+)`")


def is_available() -> bool:
    """Whether pages can be made: jinja2 is an extra."""
    return find_spec("jinja2") is not None


def filled(template: Path, **values: object) -> str:
    """The page that ``template`` makes of ``values``.

    It may extend ``frame.html`` and use the filters ``words``, which sets what stands between
    backticks as code, and ``breakable``, for long names and paths; everything is escaped unless
    the template says otherwise.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([template.parent, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["words"] = _words
    environment.filters["breakable"] = _breakable
    environment.globals["version"] = __version__
    environment.globals["style"] = (SHARED / "style.css").read_text(encoding="utf-8")
    return environment.get_template(template.name).render(**values)


def _words(text: str) -> Markup:
    """``text`` escaped, with code where backticks stand."""
    from markupsafe import Markup, escape

    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def _breakable(text: str) -> Markup:
    """``text`` escaped, which may go on in the next line after a dot, a slash or an underscore."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"([./_])", r"\1<wbr>", str(escape(text))))
