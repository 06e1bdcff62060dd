"""A short form of `python -m benchmarks.claims`: no claim about a write is false."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.claims.check import DOORS, check_claims
from dsql_tui.sandbox.ready import Ready

SEED = 20261129


@pytest.mark.parametrize("door", DOORS)
def test_no_claim_about_a_write_is_false(aws: Ready, tmp_path: Path, door: str) -> None:
    report, false = check_claims(door, aws, 50, SEED, tmp_path, seconds=40)
    assert not false, "\n".join(false)
    assert report.claims or report.partly
