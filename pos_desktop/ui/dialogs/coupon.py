"""A discount code of an online shop: scanned or typed, looked up in the shop, shown before it is taken off."""

from collections.abc import Callable
from functools import partial

from pos_desktop.application.coupons import LONGEST_CODE, Coupon
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.text_field import TextField


class CouponPanel(Panel):
    """`take` gets what the shop vouches for. `whole_minor` is what it is taken off."""

    def __init__(
        self, window: Window, subject: str, whole_minor: int, take: Callable[[Coupon], None]
    ) -> None:
        super().__init__(window, tr("Discount code"), subject, icon="ticket")
        self._whole, self._take = whole_minor, take
        self._found: Coupon | None = None
        self._task: Task | None = None
        self.field = TextField(tr("Code"))
        self.field.edit.setMaxLength(LONGEST_CODE)
        self.field.changed.connect(lambda _text: self._typed())
        self.body.addWidget(self.field)
        self.hint = Banner(
            "", tr("Scan the code or type it; the online shop is asked."), "neutral", icon="barcode"
        )
        self.body.addWidget(self.hint)
        self._held = Label("", "body", color="text-2")
        self.off = FittedLabel("", "total")
        self.facts = KeyValueRows("facts", caption_width=theme().space(24))
        for key, caption in (("title", tr("Named")), ("shop", tr("Platform")), ("after", tr("Left to pay"))):
            self.facts.add(key, caption, "")
        for widget in (self._held, self.off, self.facts):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.set_primary(tr("Check the code"), self._press)
        self._tell()
        self.setFocusProxy(self.field.edit)

    def scanned(self, code: str) -> bool:
        """The code on paper; the shop is asked at once."""
        self.field.set_text(code)
        self._check()
        return True

    def gone(self) -> None:
        """What the shop answers later is not heard."""
        self._let_go()

    # -- asking --------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._let_go()
        self._found = None
        self.field.set_error(None)
        self._tell()

    def _let_go(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _on_cancel(self, task: Task) -> None:
        """Whoever waited does not want to any longer; the code can be checked again."""
        if self._task is task:
            self._task = None
            self._tell()

    def _check(self) -> None:
        code = self.field.text().strip()
        if not code or self._task is not None:
            return
        coupons = self.window_.services.coupons
        self._task = self.window_.run(
            lambda: coupons.check(code), self._hear, self._fail, tr("Asking the shop")
        )
        self._task.when_cancelled(partial(self._on_cancel, self._task))
        self._tell()

    def _hear(self, coupon: Coupon) -> None:
        self._task, self._found = None, coupon
        self._tell()

    def _fail(self, trouble: PersonError) -> None:
        self._task = None
        self.field.set_error(str(trouble))
        self._tell()

    # -- what it takes off ---------------------------------------------------------------------

    def _tell(self) -> None:
        found, formats = self._found, self.window_.services.desk.formats
        for widget in (self._held, self.off, self.facts):
            widget.setVisible(found is not None)
        self.hint.setVisible(found is None)
        if found is None:
            asking = self._task is not None
            hint = tr("Asking the shop") if asking else ""
            ready = bool(self.field.text().strip()) and not asking
            self.tell_primary(tr("Check the code"), hint, enabled=ready)
            return
        off = found.discount.of(self._whole)
        self._held.setText(tr("The code takes off"))
        self.off.setText(formats.money(-off))
        self.facts.set_value("title", found.title)
        self.facts.set_value("shop", found.shop)
        self.facts.set_value("after", formats.money(self._whole - off))
        self.tell_primary(tr("Give {amount}", amount=formats.money(-off)))

    def _press(self) -> None:
        if self._found is not None:
            self._take(self._found)
        else:
            self._check()
