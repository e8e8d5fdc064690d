"""A platform whose capabilities are known and to which this version cannot connect yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from pos_desktop.application.platform.trouble import PlatformSetting
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.platform.capabilities import CapabilityTable
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.platforms.base import Surroundings


@dataclass(frozen=True)
class LaterKind:
    """Implements PlatformKind: listed with its table, refused when it is to be connected."""

    key: str
    label: str
    short: str
    table: Callable[[], CapabilityTable]
    offered: bool = False
    fields: ClassVar[tuple[SettingField, ...]] = ()
    secrets: ClassVar[tuple[SettingField, ...]] = ()

    @property
    def capabilities(self) -> CapabilityTable:
        return self.table()

    def parse(self, raw: Mapping[str, str]) -> Any:
        self._refuse()

    def leads_to(self, raw: Mapping[str, str]) -> str:
        self._refuse()

    def create(self, surroundings: Surroundings) -> Platform:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise PlatformSetting(
            tr("This platform cannot be connected"),
            tr("'{platform}' is not offered by this version.", platform=self.label),
            tr("Choose another one under Settings › E-commerce."),
        )
