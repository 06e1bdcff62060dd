"""What the consoles of a workbench share: the cluster, what is kept of it and what is known."""

from __future__ import annotations

from dsql_tui.opening import Access
from dsql_tui.results.budget import Budget
from dsql_tui.store.settings import Settings
from dsql_tui.ui.known import Known
from dsql_tui.ui.memory import Memory


class Shared:
    """One for a workbench."""

    def __init__(self, access: Access, title: str, settings: Settings) -> None:
        self.access = access
        self.title = title
        """What the cluster is called."""
        self.settings = settings
        self.memory = Memory(access.endpoint, settings.queries)
        self.known = Known()
        self.budget = Budget(settings.memory * 2**20)
        """What the rows of all consoles share."""
