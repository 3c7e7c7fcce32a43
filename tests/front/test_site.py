"""The site: it builds without a warning, links lead somewhere, findings to their rules."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from gnnlint import catalogue
from gnnlint.finding import DOCS, rule_url
from gnnlint.remark import OWN_CODES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


class Links(HTMLParser):
    """What a page refers to, and the places in it that may be referred to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.places |= {given[it] for it in ("id", "name") if it in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe") and "src" in given:
            self.loaded.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.loaded.append(given["href"])


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {page: Links(page) for page in site.rglob("*.html")}


def test_every_rule_has_the_page_that_its_findings_name(site: Path) -> None:
    rules = catalogue.load().rules
    for code in (*OWN_CODES, *(it.code for it in rules)):
        place = rule_url(code).removeprefix(DOCS)
        text = (site / place / "index.html").read_text("utf-8")
        assert "<h1 id=" in text and f">{code}: " in text
    one = next(it for it in rules if it.code == "GNN201")
    shown = (site / "rules/GNN201/index.html").read_text("utf-8")
    examples = [*one.folder.glob("bad*.py"), *one.folder.glob("good*.py")]
    assert shown.count('<div class="highlight">') == len(examples) > 2
    assert "gb0124" in shown


def test_every_link_leads_somewhere(site: Path, pages: dict[Path, Links]) -> None:
    assert len(pages) > 100
    lost = [f"{page.relative_to(site)}: {link}" for page, link in _internal(pages) if not
            _is_there(site, pages, page, link)]  # fmt: skip
    assert not lost


def _internal(pages: dict[Path, Links]) -> Iterator[tuple[Path, str]]:
    for page, found in pages.items():
        for link in (*found.links, *found.loaded):
            if not urlsplit(link).scheme and page.name != "404.html":
                yield page, link


def _is_there(site: Path, pages: dict[Path, Links], page: Path, link: str) -> bool:
    parts = urlsplit(link)
    file = page
    if parts.path:
        file = Path(os.path.normpath(page.parent / unquote(parts.path)))
        if file.is_dir():
            file /= "index.html"
    if not file.is_file() or not file.is_relative_to(site):
        return False
    fragment = unquote(parts.fragment)
    return (
        not fragment or fragment == "__skip" or file not in pages or fragment in pages[file].places
    )


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Links]) -> None:
    assert not [it for found in pages.values() for it in found.loaded if urlsplit(it).netloc]


def test_links_into_the_repository_name_what_is_there(pages: dict[Path, Links]) -> None:
    home = "https://github.com/gnnlint/gnnlint/"
    found = {link for it in pages.values() for link in it.links if link.startswith(home)}
    code = [it.removeprefix(home).split("/", 2) for it in found if "/main/" in it]
    assert code and all((ROOT / path).exists() for _, _, path in code)
