"""The packages contain what they should, their dependencies are as listed, and a release works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dsql_tui.__main__ import main

ROOT = Path(__file__).parent.parent
EXTRAS = ("sandbox", "parquet", "excel", "zstd", "png")
FAMILIES = {
    "MIT": "MIT",
    "Apache": "Apache",
    "BSD": "BSD",
    "LGPL": "LGPL|Lesser General",
    "PSF": "PSF|Python Software Foundation",
    "CNRI": "CNRI",
    "GPL": r"(?<!L)\bA?GPL|GNU (?!Lesser)",
}
"""Patterns for the licenses that the metadata of a package names."""


def test_the_source_distribution_has_the_benchmarks_and_documents(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    expected = ("benchmarks/claims/check.py", "tests/conftest.py", "docs/keys.md", "CHANGELOG.md")
    assert set(expected) <= names
    folders = {name.partition("/")[0] for name in names if "/" in name}
    assert folders == {"benchmarks", "docs", "dsql_tui", "tests"}
    assert not [name for name in names if name.endswith((".pyc", ".log", ".sqlite3"))]


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="no checkout")
def test_a_release_can_be_made() -> None:
    notes = (ROOT / "CHANGELOG.md").read_text().partition("## [Unreleased]")[2]
    before = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT)
    ended = subprocess.run(
        [ROOT / ".ci" / "release", "99.0.0"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if "\n- " not in notes.partition("\n## ")[0]:  # just after a release
        assert ended.stdout.endswith("CHANGELOG.md has nothing under Unreleased\n")
        return
    assert ended.returncode == 0, ended.stdout
    assert "check: the wheel has each committed file of the program" in ended.stdout
    assert "This was a dry run; nothing has changed." in ended.stdout
    assert subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT) == before


def find_dependencies(name: str, extras: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of the installed packages that a package needs, and those that they need."""
    for text in distribution(name).requires or ():
        needed = Requirement(text)
        names = extras or ("",)
        if needed.marker and not any(needed.marker.evaluate({"extra": one}) for one in names):
            continue
        yield canonicalize_name(needed.name)
        yield from find_dependencies(needed.name, tuple(needed.extras))


def read_licenses(name: str) -> str:
    """Return what the metadata of a package says of its license."""
    metadata = distribution(name).metadata
    if expression := metadata.get_all("License-Expression"):
        return str(expression[0])
    classifiers = metadata.get_all("Classifier") or []
    licenses = [text for text in classifiers if text.startswith("License ::")]
    return " ".join([*(text[:100] for text in metadata.get_all("License") or []), *licenses])


def find_families(text: str) -> set[str]:
    return {name for name, pattern in FAMILIES.items() if re.search(pattern, text)}


def test_each_dependency_is_listed_with_its_license() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    listed = dict(re.findall(r"^\| ([\w-]+) \| ([^|]+) \|", page, re.MULTILINE))
    try:
        needed = sorted(set(find_dependencies("dsql-tui", EXTRAS)))
    except PackageNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    assert len(needed) > 20
    for name in needed:
        assert name in listed, f"docs/dependencies.md does not list {name}"
        said = read_licenses(name)
        if said.strip():
            assert find_families(listed[name]) == find_families(said), f"{name}: {said}"


def test_windows_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match=r"On Windows, run it in WSL\."):
        main()
