"""Show how two schemas differ, as a tree with the statements for each difference."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Tree

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.execution.schema_file import (
    NO_SCRIPT,
    FileSchema,
    UnreadableFile,
    is_schema_file,
    read_schema_file,
)
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.results.wrap import wrap_text
from dsql_tui.sandbox.process import SandboxFailed
from dsql_tui.sql.ddl.compare.plan import Comparison, Planned, compare
from dsql_tui.sql.ddl.compare.report import describe_object, describe_part, write_script
from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.store.profiles import read_profiles
from dsql_tui.ui.page import Page, bind_close
from dsql_tui.ui.results.text_pager import TextPager

_COLOURS = {"+": "green", "-": "red", "~": ""}


class SchemaComparison(Page[str | None]):
    """Shows the differences; returns the script to be inserted into the editor, or `None`."""

    DEFAULT_CSS = """
    SchemaComparison > Tree { height: 1fr; padding: 0 1; background: $surface; }
    SchemaComparison > TextPager { padding: 0 1; border-top: solid $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy script", tooltip="Copy the script.", id="compare.copy"),
        Binding(
            "i",
            "insert",
            "Insert script",
            tooltip="Insert the script into the editor.",
            id="compare.insert",
        ),
        bind_close("compare", "Close the comparison."),
    ]

    def __init__(self, access: Access, title: str, other: str) -> None:
        super().__init__()
        self.access = access
        self.names = (title, other)
        """The cluster that the script changes, and the one that it is compared with."""
        self.script = ""
        self.differences: Tree[str] = Tree("", id="differences")
        self.pager = TextPager(
            lambda width: list(wrap_text(self._text, width, cell_len, at_spaces=True))
        )
        self._text = "Reading both catalogs…"

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.differences
        yield self.pager

    def on_mount(self) -> None:
        """Read both catalogs."""
        self._show_title("Reading the schemas…")
        self.differences.show_root = False
        self.differences.focus()
        self.read()

    @work(group="compare", exclusive=True)
    async def read(self) -> None:
        """Show the differences, or the error."""
        try:
            comparison, file = await in_thread(self._compare)
        except (AwsError, SandboxFailed, UnreadableFile, ValueError) as error:
            self._show_error(str(error))
        except (CatalogError, ConnectError) as failed:
            known = diagnose(failed.error)
            remedy = f"\n{known.cause} {known.remedy}" if known else ""
            self._show_error(f"{failed.error.message}{remedy}")
        else:
            self._show(comparison, file)

    def action_insert(self) -> None:
        """Close with the script."""
        if self.script:
            self.dismiss(self.script.strip())

    def action_copy(self) -> None:
        """Copy the script."""
        if self.script:
            self.copy(self.script, "Script")

    @on(Tree.NodeHighlighted)
    def show_statements(self, event: Tree.NodeHighlighted[str]) -> None:
        """Show the statements of the difference at the cursor."""
        if event.node.data is not None:
            self._show_text(event.node.data)

    def _compare(self) -> tuple[Comparison, FileSchema | None]:
        """Compare both schemas; blocks. A file comes with what was not read of it."""
        if not is_schema_file(self.names[1]):
            return compare(_read(self.access), _read(self._find_other())), None
        file = read_schema_file(Path(self.names[1]).expanduser())
        old = _read(self.access)
        file.adopt_roles(old)
        return compare(old, file.facts), file

    def _find_other(self) -> Access:
        """Return the access to the other cluster: that of a profile, or the same as to this one.

        Raises:
            ValueError: The name is not that of a cluster.
        """
        name = self.names[1]
        if profile := read_profiles().find(name):
            # Asks for MFA codes on the screen, as this one does.
            other = Identity(profile.aws_profile, self.access.identity.ask)
            return Access.from_profile(profile, other)
        profile = replace(self.access.to_profile(""), target=name, region=None)
        if "." not in name and ":" not in name:
            profile = replace(profile, region=self.access.endpoint.region)
        return Access.from_profile(profile, self.access.identity)

    def _show(self, comparison: Comparison, file: FileSchema | None) -> None:
        unread = file.unread if file else []
        self.script = "" if unread else write_script(comparison)
        count, stuck = len(comparison.planned), sum(bool(e.problem) for e in comparison.planned)
        notes = [
            pluralize(count, "difference") if count else "No differences",
            f"{stuck:,} cannot be removed" if stuck else "",
            f"{pluralize(len(unread), 'statement')} not read" if unread else "",
        ]
        self._show_title(" · ".join(filter(None, notes)))
        if not count:
            self._show_text("The schemas are equal.")
        if file and unread:
            self._add_unread(file)
        for _, planned in groupby(comparison.planned, lambda each: each.difference.owner):
            self._add_object(list(planned))
        nodes = self.differences.root.children
        self.differences.move_cursor(nodes[0] if nodes else None)

    def _add_unread(self, file: FileSchema) -> None:
        """Add a node for the statements of a file that were not read."""
        words = "\n".join(map(str, file.unread))
        label = Text("! Statements that were not read", "yellow")
        self.differences.root.add_leaf(label, f"There is no script. {NO_SCRIPT}\n\n{words}")

    def _add_object(self, planned: list[Planned]) -> None:
        """Add a node for an object, with its differences below."""
        line = describe_object([each.difference for each in planned])
        label = Text(make_visible(line), _COLOURS[line[0]])
        node = self.differences.root.add(label, _describe(planned), expand=True, allow_expand=False)
        for each in planned:
            if part := describe_part(each.difference):
                mark = {"added": "+", "removed": "-"}.get(each.difference.change, "~")
                colour = "yellow" if each.problem else _COLOURS[mark]
                note = "  (not possible)" if each.problem else ""
                node.add_leaf(Text(make_visible(f"{mark} {part}{note}"), colour), _describe([each]))

    def _show_error(self, message: str) -> None:
        self._show_title("Not compared")
        self._show_text(message)

    def _show_title(self, state: str) -> None:
        names = " → ".join(self.names)
        self.show_title(f"{state} · {names}")

    def _show_text(self, text: str) -> None:
        self._text = text
        if self.pager.is_attached:  # Otherwise the screen was closed meanwhile.
            self.pager.reload()
            self.pager.scroll_to(0, 0, animate=False)


def _describe(planned: list[Planned]) -> str:
    """Return the statements for differences, and why there are none or not all."""
    problems = [f"Not possible: {each.problem}\n" for each in planned if each.problem]
    steps = dict.fromkeys(step for each in planned for step in each.steps)
    ordered = sorted(steps, key=lambda step: step[:2])
    return "\n".join([*problems, *(f"{step.text};\n" for step in ordered)]).rstrip("\n")


def _read(access: Access) -> SchemaFacts:
    with closing(access.open()) as session:
        return read_schema_facts(session)
