"""Profiles: whatever can be made can be written and read, and people's files stay theirs."""

from __future__ import annotations

import string
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.dsql.profile import ENVIRONMENTS, Profile, checked_profile
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.store.editing import LARGEST, Unusable
from dsql_tui.store.profiles import (
    add_profile,
    move_profile,
    read_profiles,
    remove_profile,
    replace_profile,
)

ID = "abcdefghijklmnopqrstuvwxyz"
HOST = f"{ID}.dsql.us-east-1.on.aws"

signs = st.characters(exclude_categories=["C", "Z"])
lines = st.builds("{}{}{}".format, signs, st.text(signs | st.just(" "), max_size=9), signs)
identifiers = st.text(string.ascii_lowercase + string.digits, min_size=26, max_size=26)
statements = st.sampled_from(
    ["SET timezone = 'UTC'", "set time zone 'UTC';", "SET DateStyle TO iso, mdy"]
)


def makeable(profile: Profile) -> bool:
    try:
        checked_profile(profile)
    except ValueError:
        return False
    return True


profiles = st.builds(
    Profile,
    name=lines,
    target=identifiers,
    region=st.sampled_from(REGIONS),
    role=lines,
    aws_profile=st.none() | lines,
    hostaddr=st.none() | st.ip_addresses().map(str),
    port=st.integers(1, 65535),
    ipv4=st.booleans(),
    sslmode=st.sampled_from(["require", "verify-full"]),
    sslrootcert=st.none() | lines,
    expires_in=st.integers(60, 604_800),
    environment=st.none() | st.sampled_from(ENVIRONMENTS),
    read_only=st.booleans(),
    search_path=st.lists(lines, max_size=3).map(tuple),
    statements=st.lists(statements, max_size=2).map(tuple),
).filter(makeable)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profiles.toml"


@settings(max_examples=60)
@given(st.lists(profiles, max_size=4, unique_by=lambda profile: profile.name))
def test_any_profile_that_can_be_made_is_read_back_the_same(made: list[Profile]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        for profile in made:
            add_profile(profile, path)
        assert read_profiles(path).all == tuple(made)
        assert not read_profiles(path).problems


@settings(max_examples=40)
@given(profiles, profiles)
def test_a_profile_takes_any_others_place(before: Profile, after: Profile) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        add_profile(before, path)
        replace_profile(before.name, after, path)
        assert read_profiles(path).all == (after,)


@given(st.text() | st.lists(st.sampled_from(list("[]\"=#.\n' ab1")), max_size=40).map("".join))
def test_any_file_is_read_without_a_stumble(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        path.write_text(text, encoding="utf-8", errors="replace")
        for problem in read_profiles(path).problems:
            assert "profiles.toml" in problem


MINE = f"""\
# My connections.

# The shop.
[prod]
target = "{HOST}"  # from the console
# careful
environment = "prod"

[dev]
target = "{HOST}"
"""


def test_comments_outlive_every_change(path: Path) -> None:
    path.write_text(MINE)
    prod = read_profiles(path).find("prod")
    assert prod is not None
    replace_profile("prod", replace(prod, role="app", environment="staging"), path)
    move_profile("prod", 1, path)
    add_profile(Profile("third", HOST, read_only=True), path)
    remove_profile("dev", path)
    assert (
        path.read_text()
        == f"""\
# My connections.

# The shop.
[prod]
target = "{HOST}"  # from the console
# careful
environment = "staging"
role = "app"

[third]
target = "{HOST}"
read_only = true
"""
    )
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_profile_is_moved_as_far_as_there_is_room(path: Path) -> None:
    for name in "abc":
        add_profile(Profile(name, HOST), path)
    for name, places, order in [
        ("c", -1, "acb"),
        ("c", -9, "cab"),
        ("c", 1, "acb"),
        ("a", 9, "cba"),
    ]:
        move_profile(name, places, path)
        assert "".join(profile.name for profile in read_profiles(path).all) == order


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[bad]\ntarget = "x"', "line 1: “x” names no cluster"),
        ("[bad]\n", "line 1: profile “bad” has no target"),
        (f'[bad]\ntarget = "{HOST}"\nenviroment = "prod"', "line 3: “enviroment” is not known"),
        (f'[bad]\ntarget = "{HOST}"\nenviroment = "prod"', "nearest is “environment”"),
        (f'[bad]\ntarget = "{HOST}"\nenvironment = "live"', "line 3: “environment” has to be one"),
        (f'[bad]\ntarget = "{HOST}"\nport = 0', "line 3: “port”: 0 is no port"),
        (f'[bad]\ntarget = "{HOST}"\nhostaddr = "here"', "“here” is no IP address"),
        (f'[bad]\ntarget = "{HOST}"\nregion = "eu-west-1"', "is in us-east-1"),
        (f'[bad]\ntarget = "{ID}"', "needs its region"),
        (f'[bad]\ntarget = "{HOST}"\nexpires_in = 604801', "a week"),
        (f'[bad]\ntarget = "{HOST}"\nstatements = ["SET work_mem = 1"]', "“work_mem”"),
        (f'[bad]\ntarget = "{HOST}"\nstatements = ["SELECT 1"]', "SET name = value"),
        ('[bad]\ntarget = "x', "line 2: this is no TOML"),
        ("[bad\n", "line 1: [bad begins no profile"),
        ("[[bad]]\n", "begins no profile"),
        ("[bad.er]\n", "begins no profile"),
        ('["b\\u001bd"]\n', "one line"),
        (f'["{HOST}"]\n', "not itself"),
        ('["-U"]\n', "hyphen"),
        ("name = 1", "line 1: “name” is not known here"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_spoils_no_other(
    path: Path, table: str, words: str
) -> None:
    path.write_text(f'{table}\n\n[good]\ntarget = "{HOST}"\n')
    found = read_profiles(path)
    assert [profile.name for profile in found.all] == ["good"]
    assert len(found.problems) == 1
    assert words in found.problems[0]
    assert found.problems[0].isprintable()
    if "bad" in found.broken:
        with pytest.raises(ValueError, match="“bad” cannot be used"):
            found.find("bad")


def test_of_two_with_one_name_the_first_counts(path: Path) -> None:
    path.write_text(f'[a]\ntarget = "{HOST}"\n[a]\ntarget = "{HOST}"\nrole = "x"\n')
    found = read_profiles(path)
    assert [profile.role for profile in found.all] == ["admin"]
    assert found.problems == ("profiles.toml, line 3: there is a profile “a” already, further up.",)


def test_a_broken_table_is_kept_when_another_changes(path: Path) -> None:
    path.write_text("[bad]\ntarget = [\n")
    add_profile(Profile("good", HOST), path)
    assert path.read_text().startswith("[bad]\ntarget = [\n")
    with pytest.raises(Unusable, match="left as it is"):
        replace_profile("bad", Profile("bad", HOST), path)
    remove_profile("bad", path)
    assert not read_profiles(path).problems


def test_a_name_is_given_once(path: Path) -> None:
    add_profile(Profile("a", HOST), path)
    add_profile(Profile("b", HOST), path)
    for taken in (
        lambda: add_profile(Profile("a", HOST), path),
        lambda: replace_profile("b", Profile("a", HOST), path),
    ):
        with pytest.raises(Unusable, match="“a” already"):
            taken()
    with pytest.raises(Unusable, match="no profile “c”"):
        remove_profile("c", path)


def test_a_file_of_ten_megabytes_is_not_read(path: Path) -> None:
    path.write_bytes(b"#" * 10 * LARGEST)
    found = read_profiles(path)
    assert found.all == ()
    assert "larger than" in found.problems[0]


def test_consoles_that_write_at_the_same_time_lose_nothing(path: Path) -> None:
    names = [f"p{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: add_profile(Profile(name, HOST), path), names))
    assert sorted(profile.name for profile in read_profiles(path).all) == sorted(names)
