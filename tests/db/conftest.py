"""Access to the first cluster of the sandbox."""

from __future__ import annotations

import pytest

from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access


@pytest.fixture
def access(aws: Ready) -> Access:
    """Access as `admin` to the cluster with the sample data."""
    return build_access(aws)
