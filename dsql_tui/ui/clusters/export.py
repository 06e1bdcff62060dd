"""The dialog that exports texts on a cluster: templates, commands and IAM policies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from dsql_tui.dsql.changes import ClusterSpec, create
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.commands import shell_script
from dsql_tui.dsql.connect_policy import STARTER_POLICIES, write_starter_policy
from dsql_tui.dsql.template import render_template
from dsql_tui.dsql.terraform import render_terraform
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible, replace_control_characters
from dsql_tui.store.files import write_atomic
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.form_fields import LineField
from dsql_tui.ui.dialogs.missing_folder import offer_folder
from dsql_tui.ui.terminal.clipboard import copy_text

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details


class ExportFile(NamedTuple):
    """One of the texts of an export."""

    title: str
    suffix: str
    text: str


class TextExport(Dialog[None]):
    """Shows one of several texts on a cluster, and saves or copies it."""

    DEFAULT_CSS = """
    TextExport > .frame { max-width: 100%; height: 90%; }
    TextExport TextArea { height: 1fr; border: none; background: $surface; padding: 0; }
    TextExport #message { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o",
            "switch",
            "Switch",
            tooltip="Switch to the next text, such as Terraform or another IAM policy.",
            id="text_export.turn",
        ),
        Binding("ctrl+s", "save", "Save", tooltip="Save the file.", id="text_export.save"),
        Binding("ctrl+y", "copy", "Copy", tooltip="Copy to the clipboard.", id="text_export.copy"),
        Binding("escape", "dismiss", "Close", tooltip="Close.", id="text_export.close"),
    ]

    text = getters.query_one(TextArea)
    path = getters.query_one("#path", Input)
    message = getters.query_one("#message", Static)

    def __init__(self, name: str, texts: Sequence[ExportFile]) -> None:
        """Create the dialog.

        Args:
            name: The name of the cluster, or its identifier.
            texts: The texts to switch between.
        """
        super().__init__()
        self.cluster_name = name
        self.texts = texts
        self.place = 0
        """The place of the text that is shown."""
        self._to_replace: Path | None = None
        """An existing file that is replaced if the user saves again."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_subtitle = "Ctrl+O next text · Ctrl+S saves · Ctrl+Y copies · Esc closes"
            yield TextArea(read_only=True, show_line_numbers=True, soft_wrap=False)
            yield LineField("path", "File")
            yield Static(id="message", markup=False)

    def on_mount(self) -> None:
        """Show the first text."""
        self._show()
        self.path.focus()

    def action_switch(self) -> None:
        """Switch to the next text."""
        self.place = (self.place + 1) % len(self.texts)
        self._show()

    @on(Input.Submitted)
    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Save the file; an existing one is replaced only when asked twice."""
        path = Path(self.path.value.strip()).expanduser().absolute()
        if await in_thread(path.exists) and path != self._to_replace:
            self._to_replace = path
            self._say(f"{path} already exists. Save again to replace it.")
            return
        try:
            if not await offer_folder(self.app, path):
                return
            await in_thread(lambda: write_atomic(path, self.render_text().encode()))
        except OSError as error:
            self._say(f"{path} could not be written: {error.strerror or error}.")
        else:
            self._say(f"Saved as {path}.")

    @work(group="copy", exclusive=True)
    async def action_copy(self) -> None:
        """Copy the text."""
        try:
            way = await copy_text(self.app, self.render_text().encode())
        except OSError as error:
            self._say(f"Nothing was copied: {error.strerror or error}.")
        else:
            self._say(f"Copied {way}.")

    def render_text(self) -> str:
        """Return the text exactly as it is saved."""
        return self.texts[self.place].text

    def _show(self) -> None:
        name, shown = self.cluster_name, self.texts[self.place]
        stem = "".join(sign if sign.isalnum() else "-" for sign in name)
        self.query_one(Vertical).border_title = Content(make_visible(f"{name}{shown.title}"))
        lines = self.render_text().split("\n")
        self.text.text = "\n".join(map(replace_control_characters, lines))
        self.path.value = f"{stem}{shown.suffix}"
        self._say("")

    def _say(self, sentence: str) -> None:
        self.message.update(make_visible(sentence))


def export_cluster(details: Details) -> TextExport:
    """Return the dialog that exports a cluster like this one."""
    spec = spec_like(details)
    texts = (
        ExportFile(" as a CloudFormation template", ".yaml", render_template(spec)),
        ExportFile(" as AWS CLI commands", ".sh", shell_script(create(spec))),
        ExportFile(" as a Terraform configuration", ".tf", render_terraform(spec)),
    )
    return TextExport(spec.name or "cluster", texts)


def export_policies(cluster: Cluster) -> TextExport:
    """Return the dialog that exports IAM policies for identities that connect to a cluster."""
    texts = [
        ExportFile(f": {title}", suffix, write_starter_policy(cluster.arn, actions))
        for title, suffix, actions in STARTER_POLICIES
    ]
    return TextExport(cluster.title, texts)


def spec_like(details: Details) -> ClusterSpec:
    """Return the specification of a cluster like this one."""
    cluster = details.cluster
    return ClusterSpec(
        region=cluster.endpoint.region,
        name=cluster.name,
        tags={key: value for key, value in cluster.tags.items() if key != "Name"},
        protected=cluster.protected is not False,
        key=details.key if not cluster.peers else "",
        policy=details.policy,
        peer=cluster.peers[0].split(":")[3] if cluster.peers else "",
        witness=cluster.witness or "" if cluster.peers else "",
    )
