"""The table of releases, and the diagnoses that come from it."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.releases import FEATURES, NEWEST, PLPGSQL, parse_release
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.events import ServerError


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("2026-09", "2026-09-30"),
        ("2026-12", "2026-12-31"),
        ("2028-02", "2028-02-29"),
        ("2026-09-15", "2026-09-15"),
    ],
)
def test_a_month_is_its_last_day(text: str, release: str) -> None:
    assert parse_release(text) == release


@pytest.mark.parametrize("text", ["", "2026", "2026-9", "2026-13", "2026-09-31", "2026-06", "now"])
def test_other_texts_are_rejected_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_release(text)


def test_a_feature_is_in_all_releases_from_its_day_on() -> None:
    assert [feature.since for feature in FEATURES] == sorted(feature.since for feature in FEATURES)
    assert all(feature.is_in(NEWEST) for feature in FEATURES)
    assert not PLPGSQL.is_in(parse_release("2026-09"))
    assert PLPGSQL.is_in(parse_release("2026-10"))


@pytest.mark.parametrize(
    ("sqlstate", "message"),
    [
        ("0A000", "CREATE FUNCTION with language plpgsql not supported"),
        ("0A000", "PROCEDURE is not supported"),
        ("0A000", "unsupported statement: Do"),
        ("0A000", "FOREIGN KEY constraint not supported"),
        ("0A000", "WHERE not supported for CREATE INDEX"),
        ("0A000", "expressions not supported for index keys"),
        ("0A000", "unsupported ALTER TABLE DROP COLUMN statement"),
        ("0A000", "locking clauses other than FOR UPDATE are not supported"),
        ("0A000", "unsupported statement: CreateStats"),
        ("22023", "NUMERIC precision 100 must be between 1 and 38"),
        (
            "0A000",
            'setting configuration parameter "dsql.enable_batched_nestloop" not supported',
        ),
    ],
)
def test_an_older_cluster_s_error_says_that_newer_clusters_take_it(
    sqlstate: str, message: str
) -> None:
    found = diagnose(ServerError(message, sqlstate))
    assert found is not None
    assert "This cluster is older than the release of 2026-" in found.cause
    assert "Newer clusters support it." in found.remedy


@pytest.mark.parametrize(
    ("sqlstate", "message"),
    [
        ("0A000", "CREATE FUNCTION with language plpython3u not supported"),
        ("0A000", "unsupported statement: DropOwned"),
        ("0A000", "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported"),
        ("22023", "NUMERIC precision 1001 must be between 1 and 1000"),
        ("0A000", "unsupported ALTER TABLE ADD CONSTRAINT statement"),
    ],
)
def test_what_no_cluster_takes_is_not_said_to_be_new(sqlstate: str, message: str) -> None:
    found = diagnose(ServerError(message, sqlstate))
    assert found is not None
    assert "Newer clusters" not in found.remedy
