"""Ctrl-C ends a run at the end of its week, so that no complete week is lost.

So does SIGTERM, which schedulers send some time before they kill.
"""

from __future__ import annotations

import signal
import threading
from typing import Any


def end_as_by_ctrl_c() -> None:
    """From here on take SIGTERM for Ctrl-C, where that is heeded; else it ends the process."""
    signal.signal(signal.SIGTERM, pass_on)


def pass_on(number: int, frame: Any) -> None:
    """Do what Ctrl-C does now."""
    heed = signal.getsignal(signal.SIGINT)
    if callable(heed):
        heed(number, frame)
    else:  # as in the background of a shell, where Ctrl-C is ignored
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


class Patience:
    """While entered, Ctrl-C waits for the end of the week if there are weeks to save.

    Pressed again, or with nothing to save (as while kernels are compiled), it stops at once
    with ``KeyboardInterrupt``. Outside the main thread, or where somebody else handles the
    signal, nothing is changed.

    Attributes
    ----------
    asked : whether Ctrl-C was pressed.
    unsaved : whether weeks are complete that no file holds yet; set by who plays them.
    """

    def __init__(self) -> None:
        self.asked = False
        self.unsaved = False
        self.ours = False

    def __enter__(self) -> Patience:
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self.hear)
            self.ours = True
        return self

    def __exit__(self, *_: object) -> None:
        if self.ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.ours = False

    def hear(self, *_: Any) -> None:
        """Note that Ctrl-C was pressed, or stop at once."""
        if self.asked or not self.unsaved:
            self.asked = True
            raise KeyboardInterrupt
        self.asked = True

    def no_more(self) -> None:
        """Do not listen any longer: the run is being closed."""
        if self.ours:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
