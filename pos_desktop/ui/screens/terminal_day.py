"""After the Z report: card terminals hand in their day, by themselves or with one press. The close waits for none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.application.terminal_days import Reports, Terminal
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.trouble import NoticePanel, TroublePanel
from pos_desktop.ui.shell.screen import Window

MOST_LINES = 20
"""Of a report on the screen; the whole of it is for paper."""


def end_terminal_days(window: Window, by: UUID) -> None:
    """Ends the days that the settings tie to the Z report, and offers the others. `by` closed the shift."""
    terminals = window.services.terminal_days.terminals()
    begin_days(window, [each for each in terminals if each.with_z], by)
    if offered := [each for each in terminals if not each.with_z]:
        _offer(window, offered, by)


def _offer(window: Window, terminals: Sequence[Terminal], by: UUID) -> None:
    panel = NoticePanel(
        tr("The shift is closed. End the card terminal's day too?"),
        tr("It hands in its payments and prints a report; that takes a few minutes."),
        ", ".join(each.name for each in terminals),
        head=tr("Card terminal"),
        icon="receipt",
        tone="text",
        answer=tr("End the terminal's day"),
    )
    panel.done.connect(partial(window.close_overlay, panel))
    panel.answered.connect(partial(begin_days, window, terminals, by))
    window.show_overlay(panel)


def begin_days(window: Window, terminals: Sequence[Terminal], by: UUID) -> None:
    """Tells each terminal, beside whatever goes on at the register."""
    days = window.services.terminal_days
    for terminal in terminals:
        window.run(
            partial(days.close, terminal.method_id, by),
            partial(_ended, window, terminal),
            partial(_not_ended, window),
            tr("The terminal hands in its payments"),
        )


def _ended(window: Window, terminal: Terminal, reports: Reports) -> None:
    printed = window.services.terminal_days.print(reports)
    if not printed and reports:
        _show(window, terminal, reports)
    text = tr("Its report is being printed.") if printed else tr("It prints its report itself.")
    window.toast(tr("The terminal's day is ended"), text)


def _show(window: Window, terminal: Terminal, reports: Reports) -> None:
    """There is no printer: what it said is read on the screen."""
    said = "\n".join([line for lines in reports for line in lines if line.strip()][:MOST_LINES])
    head = tr("End of the card terminal's day")
    panel = NoticePanel(terminal.name, said, head=head, icon="receipt", tone="text")
    panel.done.connect(partial(window.close_overlay, panel))
    window.show_overlay(panel)


def _not_ended(window: Window, trouble: PersonError) -> None:
    """The shift stays closed whatever the terminal says."""
    panel = TroublePanel(trouble)
    panel.done.connect(partial(window.close_overlay, panel))
    window.show_overlay(panel)
