"""Devices from the command line: those of a store's configuration file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.store_devices import read_devices, set_up_devices
from pos_desktop.devices.employing import check_settings
from pos_desktop.devices.registry import device_drivers

if TYPE_CHECKING:
    from pos_desktop.bootstrap import OpenDatabase


def set_up(opened: OpenDatabase, file: Path) -> list[str]:
    """The names of those that were added or changed. FixSetting that names what is wrong in the file."""
    return set_up_devices(opened.store, file.name, read_devices(file), _family_of)


def _family_of(driver: str, settings: Mapping[str, Any]) -> str:
    kind = device_drivers().get(driver)
    family = kind.family if kind is not None else DeviceFamily.PRINTER
    check_settings(family, driver, settings)
    return family.value
