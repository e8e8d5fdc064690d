"""What a role allows: a row for each permission, the largest discount and the largest refund that need no asking."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pos_desktop.application.formats import Formats
from pos_desktop.application.people_view import RoleView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.ui.screens.settings_pages.form import Form, LabelledRow
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import payments
from pos_desktop.ui.viewmodels import settings as words
from pos_desktop.ui.widgets.check_row import CheckRow

_WHOLE = 100


def permission_rows(
    form: Form, read: Callable[[], RoleView | None], save: Callable[[Role], None]
) -> list[CheckRow]:
    """A check row for every permission; `read` answers with the role as it is stored, `save` stores it changed."""
    view = read()
    held = view.role.permissions if view else frozenset()
    rows = []
    for permission in Permission:
        title, second = words.permission_words(permission)
        row = CheckRow(title, second, checked=permission in held)
        row.setEnabled(form.editable)
        row.toggled.connect(partial(_set_permission, form, read, save, permission, row))
        rows.append(row)
    return rows


def _set_permission(
    form: Form,
    read: Callable[[], RoleView | None],
    save: Callable[[Role], None],
    permission: Permission,
    row: CheckRow,
    on: bool,
) -> None:
    view = read()
    if view is None:
        return
    before = view.role.permissions
    changed = replace(view.role, permissions=before | {permission} if on else before - {permission})
    if not form.attempt(lambda: save(changed)):
        row.blockSignals(True)
        row.setChecked(not on)
        row.blockSignals(False)
        row.update()


def discount_limit(form: Form, view: RoleView, save: Callable[[int], None]) -> LabelledRow:
    """The largest discount in percent that needs no approval."""
    return form.number(
        tr("Discount without approval, in percent"),
        tr("More than that needs manager approval."),
        int(view.role.most_discount_percent),
        (0, _WHOLE),
        save,
    )


def refund_limit(
    form: Form, view: RoleView, formats: Formats, save: Callable[[int | None], None]
) -> LabelledRow:
    """The largest refund that needs no approval; empty for no limit."""

    def store(text: str) -> str:
        limit = payments.parse_limit(text, formats)
        save(limit)
        return payments.limit_text(limit, formats)

    limit = view.role.most_refund_minor
    field = form.text("", payments.limit_text(limit, formats), store, amount=True, placeholder=tr("No limit"))
    field.edit.setAccessibleName(tr("Refund without approval"))
    field.setFixedWidth(theme().space(36))
    return LabelledRow(tr("Refund without approval"), tr("More than that needs manager approval."), field)
