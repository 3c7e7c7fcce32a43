"""Whether torch has a device to run models on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch

from gnnlint.verify.modes.outcome import Answer, Send
from gnnlint.verify.subject import Subject


def device(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Why a tensor cannot be put on the device asked for, with those that there are.

    There is no program to load.
    """
    try:
        torch.zeros(1, device=request["device"])
    except Exception as error:  # of each device another: RuntimeError, AssertionError, …
        told = str(error).strip().partition("\n")[0]
        return {"refused": told, "known": list(_known())}
    return {}


def _known() -> Iterator[str]:
    yield "cpu"
    yield from (f"cuda:{index}" for index in range(torch.cuda.device_count()))
    for name in ("mps", "xpu"):
        module = getattr(torch.backends if name == "mps" else torch, name, None)
        if module is not None and module.is_available():
            yield name
