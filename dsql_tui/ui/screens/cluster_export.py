"""A cluster as a CloudFormation template or as AWS CLI commands, to be saved."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from dsql_tui.clipboard import handed, ways
from dsql_tui.dsql.changes import Wish, create
from dsql_tui.dsql.commands import script
from dsql_tui.dsql.template import template
from dsql_tui.results.text import pictured, visible
from dsql_tui.store.files import write_whole
from dsql_tui.ui.screens.change import field
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details


class ClusterExport(Dialog[None]):
    """Shows the text, and writes it to the file that is named."""

    DEFAULT_CSS = """
    ClusterExport { align: center middle; background: $background 60%; }
    ClusterExport > Vertical {
        width: 90%;
        height: 90%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    ClusterExport TextArea { height: 1fr; border: none; background: $surface; padding: 0; }
    ClusterExport Input { border: round $foreground 40%; background: $surface; padding: 0; }
    ClusterExport Input:focus { border: round $primary; }
    ClusterExport #said { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o",
            "turn",
            "The other form",
            tooltip="CloudFormation template, or AWS CLI commands.",
            id="cluster_export.turn",
        ),
        Binding("ctrl+s", "save", "Save", tooltip="Write the file.", id="cluster_export.save"),
        Binding("ctrl+y", "copy", "Copy", tooltip="To the clipboard.", id="cluster_export.copy"),
        Binding("escape", "dismiss", "Close", tooltip="Back.", id="cluster_export.close"),
    ]

    text = getters.query_one(TextArea)
    path = getters.query_one("#path", Input)
    said = getters.query_one("#said", Static)

    def __init__(self, details: Details) -> None:
        super().__init__()
        self.wish = wish_like(details)
        self.as_template = True
        self._agreed: Path | None = None
        """A file that is there already, and may be replaced."""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_subtitle = (
                "Ctrl+O the other form · Ctrl+S saves · Ctrl+Y copies · Esc closes"
            )
            yield TextArea(read_only=True, show_line_numbers=True, soft_wrap=False)
            yield field("path", "File")
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self._show()
        self.path.focus()

    def action_turn(self) -> None:
        """Show the other form."""
        self.as_template = not self.as_template
        self._show()

    @on(Input.Submitted)
    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Write the file; one that is there is replaced only when asked twice."""
        path = Path(self.path.value.strip()).expanduser().absolute()
        if await in_thread(path.exists) and path != self._agreed:
            self._agreed = path
            self.said.update(visible(f"{path} is there already. Save again to replace it."))
            return
        try:
            await in_thread(lambda: write_whole(path, self.whole().encode()))
        except OSError as error:
            self.said.update(visible(f"{path} could not be written: {error.strerror or error}."))
        else:
            self.said.update(visible(f"Saved as {path}."))

    @work(group="copy", exclusive=True)
    async def action_copy(self) -> None:
        """Hand the text to the clipboard, and say which way that went."""
        found = ways(os.environ, sys.platform, shutil.which)
        tell = partial(self.app.call_from_thread, self.app.copy_to_clipboard)
        try:
            way = await in_thread(partial(handed, self.whole().encode(), found, tell))
        except OSError as error:
            self.said.update(visible(f"Nothing was copied: {error}."))
        else:
            self.said.update(visible(f"Copied {way}."))

    def whole(self) -> str:
        """What is shown, exactly as it is written."""
        return template(self.wish) if self.as_template else script(create(self.wish))

    def _show(self) -> None:
        name = self.wish.name or "cluster"
        stem = "".join(sign if sign.isalnum() else "-" for sign in name)
        kind = "CloudFormation template" if self.as_template else "AWS CLI commands"
        title = f"{name} as {'a ' * self.as_template}{kind}"
        self.query_one(Vertical).border_title = Content(visible(title))
        self.text.text = "\n".join(map(pictured, self.whole().split("\n")))
        self.path.value = f"{stem}.yaml" if self.as_template else f"{stem}.sh"
        self.said.update("")


def wish_like(details: Details) -> Wish:
    """A cluster like this one: what it would be made again with."""
    cluster = details.cluster
    return Wish(
        region=cluster.endpoint.region,
        name=cluster.name,
        tags={key: value for key, value in cluster.tags.items() if key != "Name"},
        protected=cluster.protected is not False,
        key=details.key if not cluster.peers else "",
        policy=details.policy,
        peer=cluster.peers[0].split(":")[3] if cluster.peers else "",
        witness=cluster.witness or "" if cluster.peers else "",
    )
