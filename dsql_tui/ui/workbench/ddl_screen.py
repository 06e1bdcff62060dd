"""Show the statements that create a schema, or an object of it, again."""

from __future__ import annotations

from contextlib import closing
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.wrap import wrap_text
from dsql_tui.sql.ddl.script import write_script
from dsql_tui.sql.names import quote_name
from dsql_tui.ui.page import Page, bind_close
from dsql_tui.ui.results.text_pager import TextPager


class DdlScreen(Page[str | None]):
    """Shows a script; returns it to be inserted into the editor, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", tooltip="Copy the script.", id="ddl.copy"),
        Binding(
            "i", "insert", "Insert", tooltip="Insert the script into the editor.", id="ddl.insert"
        ),
        Binding("w", "wrap", "Wrap", tooltip="Wrap long lines, or scroll them.", id="ddl.wrap"),
        bind_close("ddl", "Close the script."),
    ]

    def __init__(self, access: Access, schema: str, name: str | None) -> None:
        names = (schema, name) if name else (schema,)
        super().__init__(f"DDL of {'.'.join(map(quote_name, names))}")
        self.access = access
        self.schema = schema
        self.name_in_schema = name
        """The object whose DDL is shown; `None` for all of the schema."""
        self.script = ""
        self.pager = TextPager(lambda width: list(wrap_text(self._text, width, cell_len)))
        self.pager.wraps = False
        self._text = "Reading the catalog…"

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.pager

    def on_mount(self) -> None:
        """Read the catalog."""
        self.pager.focus()
        self.read()

    @work(group="ddl", exclusive=True)
    async def read(self) -> None:
        """Show the script, or the error."""
        try:
            self.script = await in_thread(self._write_script)
        except AwsError as error:
            self._show(str(error))
        except (CatalogError, ConnectError) as failed:
            self._show(failed.error.message)
        else:
            self._show(self.script or "Aurora DSQL creates this itself; there is no DDL.")

    def action_insert(self) -> None:
        """Close with the script."""
        if self.script:
            self.dismiss(self.script.strip())

    def action_wrap(self) -> None:
        """Wrap long lines, or scroll them."""
        self.pager.toggle_wrap()

    def action_copy(self) -> None:
        """Copy the script."""
        if self.script:
            self.copy(self.script, "DDL")

    def _write_script(self) -> str:
        with closing(self.access.open()) as session:
            facts = read_schema_facts(session, self.schema)
        return write_script(facts, self.name_in_schema)

    def _show(self, text: str) -> None:
        self._text = text.rstrip("\n")
        if self.pager.is_attached:  # Otherwise the screen was closed meanwhile.
            self.pager.reload()
