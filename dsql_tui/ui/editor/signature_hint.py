"""The line above the cursor with the signature of the function that is being called."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Offset
from textual.widgets import Static

from dsql_tui.results.text import make_visible
from dsql_tui.sql.complete import Signature


class SignatureHint(Static):
    """Shows a signature with the argument at the cursor marked; it never takes the focus."""

    can_focus = False
    DEFAULT_CSS = """
    SignatureHint {
        overlay: screen;
        width: auto;
        height: 1;
        display: none;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.signature: Signature | None = None
        """The signature that is shown, or was last."""

    def offer(self, signature: Signature | None, cursor: Offset) -> None:
        """Show a signature above the cursor, or below it on the first line; `None` hides it.

        It stays where it is until the argument changes, so that few keys change the layout.
        """
        if signature is None:
            self.display = False
            return
        if signature == self.signature and self.display:
            return
        self.signature = signature
        before, current, after = map(make_visible, signature.parts)
        text = Text.assemble(before, (current, "bold underline"), after)
        self.update(text)
        width = min(text.cell_len + 2, self.app.size.width)
        self.styles.width = width
        left = max(0, min(cursor.x, self.app.size.width - width))
        self.absolute_offset = Offset(left, cursor.y - 1 if cursor.y > 0 else cursor.y + 1)
        self.display = True
