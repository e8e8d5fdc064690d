"""The facts of a customer, typed: for a new one, and for one whom a shop did not take."""

from collections.abc import Callable

from pos_desktop.application.customer_desk import LONGEST, TypedCustomer
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.text_field import TextField


class CustomerForm(Panel):
    """`take` gets what was typed; what is wrong with it is said by whoever takes it."""

    def __init__(
        self,
        window: Window,
        title: str,
        second: str,
        confirm: str,
        take: Callable[[TypedCustomer], None],
        *,
        start: TypedCustomer = TypedCustomer(),  # noqa: B008 - an immutable value
        hint: str = "",
    ) -> None:
        super().__init__(window, title, second, icon="user-plus")
        self._confirm, self._take = confirm, take
        self.first_name = self._field(tr("First name"), start.first_name)
        self.last_name = self._field(tr("Last name"), start.last_name)
        self.email = self._field(tr("E-mail address"), start.email)
        self.phone = self._field(tr("Phone number"), start.phone)
        if hint:
            self.body.addWidget(Banner("", hint, "neutral", icon="globe"))
        self.body.addStretch(1)
        self.set_primary(confirm, lambda: self._take(self.typed))
        self._tell()
        self.setFocusProxy(self.first_name.edit)

    def _field(self, label: str, start: str) -> TextField:
        field = TextField(label)
        field.edit.setMaxLength(LONGEST)
        field.edit.setText(start)
        field.changed.connect(lambda _text: self._tell())
        self.body.addWidget(field)
        return field

    @property
    def typed(self) -> TypedCustomer:
        """What stands in the fields."""
        return TypedCustomer(
            self.first_name.text(), self.last_name.text(), self.email.text(), self.phone.text()
        )

    def _tell(self) -> None:
        if self.primary is not None:
            typed = self.typed
            named = (typed.first_name, typed.last_name, typed.email, typed.phone)
            self.tell_primary(self._confirm, enabled=any(part.strip() for part in named))
