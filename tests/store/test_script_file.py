"""Script files: their bytes come back as they were, and nobody's change is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.store.script_file import ChangedOnDisk, FileProblem, ScriptFile, read_script

TEXT = "select 'Größe €';\r\n-- \x0c\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_that_is_saved_as_it_was_read_has_the_same_bytes(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(TEXT.encode(encoding))
    before = path.read_bytes()
    file, text = read_script(path)
    assert text == TEXT
    file.save(text)
    assert path.read_bytes() == before


def test_what_another_program_has_written_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text("one")
    file, _ = read_script(path)
    assert not file.changed
    path.write_text("other")
    assert file.changed
    with pytest.raises(ChangedOnDisk, match=r"a\.sql was changed"):
        file.save("mine")
    assert path.read_text() == "other"
    file = file.save("mine", force=True)
    assert path.read_text() == "mine"
    assert not file.changed


def test_a_new_file_does_not_replace_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    ScriptFile(path).save("mine")
    assert path.read_text() == "mine"
    with pytest.raises(ChangedOnDisk):
        ScriptFile(path).save("again")


def test_links_and_modes_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.sql", tmp_path / "link.sql"
    real.write_text("one")
    real.chmod(0o640)
    link.symlink_to(real)
    file, _ = read_script(link)
    file.save("two")
    assert link.is_symlink()
    assert real.read_text() == "two"
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_an_encoding_lacks_is_said_and_the_file_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes("ä".encode("cp1252"))
    file, _ = read_script(path)
    with pytest.raises(FileProblem, match="cp1252, which has no “→”"):
        file.save("a → b")
    assert path.read_bytes() == b"\xe4"


@pytest.mark.parametrize("data", [b"\x00\x01binary", b"\xff\xfe\x00", b"\x81\x8d\x00"])
def test_what_is_no_text_is_not_opened(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(data)
    with pytest.raises(FileProblem, match="is no text"):
        read_script(path)


def test_a_folder_and_nothing_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(FileProblem, match="cannot be read"):
            read_script(path)
