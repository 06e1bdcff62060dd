"""Access to the sandbox's first cluster."""

from __future__ import annotations

import pytest

from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of


@pytest.fixture
def access(aws: Ready) -> Access:
    """As `admin`, on the cluster with the sample data."""
    return access_of(aws)
