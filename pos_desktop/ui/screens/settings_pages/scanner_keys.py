"""Scanners that type like a keyboard: how the store's type, and a place to try them."""

from collections.abc import Iterator

from pos_desktop.application import gs1
from pos_desktop.application.formats import Formats
from pos_desktop.application.store_changes import RANGES
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.embedded_codes import MaskError, parse_masks
from pos_desktop.domain.scan_codes import ScanReading
from pos_desktop.ui.screens.settings_pages.form import side_by_side
from pos_desktop.ui.screens.settings_pages.page import Host, card
from pos_desktop.ui.screens.settings_pages.sections import Section, SectionsPage
from pos_desktop.ui.shell.scanner import Scanner
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.text_field import TextField

_SHOWN = 60
"""So much of a code is shown: GS1 codes may be long."""


class ScannerKeysPage(SectionsPage):
    """While it is in sight every scan is shown here and goes nowhere else."""

    key = "scanner"
    icon = "barcode"

    @staticmethod
    def words() -> str:
        return tr("Scanner")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.lines: list[str] = []

    def sections(self) -> tuple[Section, ...]:
        return (
            Section(
                "try", "barcode", lambda: tr("Try it"), lambda: tr("Shows how a scan is read"), self._try
            ),
            Section("typing", "note-pencil", lambda: tr("How it types"), self._typing_words, self._typing),
        )

    def scanned(self, code: str) -> bool:
        scanner = getattr(self.host.window_, "scanner", None)
        pace = scanner.pace_ms if isinstance(scanner, Scanner) else 0.0
        self.lines = list(self._read(code, pace))
        if self.chosen != "try":
            self.take("try")
        self.field.set_text("")
        self._show()
        return True

    # -- trying --------------------------------------------------------------------------------

    def _try(self) -> None:
        self.begin(tr("Try it"), tr("Scan anything: it is read here and goes nowhere else"))
        self.field = TextField(tr("Scan while this field is in use"))
        self.field.changed.connect(self._on_typed)
        self.told = Banner(tr("Scan something now"), "", "neutral", icon="barcode", outlined=True)
        self.found = Label("", "body", wrap=True)
        self.found.hide()
        self.detail.add(card(self.field, self.told, self.found))
        self.detail.end()
        self._show()

    def _on_typed(self, text: str) -> None:
        if text:
            self.told.set_words(
                tr("Taken for typing"),
                tr(
                    "If that was a scan: let the scanner end with Enter, or allow it more time for a character."
                ),
            )
            self.found.hide()

    def _show(self) -> None:
        if self.lines:
            self.told.set_words(tr("Read as a scan"), self.lines[0])
            self.found.setText("\n".join(self.lines[1:]))
            self.found.show()

    def _read(self, code: str, pace_ms: float) -> Iterator[str]:
        """What the sale would make of it, a line each."""
        settings, formats = self.services.desk.settings, self.services.desk.formats
        try:
            masks = parse_masks(settings.code_masks)
        except MaskError:
            masks = ()
        reading = gs1.read(code, tuple(masks), settings.currency)
        yield tr_n("{count} character", "{count} characters", len(code)) + (
            " · " + tr("{pace} ms each", pace=round(pace_ms)) if pace_ms else ""
        )
        yield tr("Sent: {code}", code=_visible(code))
        if code != reading.text and code.startswith("]"):
            yield tr("AIM identifier: {aim}", aim=code[:3])
        if reading.code:
            yield tr("Looked up as: {code}", code=_visible(reading.code))
        if reading.wrong_check_digit:
            yield tr("Its check digit is wrong")
        yield from _facts(reading, formats)

    # -- typing --------------------------------------------------------------------------------

    def _typing_words(self) -> str:
        settings = self.services.desk.settings
        return tr("Ends with {key}", key=_suffixes()[settings.scan_suffix])

    def _typing(self) -> None:
        settings, changes = self.services.desk.settings, self.host.changes
        self.begin(tr("How it types"), tr("As the scanner itself was set up"))
        self.prefix = self.form.text(
            tr("Sign before each code"),
            settings.scan_prefix,
            lambda text: changes.change(scan_prefix=text),
            placeholder=tr("None"),
        )
        self.suffix = self.form.choice(
            tr("Key after each code"),
            list(_suffixes().items()),
            settings.scan_suffix,
            lambda key: changes.change(scan_suffix=key),
        )
        self.aim = self.form.toggle(
            tr("Codes come with their AIM identifier"),
            tr("]E0 and the like. Then nothing that people type is ever taken for a scan."),
            settings.scan_aim,
            lambda on: changes.change(scan_aim=on),
        )
        self.pace = self.form.number(
            tr("Milliseconds for a character"),
            tr("The most that the scanner takes on average. Most take 10; wireless ones more."),
            settings.scan_pace_ms,
            RANGES["scan_pace_ms"],
            lambda pace: changes.change(scan_pace_ms=pace),
        )
        self.detail.add(card(side_by_side(self.prefix, self.suffix), self.aim, self.pace))
        self.detail.end()


def _suffixes() -> dict[str, str]:
    return {
        "either": tr("Enter or Tab"),
        "enter": tr("Enter"),
        "tab": tr("Tab"),
        "none": tr("A pause"),
    }


def _visible(code: str) -> str:
    """Control characters as words, long codes cut; never turned round in a text from right to left."""
    shown = "".join(
        sign if sign.isprintable() else {"\x1d": "<GS>", "\x1e": "<RS>", "\x04": "<EOT>"}.get(sign, "<?>")
        for sign in code
    )
    cut = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + " …"
    return f"\u2066{cut}\u2069"


def _facts(reading: ScanReading, formats: Formats) -> Iterator[str]:
    if reading.lot:
        yield tr("Lot {lot}", lot=reading.lot)
    if reading.expiry:
        yield tr("Use by {day}", day=formats.day(reading.expiry))
    if reading.best_before:
        yield tr("Best before {day}", day=formats.day(reading.best_before))
    if reading.serial:
        yield tr("Serial number {serial}", serial=reading.serial)
    first = reading.candidates[0] if reading.candidates else None
    if first is not None and first.weight_milli is not None:
        weight = formats.quantity(first.weight_milli, True)
        yield tr("Weight {weight} {unit}", weight=weight, unit=unit_name(first.unit))
