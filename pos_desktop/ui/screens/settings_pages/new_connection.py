"""The panel that connects a platform: which one, its address and keys, a test, and where the stock is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtWidgets import QVBoxLayout

from pos_desktop.application.connection_records import Place, Trial
from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.port import PlatformView
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import ecommerce as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.setting_inputs import SettingInput, plain_input, secrets_in, settings_in
from pos_desktop.ui.widgets.text_field import TextField

_CAPTION_STEPS = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tested platform, ready to be connected."""

    platform: str
    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    trial: Trial
    places: Mapping[UUID, str] = field(default_factory=dict)


class NewConnectionPanel(Panel):
    """`test` asks the platform off the UI thread; `connect` gets what was tested. Nothing is stored before."""

    def __init__(
        self,
        window: Window,
        kinds: Sequence[PlatformView],
        places: Sequence[Place],
        connect: Callable[[Wanted], None],
        chosen: str = "",
    ) -> None:
        super().__init__(window, tr("Connect a platform"), tr("Your online shop"), icon="globe")
        self._kinds = {kind.key: kind for kind in kinds}
        self._places, self._connect = places, connect
        self.trial: Trial | None = None
        self._asked: object = None  # which test an answer belongs to
        self.settings: dict[str, SettingInput] = {}
        self.secrets: dict[str, TextField] = {}
        self.locations: dict[UUID, Select] = {}
        self._build(chosen)
        self.set_primary(tr("Test the connection"), self._press)
        self._show_fields()

    def _build(self, chosen: str) -> None:
        self.platform = Select(tr("Platform"))
        for kind in self._kinds.values():
            note = words.offered_words(kind)
            self.platform.add(kind.key, f"{kind.label} · {note}" if note else kind.label)
        first = next((kind.key for kind in self._kinds.values() if kind.offered), "")
        self.platform.select(chosen or first)
        self.platform.changed.connect(lambda _key: self._show_fields())
        self._column = self.scrolled_column()
        self._column.addWidget(self.platform)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(theme().space(3))
        self._column.addLayout(self._fields)
        self.trouble = Banner("", "", "attention", outlined=True)
        self.trouble.hide()
        self._column.addStretch(1)
        self.add_foot(self.trouble)

    @property
    def kind(self) -> PlatformView:
        """The platform chosen."""
        return self._kinds[str(self.platform.current())]

    def choose(self, platform: str) -> None:
        """Another platform: what it asks for."""
        self.platform.select(platform)
        self._show_fields()

    # -- what is asked for -------------------------------------------------------------------------

    def _show_fields(self) -> None:
        self._clear()
        self.trial = self._asked = None
        kind = self.kind
        self.settings, self.secrets = {}, {}
        if not kind.offered:
            self._fields.addWidget(
                Banner(
                    tr("{platform} cannot be connected yet", platform=kind.label),
                    tr("This version connects to the platforms without a note."),
                    "neutral",
                    outlined=True,
                )
            )
        for each in kind.fields if kind.offered else ():
            self.settings[each.key] = made = plain_input(each.label, each.choices, each.default)
            self._fields.addWidget(made)
        for each in kind.secrets if kind.offered else ():
            self.secrets[each.key] = key = TextField(each.label, password=True)
            self._fields.addWidget(key)
        self._tell()

    def _clear(self) -> None:
        self.trouble.hide()
        self.locations = {}
        empty(self._fields)

    def typed(self) -> tuple[dict[str, str], dict[str, str]]:
        """Settings and secrets as they stand."""
        return settings_in(self.settings), secrets_in(self.secrets)

    # -- testing and connecting --------------------------------------------------------------------

    def _press(self) -> None:
        if self.trial is None:
            self.test()
        else:
            settings, secrets = self._tested
            places = {key: str(select.current() or "") for key, select in self.locations.items()}
            self.trouble.hide()
            self.tell_primary(tr("Connecting"), enabled=False)
            self._connect(
                Wanted(self.kind.key, self.name.text().strip(), settings, secrets, self.trial, places)
            )

    def test(self) -> None:
        """Asks the platform; the register goes on meanwhile."""
        self.trouble.hide()
        self._tested = settings, secrets = self.typed()
        service, kind = self.window_.services.connections, self.kind
        self.tell_primary(tr("Testing …"), enabled=False)
        asked = self._asked = object()
        self.window_.run(
            lambda: service.trial(kind.key, settings, secrets),
            self._if_still(asked, self._found),
            self._if_still(asked, self._failed),
            words=tr("Asking {platform}", platform=kind.label),
        ).when_cancelled(self.go_on)

    def _if_still(self, asked: object, then: Callable[[Any], None]) -> Callable[[Any], None]:
        """An answer for a panel that is gone, or about another platform, is for nobody."""

        def told(answer: Any) -> None:
            if self._asked is asked and shiboken6.isValid(self):
                then(answer)

        return told

    def go_on(self) -> None:
        """Nobody waits any more: the button can be pressed again."""
        if shiboken6.isValid(self):
            self._tell()

    def refuse(self, error: PersonError) -> None:
        """It was not connected; told in the panel while it is there."""
        if shiboken6.isValid(self):
            self._failed(error)
        else:
            self.window_.tell(error)

    def _failed(self, error: PersonError) -> None:
        self.trouble.set_words(error.title, error.meaning or error.next_step, "attention")
        self.trouble.show()
        self._tell()

    def _found(self, trial: Trial) -> None:
        """Shows the shop and asks where stock is kept; nothing is stored yet."""
        self._clear()
        self.trial = trial
        rows = KeyValueRows("facts", caption_width=theme().space(_CAPTION_STEPS))
        for caption, value in words.trial_facts(trial):
            rows.add(caption, caption, value)
        found = tr("{platform} answers", platform=self.kind.label)
        self._fields.addWidget(Banner(found, trial.shop.name, "good", outlined=True))
        self._fields.addWidget(rows)
        for warning in trial.warnings:
            self._fields.addWidget(Banner("", warning, "attention", outlined=True))
        self.name = TextField(tr("Name on this register"))
        self.name.set_text(self.kind.label)
        self._fields.addWidget(self.name)
        active = [location for location in trial.locations if location.active]
        for place in self._places:
            select = Select(tr("Stock of {place} is kept at", place=place.name))
            select.add("", tr("Not told"))
            for location in active:
                select.add(location.ref, location.name)
            select.select(active[0].ref if active else "")
            self.locations[place.location_id] = select
            self._fields.addWidget(select)
        self._tell()

    def _tell(self) -> None:
        if self.trial is not None:
            self.tell_primary(tr("Connect"), tr("What is sold from now on goes there."))
        else:
            where = tr("Keys go into this computer's keyring only.") if self.secrets else ""
            self.tell_primary(tr("Test the connection"), where, enabled=self.kind.offered)
