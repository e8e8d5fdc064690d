"""What a person reads about printers and print jobs: what is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PrinterState,
    PrintOutcome,
    PrintResult,
)
from pos_desktop.application.wording import tr


@dataclass(frozen=True, slots=True)
class Words:
    """A title in a word or two, and the next step; empty where there is nothing to do."""

    title: str
    next_step: str = ""


def printer_words(state: PrinterState) -> Words:
    """For the status chip and the device's banner."""
    match state:
        case PrinterState.READY:
            return Words(tr("Ready"))
        case PrinterState.PAPER_LOW:
            return Words(tr("Paper low"), tr("Have a new roll at hand. Printing goes on."))
        case PrinterState.PAPER_OUT:
            return Words(tr("Paper out"), tr("Put in a new roll. Receipts wait and print by themselves."))
        case PrinterState.COVER_OPEN:
            return Words(tr("Cover open"), tr("Close the printer's cover."))
        case PrinterState.OFFLINE:
            return Words(tr("Offline"), tr("Press the printer's online or feed button."))
        case PrinterState.UNREACHABLE:
            return Words(tr("Not reached"), tr("Check that the printer is on and its cable is plugged in."))
        case PrinterState.ERROR:
            return Words(tr("Printer error"), tr("Switch the printer off and on; look for jammed paper."))
        case PrinterState.UNKNOWN:
            return Words(tr("No answer"), tr("The printer does not say how it is. Look at it."))


def drawer_words(state: DrawerState) -> Words:
    match state:
        case DrawerState.OPEN:
            return Words(tr("Open"))
        case DrawerState.CLOSED:
            return Words(tr("Closed"))
        case DrawerState.UNKNOWN:
            return Words(tr("Not known"), tr("This drawer has no sensor, or the printer does not answer."))


def outcome_words(outcome: PrintOutcome) -> Words:
    """How a job ended, and what to do now."""
    if outcome.result is PrintResult.PRINTED:
        return Words(tr("Printed"))
    if outcome.result is PrintResult.SENT:
        return Words(tr("Sent"), tr("The printer cannot confirm. Look whether the receipt came out."))
    words = reason_words(outcome.reason or FailureReason.PROGRAM_ERROR)
    if outcome.unsure and outcome.reason not in (
        FailureReason.DRAWER_STAYED_CLOSED,
        FailureReason.NOT_OPENED,
    ):
        return Words(
            words.title, tr("{next_step} It will be printed again as a copy.", next_step=words.next_step)
        )
    return words


def reason_words(reason: FailureReason) -> Words:
    """Why a job did not print, from the reason stored with it."""
    match reason:
        case FailureReason.PAPER_OUT:
            return printer_words(PrinterState.PAPER_OUT)
        case FailureReason.COVER_OPEN:
            return printer_words(PrinterState.COVER_OPEN)
        case FailureReason.OFFLINE:
            return printer_words(PrinterState.OFFLINE)
        case FailureReason.UNREACHABLE:
            return printer_words(PrinterState.UNREACHABLE)
        case FailureReason.NO_ANSWER:
            return printer_words(PrinterState.UNKNOWN)
        case FailureReason.PRINTER_ERROR:
            return printer_words(PrinterState.ERROR)
        case _:
            return _words_of_the_job(reason)


def _words_of_the_job(reason: FailureReason) -> Words:
    cable = tr("Check the printer's power and cable.")
    match reason:
        case FailureReason.CONNECTION_LOST:
            return Words(tr("Connection lost while printing"), cable)
        case FailureReason.STALLED:
            return Words(tr("The printer stopped taking data"), cable)
        case FailureReason.NOT_CONFIRMED:
            return Words(tr("Not confirmed"), tr("Look whether the whole receipt came out."))
        case FailureReason.STOPPED:
            return Words(tr("Interrupted"), tr("The register was closed while printing."))
        case FailureReason.DRAWER_STAYED_CLOSED:
            return Words(tr("Drawer stayed closed"), tr("Open it with its key, or press Open drawer again."))
        case FailureReason.NOT_OPENED:
            return Words(tr("Drawer not opened"), tr("Press Open drawer again."))
        case FailureReason.BAD_SETTING:
            return Words(tr("A printer setting is wrong"), tr("Correct it in Settings › Devices."))
        case _:
            return Words(tr("This document cannot be printed"), tr("Open the order and reprint its receipt."))
