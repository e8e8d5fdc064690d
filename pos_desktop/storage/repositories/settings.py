"""Settings by key, the store's own among them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.storage.later.sql import Text, bindparam, select, type_coerce
from pos_desktop.storage.later.tables import setting
from pos_desktop.storage.repositories.statement import Statement, upsert

if TYPE_CHECKING:
    from pos_desktop.storage.repositories.statement import Link

_STORE = "store"

_GET = Statement(select(type_coerce(setting.c.value, Text)).where(setting.c.key == bindparam("key")))
_PUT = upsert(setting, ("key",), lambda new: {"value": new.value})


class SqlSettings:
    """Implements ports.Settings."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def store(self) -> StoreSettings:
        """The store's settings; their defaults before anything was saved."""
        text = _GET.scalar(self._link, key=_STORE)
        return StoreSettings() if text is None else _store_settings(text)

    def save_store(self, settings: StoreSettings) -> None:
        self.put(_STORE, settings.to_json())

    def get(self, key: str) -> Any | None:
        text = _GET.scalar(self._link, key=key)
        return None if text is None else json.loads(text)

    def put(self, key: str, value: Any) -> None:
        _PUT.run(self._link, key=key, value=value)


@lru_cache(4)
def _store_settings(text: str) -> StoreSettings:
    return StoreSettings.from_json(json.loads(text))
