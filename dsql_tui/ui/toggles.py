"""Check boxes and radio buttons that show their state without colours."""

from __future__ import annotations

from textual import events, widgets
from textual.content import Content


class Checkbox(widgets.Checkbox):
    """Shows `[x]` or `[ ]`; Space changes it."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--label")
        return Content.assemble(("[x]" if self.value else "[ ]", style))

    def key_space(self, event: events.Key) -> None:
        """Change the value also in a bar that keeps typed keys from the bindings."""
        event.stop()
        self.toggle()


class RadioButton(widgets.RadioButton):
    """Shows `(•)` or `( )`."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--label")
        return Content.assemble(("(•)" if self.value else "( )", style))
