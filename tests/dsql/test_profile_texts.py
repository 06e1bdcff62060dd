"""Profiles as texts for a form."""

from __future__ import annotations

import pytest
from hypothesis import given

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.profile_texts import profile_from_texts, profile_to_texts
from tests.store.test_profiles import HOST, profiles


def apart(profile: Profile) -> bool:
    """Return true if the parts of its lists have no separators."""
    statements_apart = not any(";" in statement for statement in profile.statements)
    return statements_apart and not any("," in schema for schema in profile.search_path)


@given(profiles.filter(apart))
def test_any_profile_round_trips_through_texts(profile: Profile) -> None:
    assert profile_from_texts(profile_to_texts(profile)) == profile


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", "", "one line"),
        ("target", "xyzzy", "is not a cluster"),
        ("port", "x", "“x” is not a number"),
        ("port", "70000", "not a port"),
        ("environment", "live", "one of dev, staging, prod"),
        ("sslmode", "prefer", "one of require, verify-full"),
        ("statements", "drop table t", "SET name = value"),
    ],
)
def test_invalid_text_is_refused_with_its_key(field: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        profile_from_texts({"name": "a", "target": HOST, field: text})
