"""Statements made from the columns of a table."""

from __future__ import annotations

from dsql_tui.sql.catalog import ColumnInfo, Relation
from dsql_tui.sql.parameters import find_parameters
from dsql_tui.sql.templates import list_templates, write_template

COLUMNS = ("id", "Total Sum", "total-sum", "total_sum", "1st", "note")
TABLE = Relation("Odd S", 't"', False, tuple(ColumnInfo(name, "text") for name in COLUMNS), ("id",))


def test_every_column_has_a_parameter_of_its_own() -> None:
    text = write_template("insert", TABLE)
    assert text.startswith('insert into "Odd S"."t""" (\n    id,\n    "Total Sum",\n')
    assert find_parameters(text) == (
        "id",
        "Total_Sum",
        "total_sum",
        "c4_total_sum",
        "c5_1st",
        "note",
    )


def test_update_and_delete_name_one_row_by_its_key() -> None:
    assert write_template("update", TABLE).endswith("    note = :note\nwhere id = :id;")
    assert write_template("delete", TABLE) == 'delete from "Odd S"."t"""\nwhere id = :id;'
    pair = TABLE._replace(columns=TABLE.columns[:2], primary=COLUMNS[:2])
    assert write_template("update", pair) == (
        'update "Odd S"."t"""\nset id = :id,\n    "Total Sum" = :Total_Sum\n'
        'where id = :old_id\n    and "Total Sum" = :old_Total_Sum;'
    )
    assert write_template("upsert", pair).endswith('\non conflict (id, "Total Sum") do nothing;')


def test_upsert_needs_a_primary_key_and_a_view_has_only_a_query() -> None:
    assert "upsert" in list_templates(TABLE)
    assert "upsert" not in list_templates(TABLE._replace(primary=()))
    assert list_templates(TABLE._replace(view=True)) == ["select"]
