"""The devices that a store's configuration file names, for a register that is set up without a screen.

    [[devices]]
    name = "Label printer"
    driver = "tcp"
    settings = { host = "192.168.1.41", columns = 26, labels = "yes", paper_end = "gap" }
    when_it_fails = "Receipt printer"     # a printer's stand-in, by its name

A device that has this name already is changed, and keeps its place and what waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.practice import keep_last
from pos_desktop.application.store_file import told_in, wrong_in
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import field, record

if TYPE_CHECKING:
    from pathlib import Path

    from pos_desktop.application.ports import Store, Work

_KINDS: Mapping[str, type] = {"name": str, "driver": str, "settings": dict, "when_it_fails": str}

FamilyOf = Callable[[str, Mapping[str, Any]], str]
"""The family of a driver whose settings are right; FixSetting that names what is wrong."""


@record
class ToldDevice:
    """A device that the file names."""

    name: str
    driver: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    when_it_fails: str = ""


def read_devices(path: Path) -> list[ToldDevice]:
    """Raises FixSetting that names what is wrong, OSError when the file cannot be read."""
    devices = told_in(path).get("devices", [])
    if not isinstance(devices, list):
        raise wrong_in(path.name, "devices")
    told = [_device(path.name, each) for each in devices]
    names = [each.name for each in told]
    for each in told:
        if names.count(each.name) > 1:
            raise wrong_in(path.name, tr("{name} is in the file twice", name=each.name))
        if each.when_it_fails == each.name:
            raise wrong_in(path.name, f"{each.name}: when_it_fails")
    return told


def _device(file: str, told: Any) -> ToldDevice:
    if not isinstance(told, dict) or not told.get("name") or not told.get("driver"):
        raise wrong_in(file, "devices")
    for key, value in told.items():
        if key not in _KINDS or not isinstance(value, _KINDS[key]):
            raise wrong_in(file, f"{told['name']}: {key}")
    return ToldDevice(**told)


def set_up_devices(store: Store, file: str, told: Sequence[ToldDevice], family_of: FamilyOf) -> list[str]:
    """Writes them all in one commit, journalled each; their names. FixSetting when one of them is wrong: then none is."""
    families = {each.name: family_of(each.driver, each.settings) for each in told}
    with store.write() as work:
        ids = {row.name: row.id for row in work.devices.all()}
        new = {each.name for each in told if each.name not in ids}
        ids |= {name: new_id() for name in (each.name for each in told) if name in new}
        for each in told:
            if each.when_it_fails and each.when_it_fails not in ids:
                raise wrong_in(file, f"{each.name}: when_it_fails")
            if each.name in new:  # all are there before one stands in for another
                work.devices.save(
                    ids[each.name], families[each.name], each.driver, each.name, each.settings, None, True
                )
        for each in told:
            _save(work, each, families[each.name], ids, is_new=each.name in new)
        keep_last(work)
    return [each.name for each in told]


def _save(work: Work, told: ToldDevice, family: str, ids: Mapping[str, UUID], *, is_new: bool) -> None:
    stand_in = ids.get(told.when_it_fails)
    settings = dict(told.settings)
    work.devices.save(ids[told.name], family, told.driver, told.name, settings, stand_in, True)
    body = {"name": told.name, "driver": told.driver, "settings": settings}
    work.journal.add("device_added" if is_new else "device_changed", body, subject_id=ids[told.name])
