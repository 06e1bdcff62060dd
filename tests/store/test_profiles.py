"""Profiles: every valid one can be saved and read, and the user's comments are kept."""

from __future__ import annotations

import string
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.dsql.profile import ENVIRONMENTS, Profile, check_profile
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.store.edit_file import MAX_SIZE, FileError
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
        check_profile(profile)
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
def test_any_valid_profile_is_read_back(made: list[Profile]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        for profile in made:
            add_profile(profile, path)
        assert read_profiles(path).all == tuple(made)
        assert not read_profiles(path).problems


@settings(max_examples=40)
@given(profiles, profiles)
def test_profile_can_be_replaced_by_any_other(before: Profile, after: Profile) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.toml"
        add_profile(before, path)
        replace_profile(before.name, after, path)
        assert read_profiles(path).all == (after,)


@given(st.text() | st.lists(st.sampled_from(list("[]\"=#.\n' ab1")), max_size=40).map("".join))
def test_any_file_can_be_read(text: str) -> None:
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


def test_comments_are_kept(path: Path) -> None:
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


def test_profile_is_moved_within_the_file(path: Path) -> None:
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
        ('[bad]\ntarget = "x"', "line 1: “x” is not a cluster"),
        ("[bad]\n", "line 1: profile “bad” has no target"),
        (
            f'[bad]\ntarget = "{HOST}"\nenviroment = "prod"',
            "line 3: “enviroment” is not a valid key",
        ),
        (f'[bad]\ntarget = "{HOST}"\nenviroment = "prod"', "Did you mean “environment”"),
        (f'[bad]\ntarget = "{HOST}"\nenvironment = "live"', "line 3: “environment” must be one"),
        (f'[bad]\ntarget = "{HOST}"\nport = 0', "line 3: “port”: “0” is not a port"),
        (f'[bad]\ntarget = "{HOST}"\nhostaddr = "here"', "“here” is not an IP address"),
        (f'[bad]\ntarget = "{HOST}"\nregion = "eu-west-1"', "is in us-east-1"),
        (f'[bad]\ntarget = "{ID}"', "needs its region"),
        (f'[bad]\ntarget = "{HOST}"\nexpires_in = 604801', "a week"),
        (f'[bad]\ntarget = "{HOST}"\nstatements = ["SET work_mem = 1"]', "“work_mem”"),
        (f'[bad]\ntarget = "{HOST}"\nstatements = ["SELECT 1"]', "SET name = value"),
        ('[bad]\ntarget = "x', "line 2: this is not TOML"),
        ("[bad\n", "line 1: [bad is not a valid header"),
        ("[[bad]]\n", "is not a valid header"),
        ("[bad.er]\n", "is not a valid header"),
        ('["b\\u001bd"]\n', "one line"),
        (f'["{HOST}"]\n', "a name cannot be a cluster"),
        ('["-U"]\n', "hyphen"),
        ("name = 1", "line 1: “name” is not a valid key"),
    ],
)
def test_problem_is_one_sentence_and_affects_no_other_profile(
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


def test_first_of_two_profiles_with_one_name_is_used(path: Path) -> None:
    path.write_text(f'[a]\ntarget = "{HOST}"\n[a]\ntarget = "{HOST}"\nrole = "x"\n')
    found = read_profiles(path)
    assert [profile.role for profile in found.all] == ["admin"]
    assert found.problems == ("profiles.toml, line 3: profile “a” is defined above already.",)


def test_invalid_table_is_kept_when_another_changes(path: Path) -> None:
    path.write_text("[bad]\ntarget = [\n")
    add_profile(Profile("good", HOST), path)
    assert path.read_text().startswith("[bad]\ntarget = [\n")
    with pytest.raises(FileError, match="was not changed"):
        replace_profile("bad", Profile("bad", HOST), path)
    remove_profile("bad", path)
    assert not read_profiles(path).problems


def test_names_are_unique(path: Path) -> None:
    add_profile(Profile("a", HOST), path)
    add_profile(Profile("b", HOST), path)
    with pytest.raises(FileError, match="already a profile “a”"):
        add_profile(Profile("a", HOST), path)
    with pytest.raises(FileError, match="already a profile “a”"):
        replace_profile("b", Profile("a", HOST), path)
    with pytest.raises(FileError, match="no profile “c”"):
        remove_profile("c", path)


def test_a_file_of_ten_megabytes_is_not_read(path: Path) -> None:
    path.write_bytes(b"#" * 10 * MAX_SIZE)
    found = read_profiles(path)
    assert found.all == ()
    assert "larger than" in found.problems[0]


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    names = [f"p{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: add_profile(Profile(name, HOST), path), names))
    assert sorted(profile.name for profile in read_profiles(path).all) == sorted(names)
