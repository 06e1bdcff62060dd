"""What is known of one cluster to one database role: what completion draws from."""

from __future__ import annotations

import contextlib

from dsql_tui.events import Run
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete import Use
from dsql_tui.sql.verb import verb
from dsql_tui.ui.screens.parameters import Values
from dsql_tui.ui.threads import in_thread


class Known:
    """The catalog as it was read last, and what this user has written; all consoles share it."""

    def __init__(self) -> None:
        self.catalog = Catalog()
        self.use = Use()
        self.values: Values = {}
        """The values that parameters had last. Only in memory: they may be anybody's secret."""
        self.stale = False
        """Has a statement changed what the catalog says?"""

    def learn(self, run: Run) -> None:
        """Take in what a run that went well says of the user's habits, and of the catalog."""
        if run.refusal is None:
            self.use.learn(run.statement, self.catalog)
            self.stale = self.stale or verb(run.statement) == "ddl"

    def read(self, catalog: Catalog) -> None:
        """The catalog was read anew."""
        self.catalog, self.stale = catalog, False

    async def load(self, access: Access) -> None:
        """Know at once what was known the last time, until the catalog has been read."""
        from dsql_tui.store.known import load_known  # after the first frame: it reads JSON

        catalog, use = await in_thread(lambda: load_known(access.endpoint.host, access.role))
        self.use = use
        if not self.catalog.schemas:
            self.catalog = catalog

    async def save(self, access: Access) -> None:
        """Keep it for the next time, where that can be done."""
        from dsql_tui.store.known import save_known

        with contextlib.suppress(OSError):
            await in_thread(
                lambda: save_known(access.endpoint.host, access.role, self.catalog, self.use)
            )
