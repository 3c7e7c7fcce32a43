"""A bar in the editor while a whole project is judged."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from gnnlint.server.language_server import Server

_PATIENCE = 1.0
"""Seconds of work without a bar."""

_TITLE = "gnnlint"


class ProgressBar:
    """Shows how far the work is, once that takes longer than one looks away."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._began: float | None = None
        self._token: str | None = None
        self._number = 0
        self._shown = 0
        self._creating: asyncio.Task[None] | None = None

    def show(self, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` files are judged; the last call has both alike."""
        if done >= total:
            self._end()
            return
        now = time.monotonic()
        if self._began is None:
            self._began = now
        share = 100 * done // total
        if self._token is not None and share > self._shown:
            self._shown = share
            report = types.WorkDoneProgressReport(
                message=f"{done} of {total} files", percentage=share
            )
            self._server.work_done_progress.report(self._token, report)
        elif self._creating is None and now - self._began > _PATIENCE and self._is_wanted:
            self._creating = asyncio.get_running_loop().create_task(self._begin())

    @property
    def _is_wanted(self) -> bool:
        return self._server.has("window", "work_done_progress")

    async def _begin(self) -> None:
        self._number += 1
        token = f"gnnlint-{self._number}"
        await self._server.work_done_progress.create_async(token)
        if self._began is None:
            return  # done in the meantime
        begin = types.WorkDoneProgressBegin(_TITLE, message="checking the project", percentage=0)
        self._server.work_done_progress.begin(token, begin)
        self._token = token

    def _end(self) -> None:
        if self._token is not None:
            end = types.WorkDoneProgressEnd(message="the project is checked")
            self._server.work_done_progress.end(self._token, end)
        self._began = self._token = self._creating = None
        self._shown = 0
