"""Where the console begins, in tests."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start
from tests.access import connection_to


@pytest.fixture
def start(aws: Ready) -> Start:
    """At the picker, with the sandbox for AWS."""
    regions = ("us-east-1", "us-east-2", "eu-central-1")
    return Start(connection_to(aws), regions)
