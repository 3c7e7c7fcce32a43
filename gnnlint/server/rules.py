"""The text and the page of a rule, by its code."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gnnlint import catalogue
from gnnlint.finding import rule_url
from gnnlint.report import rule_page
from gnnlint.report.own_rules import OWN_RULES


@lru_cache(maxsize=256)
def page(code: str, folders: tuple[Path, ...] = ()) -> str | None:
    """The page of a rule as Markdown, with a link to it; None for an unknown code."""
    rules = {it.code: it for it in catalogue.load(folders).rules}
    own = {it.code: it for it in OWN_RULES}
    if code in rules:
        text = rule_page.markdown(rules[code])
    elif code in own:
        text = rule_page.own_markdown(own[code])
    else:
        return None
    return f"{text}\n[{code}]({rule_url(code)})\n"
