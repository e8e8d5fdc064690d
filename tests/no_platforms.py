"""A store that is connected to no platform."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pos_desktop.application.platform.port import Platform, PlatformView
from pos_desktop.application.platform.trouble import PlatformSetting
from pos_desktop.sync.engine import Parts


def no_parts() -> Parts:
    """Of a sync that is never started."""
    raise AssertionError("this sync is not started")


class NoPlatforms:
    """Implements the application's Platforms."""

    def kinds(self) -> Sequence[PlatformView]:
        return ()

    def of(self, connection_id: UUID) -> Platform:
        raise PlatformSetting("there is no platform")

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Platform:
        raise PlatformSetting("there is no platform")

    def check(self, platform: str, settings: Mapping[str, str]) -> None:
        raise PlatformSetting("there is no platform")

    def leads_to(self, platform: str, settings: Mapping[str, str]) -> str:
        raise PlatformSetting("there is no platform")

    def forget(self, connection_id: UUID) -> None:
        pass

    def close(self) -> None:
        pass
