"""What there is to connect to, while regions are answering."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import AwsError, Identity, NoCredentials
from dsql_tui.aws.remedy import with_remedy
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import checked_region
from dsql_tui.results.text import visible
from dsql_tui.store.editing import Unusable
from dsql_tui.store.listed import Listed, write_listed
from dsql_tui.ui.listing import COLUMNS, Line, Listing, told_of
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.cluster_table import ClusterTable

_REDRAWN = 0.1
"""Seconds between redrawings while clusters arrive."""


class ClusterList(Vertical):
    """Saved profiles, then clusters; below them, what regions say and files hold that is wrong."""

    DEFAULT_CSS = """
    ClusterList { height: 1fr; }
    ClusterList > Static { height: auto; max-height: 40%; padding: 0 1; color: $text-warning; }
    """

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("l", "list another region", "region", "go to"),
        Entry("s", "sort by next column", "sort", "go to"),
    )

    class Moved(Message):
        """The line at the cursor is another."""

    class Answered(Message):
        """A region has told all, or that it does not tell."""

    def __init__(self, regions: tuple[str, ...], kept: bool) -> None:
        super().__init__()
        self.listing = Listing(regions)
        self.identity: Identity | None = None
        """Who asked last."""
        self.kept = kept
        """Are lists kept for the next time?"""
        self.wanted = ""
        """What lines have to match."""
        self.complaints: tuple[str, ...] = ()
        """What in the user's files cannot be followed."""
        self.table = ClusterTable()
        self.problems = Static(markup=False)
        self.without_credentials = False
        """Were there no credentials to ask with?"""
        self.stirred = False
        """Is there more to show than is shown?"""
        self.outdated: set[str] = set()
        """Regions that are being asked, and have to be asked again: they changed in between."""

    def compose(self) -> ComposeResult:
        yield self.table
        yield self.problems

    def on_mount(self) -> None:
        self.set_interval(_REDRAWN, self._redraw_if_stirred)

    @property
    def chosen(self) -> Line | None:
        """The line at the cursor."""
        return self.table.chosen

    def ask(self, identity: Identity) -> None:
        """Ask every region, side by side, unless they are being asked."""
        if self.listing.pending:
            return
        self.identity = identity
        self.without_credentials = False
        self.listing.begin()
        self.redraw()
        for region in self.listing.regions:
            self._list(identity, self.listing, region)

    def ask_also(self, identity: Identity, region: str) -> None:
        """Ask one region more."""
        if region not in self.listing.regions:
            self.listing.regions += (region,)
            self.listing.pending.add(region)
            self._list(identity, self.listing, region)

    def ask_again(self, identity: Identity, region: str) -> None:
        """Ask one region, because something has changed there."""
        if region not in self.listing.regions:
            self.ask_also(identity, region)
        elif region in self.listing.pending:
            self.outdated.add(region)
        else:
            self.listing.begin_again(region)
            self._list(identity, self.listing, region)

    def forget(self) -> None:
        """Whatever was listed was listed by another identity."""
        self.workers.cancel_group(self, "list")
        self.listing = self.listing.anew()
        self.redraw()

    def remember(self, last: Listed) -> None:
        """Show the clusters of the last time, until others are told."""
        if last.when and not self.listing.found:
            self.listing.remember(last.clusters, last.when)
            self.redraw()

    def offer(self, profiles: tuple[Profile, ...], complaints: tuple[str, ...]) -> None:
        """Show these profiles above the clusters."""
        self.listing.profiles, self.complaints = profiles, complaints
        self.redraw()

    def filter(self, wanted: str) -> None:
        """Show what matches."""
        self.wanted = wanted
        self.redraw()

    @work(group="menu", exclusive=True)
    async def action_region(self) -> None:
        """List a region that is not among those listed."""
        # Lazily, because the picker's first frame does without it.
        from dsql_tui.ui.screens.ask import Ask

        region = await self.app.push_screen_wait(Ask("List another region:", check=_no_region))
        if region and self.identity is not None:
            self.ask_also(self.identity, region)

    def action_sort(self) -> None:
        """Sort by the next column, and after the last as at first."""
        by = self.listing.sorted_by
        after = 0 if by is None else by + 1
        self._sort(after if after < len(COLUMNS) else None, reverse=False)

    @on(DataTable.HeaderSelected)
    def sort_by(self, event: DataTable.HeaderSelected) -> None:
        """Sort by a column, the other way when it is asked for again."""
        again = self.listing.sorted_by == event.column_index
        self._sort(event.column_index, reverse=again and not self.listing.reverse)

    @on(DataTable.RowHighlighted)
    def tell(self) -> None:
        """The cursor is on another line."""
        self.post_message(self.Moved())

    def redraw(self) -> None:
        """Show what there is now."""
        self.stirred = False
        self.table.show(self.listing.lines(self.wanted))
        lines = told_of(self.listing, self.complaints)
        self.problems.update("\n".join(map(visible, lines)))
        self.tell()

    @work(group="list")
    async def _list(self, identity: Identity, listing: Listing, region: str) -> None:
        """Show a region's clusters as they come, or why it does not say."""
        refusal: str | None = None
        try:
            async for cluster in turned(clusters(identity, region)):
                listing.take(cluster)
                self.stirred = True
                if not self.table.lines:
                    self.redraw()
        except AwsError as error:
            refusal = with_key(error, with_remedy(error))
            self.without_credentials |= isinstance(error, NoCredentials)
        listing.end(region, refusal)
        self.redraw()
        self.post_message(self.Answered())
        if region in self.outdated:
            self.outdated.discard(region)
            self.ask_again(identity, region)
        if listing.answered and not listing.pending and self.kept:
            now, found = datetime.now(timezone.utc), tuple(listing.found.values())
            with contextlib.suppress(Unusable):  # it is there to be quick next time, no more
                await in_thread(lambda: write_listed(identity.profile, found, now))

    def _redraw_if_stirred(self) -> None:
        if self.stirred:
            self.redraw()

    def _sort(self, column: int | None, reverse: bool) -> None:
        self.listing.sorted_by, self.listing.reverse = column, reverse
        self.table.mark_sorting(column, reverse)
        self.redraw()


def _no_region(text: str) -> str:
    """What is wrong with a region, or nothing."""
    try:
        checked_region(text)
    except ValueError as error:
        return str(error)
    return ""
