"""Where the console begins, in tests."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.profile import Profile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start


@pytest.fixture
def start(aws: Ready) -> Start:
    """At the picker, with the sandbox for AWS."""
    regions = ("us-east-1", "us-east-2", "eu-central-1")
    connection = Profile(
        name="",
        target="",
        hostaddr=aws.hostaddr,
        port=aws.port,
        sslrootcert=aws.sslrootcert,
    )
    return Start(connection, regions)
