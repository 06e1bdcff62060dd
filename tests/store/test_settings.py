"""Settings: valid values, and a sentence for each problem in the file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from dsql_tui.dsql.regions import REGIONS
from dsql_tui.store.edit_file import MAX_SIZE, FileError
from dsql_tui.store.settings import Settings, read_settings, write_setting
from dsql_tui.store.toml_table import parse_table


def positive(number: int) -> None:
    if number < 1:
        raise ValueError(f"{number} is less than 1.")


@dataclass(frozen=True)
class Sample:
    title: str | None = None
    rows: int = field(default=100, metadata={"check": positive})
    share: float = 0.5
    loud: bool = False
    names: tuple[str, ...] = ()
    look: Literal["dark", "light"] = "dark"
    prices: dict[str, float] = field(default_factory=dict)


def test_every_type_of_value_is_accepted() -> None:
    text = 'title = "x"\nrows = 3\nshare = 1\nloud = true\nnames = ["a", "b"]\nlook = "light"\n'
    text += "prices = { a-1 = 2, b = 0.5 }\n"
    values, problems = parse_table(Sample, text, "f.toml")
    assert not problems
    assert Sample(**values) == Sample(
        "x", 3, 1.0, True, ("a", "b"), "light", {"a-1": 2.0, "b": 0.5}
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('titel = "x"', "“titel” is not a valid key here. Did you mean “title”?"),
        ("zzz = 1", "“zzz” is not a valid key"),
        ("rows = 0", "“rows”: 0 is less than 1."),
        ("rows = true", "“rows” must be a whole number."),
        ('rows = "3"', "“rows” must be a whole number."),
        ("title = 1979-05-27", "“title” must be a string in quotes."),
        ("loud = 1", "“loud” must be true or false."),
        ('names = "a"', "“names” must be a list of values, each a string in quotes."),
        ("names = [1]", "“names” must be a list"),
        ("prices = 3", "“prices” must be a table of names, each with a number."),
        ('prices = { a = "x" }', "“prices” must be a number."),
        ('look = "drak"', "“look” must be one of “dark”, “light”."),
        ("rows.max = 3", "“rows” must be a whole number."),
    ],
)
def test_invalid_line_is_one_sentence_and_affects_no_other(line: str, words: str) -> None:
    values, problems = parse_table(Sample, f"# mine\n{line}\nshare = 0.25\n", "f.toml", line=10)
    assert values == {"share": 0.25}
    assert len(problems) == 1
    assert problems[0].startswith("f.toml, line 11: ")
    assert words in problems[0]


@pytest.mark.parametrize(
    "line", ["rows =", "rows = 1 2", 'title = "x', "rows = 1\nrows = 2", "= 1"]
)
def test_invalid_toml_is_reported_with_its_line(line: str) -> None:
    values, problems = parse_table(Sample, f"share = 0.25\n{line}", "f.toml")
    assert not values
    assert len(problems) == 1
    assert "not TOML" in problems[0]
    assert "line 2" in problems[0] or "line 3" in problems[0]


def test_defaults_apply_without_a_file(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == (Settings(), [])


def test_regions_are_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('regions = ["eu-west-1", "us-east-1"]\n')
    assert read_settings(path) == (Settings(regions=("eu-west-1", "us-east-1")), [])
    path.write_text('regions = ["frankfurt"]\n')
    settings, problems = read_settings(path)
    assert settings.regions == REGIONS
    assert "“frankfurt” is not a region" in problems[0]


def test_file_that_is_not_toml_says_what_applies_until_it_is_corrected(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("vim = true\nwrap = \n")
    settings, (problem,) = read_settings(path)
    assert settings == Settings()
    assert problem.startswith("settings.toml, line 2: this is not TOML: ")
    assert problem.endswith("Correct it: until then, all settings have their defaults.")


def test_written_setting_keeps_comments_and_privacy(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    write_setting("regions", ("eu-west-1",), path)
    path.write_text("# near me\n" + path.read_text())
    write_setting("regions", ("eu-west-2",), path)
    assert path.read_text() == '# near me\nregions = ["eu-west-2"]\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_symbolic_link_to_the_file_is_kept(tmp_path: Path) -> None:
    kept, path = tmp_path / "dotfiles.toml", tmp_path / "settings.toml"
    kept.write_text("")
    path.symlink_to(kept)
    write_setting("regions", ("eu-west-1",), path)
    assert path.is_symlink()
    assert "eu-west-1" in kept.read_text()


def test_invalid_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("regions = [\n")
    with pytest.raises(FileError, match="not valid TOML"):
        write_setting("regions", ("eu-west-1",), path)
    assert path.read_text() == "regions = [\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"#" * (MAX_SIZE + 1), "larger than"), (b"# ok\n\xff\n", "line 2: this is not UTF-8")],
)
def test_unreadable_file_is_reported(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    settings, problems = read_settings(path)
    assert settings == Settings()
    assert words in problems[0]


def test_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    _, problems = read_settings(tmp_path)
    assert "cannot be read" in problems[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="cannot be written"):
        write_setting("regions", ("eu-west-1",), tmp_path / "settings.toml")


def test_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        write_setting("regions", ("eu-west-1",), tmp_path / "file" / "settings.toml")
