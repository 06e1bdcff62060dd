"""The catalog of a cluster and the user's habits, as completion needs them."""

from __future__ import annotations

import contextlib

from dsql_tui.events import Run
from dsql_tui.execution.parameters import Values
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete import NameUsage
from dsql_tui.sql.complete.snippets import SNIPPETS, Snippet
from dsql_tui.sql.risk import get_kind


class CompletionCatalog:
    """The catalog that was read last, and the names in use; shared by all consoles."""

    def __init__(self) -> None:
        self.catalog = Catalog()
        self.usage = NameUsage()
        self.snippets: tuple[Snippet, ...] = SNIPPETS
        """The user's snippets, then the built-in ones."""
        self.values: Values = {}
        """The last values of parameters; kept only in memory, because they may be secrets."""
        self.stale = False
        """True if a statement has changed the schema since the catalog was read."""

    def learn(self, run: Run) -> None:
        """Count the names in a successful run, and note whether it changed the schema."""
        if run.error is None:
            self.usage.learn(run.statement, self.catalog)
            self.stale = self.stale or get_kind(run.statement) == "ddl"

    def replace(self, catalog: Catalog) -> None:
        """Use a catalog that was just read."""
        self.catalog, self.stale = catalog, False

    async def load(self, access: Access) -> None:
        """Load the saved catalog, for use until the catalog has been read."""
        from dsql_tui.store.catalog_cache import (
            load_catalog,  # after the first frame: it reads JSON
        )

        catalog, usage = await in_thread(lambda: load_catalog(access.endpoint.host, access.role))
        self.usage = usage
        if not self.catalog.schemas:
            self.catalog = catalog

    async def load_snippets(self) -> list[str]:
        """Load the user's snippets, and return a sentence for each problem in their file."""
        from dsql_tui.store.snippets import read_snippets

        own, problems = await in_thread(read_snippets)
        self.snippets = (*own, *SNIPPETS)
        return problems

    async def save(self, access: Access) -> None:
        """Save the catalog for the next start; ignore file errors."""
        from dsql_tui.store.catalog_cache import save_catalog

        with contextlib.suppress(OSError):
            await in_thread(
                lambda: save_catalog(access.endpoint.host, access.role, self.catalog, self.usage)
            )
