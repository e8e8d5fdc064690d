"""Fetches a file that the shop wrote for us, without keeping it whole in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.settings import is_safe_address
from pos_desktop.system.outgoing import Call, Outgoing, OutgoingTrouble, Pace, line_to

FILE_SECONDS = 300.0


class Download:
    """A file at an address that the shop told. The token is not sent along: the address itself is the key."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = replace(pace or Pace(), call_seconds=FILE_SECONDS)

    def lines(self, address: str, size: int = 0) -> Iterator[bytes]:
        """Its lines, once it is here as a whole: a line that broke off is never taken for one, nor a file that ends
        before it has as many bytes as the shop told (`size`; 0: it did not) for a whole one."""
        if not is_safe_address(address):
            raise ShapeChanged("bulkOperation.url", "not a safe address")
        with TemporaryFile() as file:
            self._fetch(address, file)
            if file.seek(0, SEEK_END) < size:
                raise trouble.unsure()
            file.seek(0)
            for line in file:
                if line.strip():
                    yield line

    def _fetch(self, address: str, file: IO[bytes]) -> None:
        outgoing = Outgoing(
            line_to("shopify files", urlsplit(address).netloc, self._pace.clock), pace=self._pace
        )
        problem: PersonError | None = None
        try:
            answer = outgoing.send(Call("GET", address, into=file))
        except OutgoingTrouble as error:
            problem = trouble.of_the_call(error)
        else:
            problem = None if answer.status == 200 else trouble.unsure()
        finally:
            outgoing.close()
        if problem is not None:
            raise problem
