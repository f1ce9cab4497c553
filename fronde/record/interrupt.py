"""Ctrl-C ends a run at the end of its week, so that no complete week is lost."""

from __future__ import annotations

import signal
import threading
from typing import Any


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
