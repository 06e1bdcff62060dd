"""What is kept on this computer of the consoles of one cluster: their texts, and their runs."""

from __future__ import annotations

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.store import places
from dsql_tui.store.journal import Log, Shelf
from dsql_tui.ui.threads import in_thread


class Memory:
    """One for a workbench; its consoles share it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.shelf = Shelf(places.data() / "journal" / endpoint.host)

    async def lost(self) -> list[Log]:
        """The journals of consoles that were left, or that a crash has taken."""
        return await in_thread(self.shelf.lost, unwanted=_let_go)


def _let_go(logs: list[Log]) -> None:
    for log in logs:
        log.close()
