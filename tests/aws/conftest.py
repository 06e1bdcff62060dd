"""The identity of the sandbox."""

from __future__ import annotations

import pytest

from dsql_tui.aws.identity import Identity
from dsql_tui.sandbox.ready import Ready


@pytest.fixture
def identity(aws: Ready) -> Identity:
    """Return the identity with the credentials in the environment."""
    return Identity()
