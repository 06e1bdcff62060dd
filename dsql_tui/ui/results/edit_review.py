"""The statements of pending changes, shown in full before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from dsql_tui.execution.result import Result
from dsql_tui.results.text import format_size, make_visible
from dsql_tui.results.wrap import wrap_text
from dsql_tui.sql.edits.pending import Totals
from dsql_tui.sql.edits.statements import EditStatement
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.results.text_pager import TextPager

UNCERTAIN = (
    "The outcome of the last attempt is unknown: check first whether it was done (Ctrl+O v "
    "inserts a query). New rows would be inserted a second time."
)


class EditReview(Dialog[bool]):
    """Shows every statement; only `y` sends them."""

    DEFAULT_CSS = """
    EditReview > .frame { max-width: 100%; height: 80%; border: round $warning; }
    EditReview .summary { height: auto; color: $text-warning; padding: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Write", tooltip="Send the statements.", id="review.yes"),
        Binding(
            "n,escape,enter", "answer(False)", "Cancel", tooltip="Send nothing.", id="review.no"
        ),
    ]

    def __init__(
        self,
        table: str,
        batches: Sequence[Sequence[EditStatement]],
        totals: Totals,
        uncertain: bool,
    ) -> None:
        super().__init__()
        self.table = table
        self.batches = batches
        self.totals = totals
        self.uncertain = uncertain
        self.text = "\n\n".join(map(_write_batch, batches))
        """The statements as they are sent."""
        self.pager = TextPager(lambda width: list(wrap_text(self.text, width, cell_len)))

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = Content(f"Write to {make_visible(self.table)}")
            frame.border_subtitle = "y writes · n cancels · arrows scroll"
            yield Static(self._summarize(), classes="summary", markup=False)
            yield self.pager

    def on_mount(self) -> None:
        """Let the arrows scroll the statements."""
        self.pager.focus()

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)

    def _summarize(self) -> str:
        lines = [UNCERTAIN] if self.uncertain else []
        lines.append(f"{describe_totals(self.totals)}, {format_size(self.totals.size)}.")
        if len(self.batches) > 1:
            lines.append(
                f"They do not fit into one transaction: {len(self.batches)} follow each other. "
                "If one fails, the earlier ones stay."
            )
        return "\n".join(lines)


def describe_totals(totals: Totals) -> str:
    """Return the number of rows, and of each kind."""
    kinds = describe_kinds(totals)
    if ", " in kinds:
        return f"{totals.rows:,} rows: {kinds}"
    number, _, word = kinds.partition(" ")
    return f"{number} {'row' if totals.rows == 1 else 'rows'} {word}" if word else "no rows"


def describe_kinds(totals: Totals) -> str:
    """Return the number of changes of each kind, such as `3 changed, 1 new`."""
    kinds = ((totals.updates, "changed"), (totals.inserts, "new"), (totals.deletes, "deleted"))
    return ", ".join(f"{number:,} {word}" for number, word in kinds if number)


def describe_changes(results: Iterable[Result]) -> str:
    """Return the pending changes of results; empty if there are none."""
    edits = [result.edits for result in results if result.edits and result.has_changes]
    return "; ".join(describe_totals(each.pending.totals) for each in edits)


def list_texts(batch: Sequence[EditStatement]) -> list[str]:
    """Return the statements of a transaction, from BEGIN to COMMIT."""
    return ["begin", *(each.text for each in batch), "commit"]


def _write_batch(batch: Sequence[EditStatement]) -> str:
    return "\n\n".join(f"{text};" for text in list_texts(batch))
