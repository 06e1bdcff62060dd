"""docs/risk.md says what the classifier says."""

from __future__ import annotations

from pathlib import Path

from tests.risk_page import build_page, find_kinds

PAGE = Path(__file__).parents[3] / "docs" / "risk.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(), (
        "python -m tests.risk_page > docs/risk.md"
    )


def test_the_table_has_every_kind_of_statement() -> None:
    kinds = {"read", "write", "ddl", "transaction", "setting", "other"}
    assert kinds == set(find_kinds())
