"""The sandbox's identity, as boto3 finds it in the environment."""

from __future__ import annotations

import pytest

from dsql_tui.aws.identity import Identity
from dsql_tui.sandbox.ready import Ready


@pytest.fixture
def identity(aws: Ready) -> Identity:
    """Whose credentials the environment holds."""
    return Identity()
