"""Screens that give something back: put away once, whatever keys are still on their way."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

T = TypeVar("T")


class Answering(Screen[T]):
    """A screen that gives back an answer."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Give it back, once.

        Keys that arrive together are all for the screen that had the focus. Textual (8.2) would put
        away the screen below for each further one.
        """
        if self.is_active:
            return super().dismiss(result)
        nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
        return nothing


class Dialog(Answering[T], ModalScreen[T]):
    """One that stands above another screen."""
