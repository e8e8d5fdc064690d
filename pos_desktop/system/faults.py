"""Where a fault of the program goes that a thread at work survives."""

import logging
import threading

log = logging.getLogger(__name__)


def tell_fault(words: str, fault: Exception) -> None:
    """To the log and, as those of every thread, to the crash report. The thread goes on."""
    log.error(words, exc_info=fault)
    caught = (type(fault), fault, fault.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(caught))
