"""The fields of forms: a title in the border, and the value."""

from __future__ import annotations

from textual.widgets import Input, TextArea


class LineField(Input):
    """A field for one line; `hint` is shown while it is empty."""

    DEFAULT_CSS = """
    LineField { border: round $foreground 40%; padding: 0; }
    LineField:focus { border: round $primary; }
    """

    def __init__(self, name: str, title: str, value: str = "", hint: str = "") -> None:
        super().__init__(value, placeholder=hint, id=name, select_on_focus=False)
        self.border_title = title


class TextField(TextArea):
    """A field for several lines."""

    DEFAULT_CSS = """
    TextField { height: 10; border: round $foreground 40%; padding: 0; }
    TextField:focus { border: round $primary; }
    """

    def __init__(self, name: str, title: str, value: str = "") -> None:
        super().__init__(value, id=name, soft_wrap=True, tab_behavior="focus")
        self.border_title = title

    def _recompute_cursor_offset(self) -> None:
        """Compute where the cursor is drawn.

        Textual's undo does this before it moves the cursor out of a line that is gone.
        """
        if self.cursor_location[0] < self.document.line_count:
            super()._recompute_cursor_offset()  # type: ignore[no-untyped-call]
