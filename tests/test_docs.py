"""The pages say what the program says, and name files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsql_tui.cli.completer import TABLE_FILE
from dsql_tui.cli.man_page import build_man_page
from dsql_tui.dsql.diagnoses import TABLE
from tests import completion_table, keys, settings_page, tour_page, troubleshooting_page

ROOT = Path(__file__).parent.parent
PLACES = (ROOT, ROOT / "dsql_tui", ROOT / "dsql_tui" / "sandbox", ROOT / "tests")
"""What a path on a page is relative to."""

NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml))`")


VARIABLE = re.compile(
    r"""(?:environ|environment)(?:\.get\(|\[)\s*"([A-Z]\w+)"|"([A-Z]\w+)" (?:not )?in os\.environ"""
)
"""A read of an environment variable."""


def test_the_page_of_keys_is_up_to_date() -> None:
    page = (ROOT / "docs" / "keys.md").read_text()
    assert page == keys.build_page(), "python -m tests.keys > docs/keys.md"


def test_the_page_of_settings_is_up_to_date() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert page == settings_page.build_page(), "python -m tests.settings_page > docs/settings.md"


def test_the_manual_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "dsql-tui.1").read_text(encoding="utf-8")
    assert page == build_man_page(), "dsql-tui help --man > docs/dsql-tui.1"


def test_the_table_of_completion_is_up_to_date() -> None:
    words = "python -m tests.completion_table > dsql_tui/cli/completion.json"
    assert TABLE_FILE.read_text(encoding="utf-8") == completion_table.build_table(), words


def test_the_page_of_settings_has_every_environment_variable() -> None:
    names = {name for names, _ in settings_page.ENVIRONMENT for name in names.split(", ")}
    ours = [
        path
        for path in (ROOT / "dsql_tui").rglob("*.py")
        if not {"sandbox", "templates"} & set(path.relative_to(ROOT).parts)
    ]
    read = {name for path in ours for pair in VARIABLE.findall(path.read_text()) for name in pair}
    assert len(read) > 15
    assert sorted(read - names - {""}) == []


def test_the_page_of_errors_is_up_to_date() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    command = "python -m tests.troubleshooting_page > docs/troubleshooting.md"
    assert page == troubleshooting_page.build_page(), command


def test_the_tour_is_up_to_date_and_has_every_picture_in_two_themes() -> None:
    page = (ROOT / "docs" / "tour.md").read_text()
    assert page == tour_page.build_page(), "python -m tests.tour_page > docs/tour.md"
    pictures = re.findall(r"\.\./(screenshots/[\w/]+\.svg)", page)
    assert len(pictures) > 40
    assert not [picture for picture in pictures if not (ROOT / picture).exists()]


def test_every_picture_of_the_readme_exists() -> None:
    pictures = re.findall(r"\]\((screenshots/[\w/]+\.svg)\)", (ROOT / "README.md").read_text())
    assert len(pictures) > 15
    assert not [picture for picture in pictures if not (ROOT / picture).exists()]


def test_each_text_on_the_page_of_errors_is_found_as_that_error() -> None:
    errors = [error for _, group in TABLE for error in group if error.words != "(?!)"]
    assert len(errors) > 100
    for error in errors:
        for text in troubleshooting_page.list_texts(error.words):
            assert error.matches(error.sqlstate, text.replace("…", "7") + " ")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/security.md"])
def test_every_path_on_the_page_exists(name: str) -> None:
    paths = [
        path
        for path in NAMED.findall((ROOT / name).read_text())
        if "NAME" not in path and not path.startswith("../")
    ]
    assert len(paths) > 10
    missing = [path for path in paths if not any((place / path).exists() for place in PLACES)]
    assert not missing


def test_the_map_answers_at_least_25_questions() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = text.split("| To find … |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(rows) >= 25


def test_the_architecture_names_every_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    found = {path.parent for path in (ROOT / "dsql_tui").glob("*/__init__.py")}
    found |= set((ROOT / "dsql_tui").glob("[a-z]*.py"))
    names = {f"{path.name}/" if path.is_dir() else path.name for path in found}
    assert len(names) > 15
    assert not [name for name in names if f"`{name}" not in text]
