"""Fetches a file that the shop wrote for us, piece by piece, without keeping it whole in memory."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

import httpx

from pos_desktop.application.platform import ShapeChanged
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.settings import is_safe_address

_IN_MEMORY = 16_000_000
_PIECE = 1 << 16


class Download:
    """A file at an address that the shop told. The token is not sent along: the address itself is the key."""

    def __init__(self, tries: int = 3) -> None:
        self._tries = tries

    def lines(self, address: str) -> Iterator[bytes]:
        """Its lines, once it is here as a whole: a line that broke off is never taken for one."""
        if not is_safe_address(address):
            raise ShapeChanged("bulkOperation.url", "not a safe address")
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            self._fetch(address, file)
            file.seek(0)
            for line in file:
                if line.strip():
                    yield line

    def _fetch(self, address: str, file: IO[bytes]) -> None:
        for _ in range(self._tries):
            file.seek(0)
            file.truncate()
            try:
                with httpx.stream("GET", address, timeout=30.0, follow_redirects=False) as answer:
                    if answer.status_code == 200:
                        for piece in answer.iter_bytes(_PIECE):
                            file.write(piece)
                        return
            except httpx.HTTPError:
                continue
        raise trouble.unsure()
