"""The port between what wants to be printed and the devices that print it.

Print jobs are rows: written in the transaction of the sale, claimed by the one worker of a device,
and kept until their result is known. Nothing here knows a printer's commands or a table's columns.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, Protocol
from uuid import UUID

from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from pos_desktop.application.documents import Document


JobKind = Literal["receipt", "reprint", "report", "drawer", "test", "value_slip", "order_ticket", "label"]
"""An order ticket tells a kitchen what to make. A value slip bears a code that is worth money: its paper is forgotten once it came out."""


class JobState(StrEnum):
    """Where a print job stands.

    `queued` waits for its turn (`not_before`); `printing` is claimed, bytes may be on the paper;
    `unsure` failed with bytes on the way and will be printed whole again, marked as a copy;
    `printed`, `sent` and `failed` are final. `sent` is all that can be known of a printer that
    never answers.
    """

    QUEUED = "queued"
    PRINTING = "printing"
    UNSURE = "unsure"
    PRINTED = "printed"
    SENT = "sent"
    FAILED = "failed"


class PrinterState(StrEnum):
    """One word for the status chip. No answer is `unknown`, never `ready`."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    ERROR = "error"

    @property
    def can_print(self) -> bool:
        """Whether the printer itself said that it can print."""
        return self in (PrinterState.READY, PrinterState.PAPER_LOW)


class DrawerState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class PaperState(StrEnum):
    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class Silence(StrEnum):
    """Why nothing is known of the state of a printer that can be asked."""

    NOT_ASKED = "not_asked"  # in the first moment of a start
    NO_ANSWER = "no_answer"  # it was asked: nothing came, or nothing that makes sense


@record
class PrinterStatus:
    """What the printer said of itself; `answered_ms` is how long its first answer took."""

    state: PrinterState
    paper: PaperState = PaperState.UNKNOWN
    drawer: DrawerState = DrawerState.UNKNOWN
    answered_ms: int | None = None
    detail: str = ""
    """The cause in the words of the operating system or the status bytes; for the log, not for people."""
    address: str = ""
    """Where it is now, when that is not where its settings say."""
    silence: Silence | None = None
    """Of the state `unknown`: None where the printer, or the queue before it, cannot be asked for more."""


class PrintResult(StrEnum):
    PRINTED = "printed"
    SENT = "sent"
    FAILED = "failed"


class FailureReason(StrEnum):
    """Why a job did not print; stored with the job, put into words when it is shown."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    PRINTER_ERROR = "printer_error"
    CONNECTION_LOST = "connection_lost"
    STALLED = "stalled"
    STOPPED = "stopped"
    NOT_CONFIRMED = "not_confirmed"
    DRAWER_STAYED_CLOSED = "drawer_stayed_closed"
    NOT_OPENED = "not_opened"
    BAD_DOCUMENT = "bad_document"
    BAD_SETTING = "bad_setting"
    PROGRAM_ERROR = "program_error"


@record
class PrintOutcome:
    """How one attempt ended.

    `printed`: the printer answered after the data. `sent`: the data left and nothing more can be
    known. `failed`: with the reason; `bytes_sent` above 0 means part of it may be on the paper.
    """

    result: PrintResult
    bytes_sent: int = 0
    reason: FailureReason | None = None
    took_ms: int = 0
    detail: str = ""

    @property
    def unsure(self) -> bool:
        """Failed, and part of it may be on the paper."""
        return self.result is PrintResult.FAILED and self.bytes_sent > 0


@record
class DrawerPulse:
    """The pulse that opens a drawer: connector pin 2 or 5, times in milliseconds (2 to 510)."""

    pin: Literal[2, 5] = 2
    on_ms: int = 120
    off_ms: int = 240


LogDirection = Literal["out", "in", "note"]
LogTone = Literal["plain", "good", "attention", "danger"]


@record
class LogLine:
    """A line of the conversation with a device: 'GS V 66 0 cut', 'status 0x16 ok'.

    Technical words, the same in every language, and never the text of a receipt.
    """

    at: datetime
    direction: LogDirection
    words: str
    tone: LogTone = "plain"


@record
class PrintJob:
    """A job as claimed. `attempts` counts this one; `unsure` says an earlier one may be on the paper."""

    id: UUID
    kind: JobKind
    document: Document | None
    device_id: UUID
    order_id: UUID | None
    attempts: int
    created_at: datetime
    state: JobState
    unsure: bool = False


KICK_SECONDS: Final = 5.0
"""A drawer must not jump open by itself when the cashier has long gone on."""
CLOCK_SLACK_SECONDS: Final = 2.0
"""A job made later than this from now was made before the clock was set back."""


def kick_in_time(job: PrintJob, now: datetime) -> bool:
    """Whether a drawer may still be opened for a kick."""
    age = (now - job.created_at).total_seconds()
    return -CLOCK_SLACK_SECONDS <= age <= KICK_SECONDS


@record
class QueueCounts:
    """Jobs of a device: waiting (queued or unsure), being printed, papers that failed until somebody asks again.

    A kick that failed is told at once and no job to be made up for.
    """

    waiting: int
    printing: int
    failed: int


class PrintQueue(Protocol):
    """The print jobs of all devices. Each call is one committed transaction; any thread may call."""

    def claim(self, device_id: UUID, now: datetime, only: JobKind | None = None) -> PrintJob | None:
        """The device's next due job, or None.

        Due: queued or unsure with `not_before` at or before now. Drawer kicks come first, then the
        oldest `created_at`. State `printing` and the raised `attempts` are committed before it returns,
        so a crash afterwards leaves a job that says bytes may have gone out. `unsure` of the returned job
        is true when it was `unsure` before. `only` limits to one kind. A kick past its time comes too: whoever
        claims it has to tell that the drawer was not opened (see `kick_in_time`).
        """
        ...

    def sent(self, job_id: UUID, outcome: PrintOutcome, now: datetime) -> None:
        """The attempt ended well: state `printed` or `sent` after the outcome's result."""
        ...

    def failed(
        self, job_id: UUID, outcome: PrintOutcome, now: datetime, not_before: datetime | None, unsure: bool
    ) -> None:
        """The attempt failed with `outcome.reason`.

        `not_before` None: final, state `failed`. Otherwise back to `queued`, or to `unsure` when
        part of it may be on the paper, due from that time.
        """
        ...

    def requeue_on(self, job_id: UUID, device_id: UUID, now: datetime) -> None:
        """Give a queued or unsure job to another device, due at once."""
        ...

    def recover(self, device_id: UUID, now: datetime) -> int:
        """After a start: jobs left `printing` become `unsure`, drawer kicks `failed` (`not_opened`).

        Called once by the worker before its first claim; answers how many jobs it moved.
        """
        ...

    def counts(self, device_id: UUID) -> QueueCounts: ...
