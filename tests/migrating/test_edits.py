"""What the user changes in the scripts of a migration."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.migrating.edits import apply_edits, read_edits, write_edit, write_scripts
from dsql_tui.migrating.plan import MigrationPlan, make_plan
from dsql_tui.sql.conversion.options import Options

SOURCE = """\
create table a (id serial primary key, x text);
create table b (id int primary key references a (id));
create index i on b (id);
create function f() returns int as $$
-- 1. table a
select 1;
$$ language sql;
"""


@pytest.fixture
def made(tmp_path: Path) -> MigrationPlan:
    """The plan of a script, whose own scripts are in the folder `out`."""
    source = tmp_path / "source.sql"
    source.write_text(SOURCE)
    plan = make_plan(source, lambda count: Options())
    write_scripts(tmp_path / "out", plan)
    return plan


def test_scripts_that_nobody_edits_have_no_edits(made: MigrationPlan, tmp_path: Path) -> None:
    assert read_edits(tmp_path / "out", made) == {}
    assert read_edits(tmp_path / "nowhere", made) == {}
    assert apply_edits(made, {}) == made


def test_edits_are_read_as_they_were_written(made: MigrationPlan, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    number = next(at for at, step in enumerate(made.steps, 1) if step.kind == "function")
    write_edit(folder, made, 1, "create table a (id bigint primary key, x text, y int);")
    write_edit(folder, made, number, None)
    edits = {1: "create table a (id bigint primary key, x text, y int)", number: None}
    assert read_edits(folder, made) == edits
    edited = apply_edits(made, edits)
    assert edited.steps[0].sql == edits[1]
    assert edited.removed == {number}
    assert "- changed table a\n" in (folder / "report.md").read_text()
    write_edit(folder, made, 1, made.steps[0].sql)
    write_edit(folder, made, number, made.steps[number - 1].sql)
    assert read_edits(folder, made) == {}


def test_an_editor_may_change_line_ends_and_add_a_byte_order_mark(
    made: MigrationPlan, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    for script in (folder / "schema.sql", folder / "after-data.sql"):
        script.write_bytes(b"\xef\xbb\xbf" + script.read_bytes().replace(b"\n", b"\r\n"))
    assert read_edits(folder, made) == {}


def test_a_script_without_its_numbers_is_refused(made: MigrationPlan, tmp_path: Path) -> None:
    script = tmp_path / "out" / "schema.sql"
    text = script.read_text()
    for changed in (
        text.replace("-- 1. table a\n", ""),
        text.replace("-- 1", "").replace("-- 2", ""),
    ):
        script.write_text(changed)
        with pytest.raises(ValueError, match="Restore the numbered lines"):
            read_edits(tmp_path / "out", made)


def test_what_needs_a_removed_table_is_removed(made: MigrationPlan) -> None:
    removed = apply_edits(made, {2: None}).removed
    kinds = sorted(made.steps[number - 1].kind for number in removed)
    assert kinds == ["foreign key", "index", "statistics", "table", "validation"]
    key = next(at for at, step in enumerate(made.steps, 1) if step.kind == "foreign key")
    assert apply_edits(made, {key: None}).removed == {key, key + 1}


def test_edits_that_cannot_be_kept_are_refused(made: MigrationPlan, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for words in ("select 1; select 2", "select 1;;x"):
        with pytest.raises(ValueError, match="Statement 1 of the plan has become 2 statements"):
            write_edit(folder, made, 1, words)
    made.source.write_text(SOURCE.replace("x text", "z text"))
    changed = make_plan(made.source, lambda count: Options())
    assert read_edits(folder, changed) == {}
    script = folder / "schema.sql"
    script.write_text(script.read_text().replace("x text", "w text"))
    with pytest.raises(ValueError, match="was edited, but now the source"):
        read_edits(folder, changed)
    assert read_edits(folder, made) == {1: made.steps[0].sql.replace("x text", "w text")}
