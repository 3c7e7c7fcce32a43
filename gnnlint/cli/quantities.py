"""What the values of options mean: numbers, shares, lists of words."""

from __future__ import annotations

import argparse


def seconds(text: str) -> float:
    """A time limit: something between nothing and for ever."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"`{text}` is no number of seconds above 0")
    return number


def count(text: str) -> int:
    """A number of things, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no number above 0")
    return int(text)


def share(text: str) -> tuple[int, int]:
    """``2/5`` as numbers."""
    number, slash, total = text.partition("/")
    if not (slash and number.isdecimal() and total.isdecimal() and 0 < int(number) <= int(total)):
        raise argparse.ArgumentTypeError(f"`{text}` is no share: write 2/5 for the second of five")
    return int(number), int(total)


def words(text: str) -> list[str]:
    """Words with commas between them."""
    return [word.strip() for word in text.split(",") if word.strip()]


def rules(text: str) -> list[str]:
    """Rules with commas between them, at least one: a check that looks for none finds none."""
    named = words(text)
    if not named:
        raise argparse.ArgumentTypeError("no rule is named: write codes, prefixes (GNN2) or names")
    return named
