"""A profile in a form is the profile."""

from __future__ import annotations

import pytest
from hypothesis import given

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.profile_texts import profile_of, texts_of
from tests.store.test_profiles import HOST, profiles


def apart(profile: Profile) -> bool:
    """Can its lists be written with commas and semicolons between their parts?"""
    statements_apart = not any(";" in statement for statement in profile.statements)
    return statements_apart and not any("," in schema for schema in profile.search_path)


@given(profiles.filter(apart))
def test_any_profile_comes_back_from_its_texts(profile: Profile) -> None:
    assert profile_of(texts_of(profile)) == profile


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", "", "one line"),
        ("target", "xyzzy", "names no cluster"),
        ("port", "x", "“x” is no number"),
        ("port", "70000", "no port"),
        ("environment", "live", "one of dev, staging, prod"),
        ("sslmode", "prefer", "one of require, verify-full"),
        ("statements", "drop table t", "SET name = value"),
    ],
)
def test_what_a_field_cannot_hold_is_said(field: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        profile_of({"name": "a", "target": HOST, field: text})
