"""Script files keep their bytes, and changes by other programs are not overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.store.script_file import ChangedOnDisk, ScriptFile, ScriptFileError, read_script

TEXT = "select 'Größe €';\r\n-- \x0c\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_unchanged_file_is_saved_byte_for_byte(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(TEXT.encode(encoding))
    before = path.read_bytes()
    file, text = read_script(path)
    assert text == TEXT
    file.save(text)
    assert path.read_bytes() == before


def test_changes_by_other_programs_are_not_overwritten(tmp_path: Path) -> None:
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


def test_new_file_does_not_replace_an_existing_one(tmp_path: Path) -> None:
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


def test_character_missing_in_the_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes("ä".encode("cp1252"))
    file, _ = read_script(path)
    with pytest.raises(ScriptFileError, match="cp1252, which has no “→”"):
        file.save("a → b")
    assert path.read_bytes() == b"\xe4"


@pytest.mark.parametrize("data", [b"\x00\x01binary", b"\xff\xfe\x00", b"\x81\x8d\x00"])
def test_binary_file_is_not_opened(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(data)
    with pytest.raises(ScriptFileError, match="is not a text file"):
        read_script(path)


def test_folder_and_missing_file_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ScriptFileError, match="cannot be read"):
            read_script(path)
