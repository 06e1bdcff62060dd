"""The list of saved profiles and clusters, which grows while regions answer."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError, NoCredentials
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.remedy import add_remedy
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import check_region
from dsql_tui.execution.threads import in_thread, iterate_in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.cluster_cache import CachedClusters, write_clusters
from dsql_tui.store.edit_file import FileError
from dsql_tui.ui.clusters.cluster_table import ClusterTable
from dsql_tui.ui.clusters.listing import COLUMNS, Line, Listing, summarize
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.terminal.sign_in import describe_aws_error

_REDRAW_INTERVAL = 0.1
"""Seconds between two updates while clusters arrive."""


class ClusterList(Vertical):
    """Saved profiles and clusters, and below them the problems of regions and files."""

    DEFAULT_CSS = """
    ClusterList { height: 1fr; }
    ClusterList > Static { height: auto; max-height: 40%; padding: 0 1; color: $text-warning; }
    """

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("l", "list another region", "region", "go to"),
        Entry("s", "sort by next column", "sort", "go to"),
    )

    class Moved(Message):
        """The cursor is on another line."""

    class Answered(Message):
        """A region has listed its clusters, or failed."""

    def __init__(
        self, regions: tuple[str, ...], cached: bool, problems: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.listing = Listing(regions)
        self.identity: Identity | None = None
        """The identity that asked last."""
        self.cached = cached
        """True if lists are saved for the next start."""
        self.search = ""
        """The words that lines must contain."""
        self.count = ""
        """How many lines match, and how many there are."""
        self.file_problems = problems
        """Problems in the user's files, a sentence each."""
        self.table = ClusterTable()
        self.problems = Static(markup=False)
        self.without_credentials = False
        """True if a region could not be asked for lack of credentials."""
        self.needs_redraw = False
        self.outdated: set[str] = set()
        """Regions that changed while they were being asked, and must be asked again."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.table
        yield self.problems

    def on_mount(self) -> None:
        """Start the updates."""
        self.set_interval(_REDRAW_INTERVAL, self._redraw_pending)

    @property
    def chosen(self) -> Line | None:
        """The line at the cursor."""
        return self.table.chosen

    def ask(self, identity: Identity) -> None:
        """Ask every region at the same time, unless they are being asked."""
        if self.listing.pending:
            return
        self.identity = identity
        self.without_credentials = False
        self.listing.begin()
        self.redraw()
        for region in self.listing.regions:
            self._list(identity, self.listing, region)

    def ask_also(self, identity: Identity, region: str) -> None:
        """Ask one more region."""
        if region not in self.listing.regions:
            self.listing.regions += (region,)
            self.listing.pending.add(region)
            self._list(identity, self.listing, region)

    def ask_again(self, identity: Identity, region: str) -> None:
        """Ask a region again, because a cluster there has changed."""
        if region not in self.listing.regions:
            self.ask_also(identity, region)
        elif region in self.listing.pending:
            self.outdated.add(region)
        else:
            self.listing.begin_again(region)
            self._list(identity, self.listing, region)

    def forget(self) -> None:
        """Clear the clusters, which were listed by another identity."""
        self.workers.cancel_group(self, "list")
        self.listing = self.listing.without_clusters()
        self.redraw()

    def show_cache(self, cached: CachedClusters) -> None:
        """Show the clusters of the last start until regions answer."""
        if cached.when and not self.listing.found:
            self.listing.load(cached.clusters, cached.when)
            self.redraw()

    def show_profiles(self, profiles: tuple[Profile, ...], problems: tuple[str, ...]) -> None:
        """Show saved profiles above the clusters, and the problems of the user's files."""
        self.listing.profiles, self.file_problems = profiles, problems
        self.redraw()

    def filter(self, search: str) -> None:
        """Show the lines that contain all words of `search`."""
        self.search = search
        self.redraw()

    @work(group="menu", exclusive=True)
    async def action_region(self) -> None:
        """Ask for a region and list its clusters."""
        # Imported here, because the picker's first frame does without it.
        from dsql_tui.ui.dialogs.ask import AskDialog

        ask = AskDialog("List another region:", check=_region_problem)
        region = await self.app.push_screen_wait(ask)
        if region and self.identity is not None:
            self.ask_also(self.identity, region)

    def action_sort(self) -> None:
        """Sort by the next column, and after the last one by region."""
        by = self.listing.sorted_by
        following = 0 if by is None else by + 1
        self._sort(following if following < len(COLUMNS) else None, reverse=False)

    @on(DataTable.HeaderSelected)
    def sort_by(self, event: DataTable.HeaderSelected) -> None:
        """Sort by a column; a second click reverses the order."""
        again = self.listing.sorted_by == event.column_index
        self._sort(event.column_index, reverse=again and not self.listing.reverse)

    @on(DataTable.RowHighlighted)
    def post_moved(self) -> None:
        """Post that the cursor is on another line."""
        self.post_message(self.Moved())

    def redraw(self) -> None:
        """Show the current lines and problems."""
        self.needs_redraw = False
        shown = self.listing.lines(self.search)
        every = len(self.listing.lines("")) if self.search else len(shown)
        count = f"{len(shown):,} of {every:,}" if self.search else f"{every:,}"
        self.count = count if every else ""
        self.table.show(shown)
        lines = summarize(self.listing, self.file_problems)
        if every and not shown:
            lines.append(f"No cluster matches “{self.search}”. Press Backspace to see more.")
        text = "\n".join(map(make_visible, lines))
        if text != self.problems.content:  # an update lays out the screen
            self.problems.update(text)
        self.post_moved()

    @work(group="list")
    async def _list(self, identity: Identity, listing: Listing, region: str) -> None:
        """List the clusters of a region as they arrive."""
        problem: str | None = None
        try:
            async for cluster in iterate_in_thread(list_clusters(identity, region)):
                listing.add(cluster)
                self.needs_redraw = True
                if not self.table.lines:
                    self.redraw()
        except AwsError as error:
            problem = describe_aws_error(error, add_remedy(error))
            self.without_credentials |= isinstance(error, NoCredentials)
        listing.end(region, problem)
        self.redraw()
        self.post_message(self.Answered())
        if region in self.outdated:
            self.outdated.discard(region)
            self.ask_again(identity, region)
        if listing.answered and not listing.pending and self.cached:
            now, found = datetime.now(timezone.utc), tuple(listing.found.values())
            with contextlib.suppress(FileError):  # the cache only makes the next start faster
                await in_thread(lambda: write_clusters(identity.profile, found, now))

    def _redraw_pending(self) -> None:
        if self.needs_redraw:
            self.redraw()

    def _sort(self, column: int | None, reverse: bool) -> None:
        self.listing.sorted_by, self.listing.reverse = column, reverse
        self.table.mark_sorting(column, reverse)
        self.redraw()


def _region_problem(text: str) -> str:
    """Return what is wrong with a region, or an empty string."""
    try:
        check_region(text)
    except ValueError as error:
        return str(error)
    return ""
