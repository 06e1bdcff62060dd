"""The pages say what the program says, and name files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.keys import build_page

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "keys.md"
PLACES = (ROOT, ROOT / "dsql_tui", ROOT / "dsql_tui" / "sandbox", ROOT / "tests")
"""What a path on a page is relative to."""

NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml))`")


def test_the_page_of_keys_is_up_to_date() -> None:
    assert PAGE.read_text() == build_page(), "python -m tests.keys > docs/keys.md"


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
