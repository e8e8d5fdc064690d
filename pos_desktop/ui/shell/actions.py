"""Runs what people ask for: at once, with a manager's word where one is needed, or off the UI thread."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pos_desktop.application.approvals import Approval, ApprovalNeeded, ApprovalRequest
from pos_desktop.application.errors import PersonError
from pos_desktop.ui.shell.busy import Busy, BusyCard
from pos_desktop.ui.shell.faults import Report, words_for
from pos_desktop.ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from pos_desktop.ui.shell.window import RegisterWindow

T = TypeVar("T")


class Actions:
    """Whatever goes wrong on the way is shown to people or reported, never swallowed."""

    def __init__(self, window: "RegisterWindow", report: Report) -> None:
        self._window = window
        self._report = report
        self.tasks = Tasks(window)
        self.card = BusyCard(window.frame)
        self._busy = Busy(self.card)
        self.card.cancelled.connect(self.cancel)

    def act(
        self,
        action: Callable[[Approval | None], T],
        then: Callable[[T], None] | None = None,
        approval: Approval | None = None,
    ) -> None:
        """Runs an action now; where a manager's word is needed it is asked for, and the action is run again."""
        try:
            result = action(approval)
        except ApprovalNeeded as needed:
            self._ask_manager(needed.request, partial(self.act, action, then))
        except PersonError as error:
            self._window.tell(error)
        except Exception as fault:  # a fault must not end the register in the middle of a sale
            self._window.fault(fault)
        else:
            if then is not None:
                self.guarded(partial(then, result))()

    def run(
        self,
        slow: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None] | None = None,
        words: str = "",
        *,
        quiet: bool = False,
    ) -> Task:
        """Runs something slow on a worker. The answer can be cancelled; then nothing is called. `quiet`: whoever asks
        says itself that it waits."""

        def on_done(result: T) -> None:
            self._busy.end(task)
            self.guarded(partial(done, result))()

        def on_failed(error: Exception) -> None:
            self._busy.end(task)
            self._on_failed(error, failed)

        task = self.tasks.run(slow, on_done, on_failed, words)
        task.when_cancelled(partial(self._busy.end, task))
        if not quiet:
            self._busy.begin(task)
        return task

    def _on_failed(self, error: Exception, failed: Callable[[PersonError], None] | None) -> None:
        if failed is None and isinstance(error, PersonError):
            self._window.tell(error)
        elif failed is None:
            self._window.fault(error)
        elif isinstance(error, PersonError):
            self.guarded(partial(failed, error))()
        else:
            self._report(error)
            self.guarded(partial(failed, words_for(error)))()

    def cancel(self) -> None:
        """Nobody waits any more for what runs."""
        for task in self.tasks.open_tasks:
            task.cancel()

    def guarded(self, call: Callable[[], object]) -> Callable[[], None]:
        """The same call with trouble shown and faults reported."""

        def guarded() -> None:
            try:
                call()
            except PersonError as error:
                self._window.tell(error)
            except Exception as fault:  # as in act
                self._window.fault(fault)

        return guarded

    def _ask_manager(self, request: ApprovalRequest, given: Callable[[Approval], None]) -> None:
        from pos_desktop.ui.dialogs.approval import ApprovalPanel

        panel = ApprovalPanel(self._window, request)

        def on_given(approval: Approval) -> None:
            self._window.close_overlay(panel)
            given(approval)

        panel.given.connect(on_given)
        panel.declined.connect(self._window.panels.dismiss)
        self._window.show_overlay(panel, on_dismiss=panel.journal_decline)
