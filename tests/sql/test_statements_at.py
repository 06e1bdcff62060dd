"""The statements that run for a cursor, where backslash commands end or interrupt them."""

from __future__ import annotations

import pytest

from dsql_tui.sql.script import Script

CURSORS = [
    ("select 1;| select 2;", ["select 1"]),
    ("sel|ect 1 \\gx\nselect 2;", ["select 1", "\\gx"]),
    ("select 1 \\g|x\nselect 2;", ["select 1", "\\gx"]),
    ("select 1 \\watch 2|", ["select 1", "\\watch 2"]),
    ("select 1; \\g|x", ["\\gx"]),
    ("\\g|", ["\\g"]),
    ("select 1 \\gx\nsel|ect 2;", ["select 2"]),
    ("select 1 \\gx\n\\echo a|\nselect 2;", ["\\echo a"]),
    ("delete fr|om t\n\\echo x\nwhere id = 1;\nselect 2;", ["delete from t", "\\echo x"]),
    (
        "delete from t\n\\echo x\nwhere i|d = 1;\nselect 2;",
        ["delete from t", "\\echo x", "where id = 1"],
    ),
    ("delete from t\n\\ec|ho x\nwhere id = 1;", ["\\echo x"]),
    ("delete from t\n\\echo x\nwhere id = 1;\nsel|ect 2;", ["select 2"]),
    (
        "select a\n\\echo x\n\\echo y\n, b\n\\timing\nfr|om t;",
        ["select a", "\\echo x", "\\echo y", ", b", "\\timing", "from t"],
    ),
    ("delete from t\n\\r\nsel|ect 2;", ["select 2"]),
    ("delete fr|om t\n\\r\nselect 2;", ["delete from t", "\\r"]),
    ("select 1;\n\\echo x\n\\echo y\nsel|ect 2;", ["select 2"]),
    ("\\echo x\nsel|ect 2;", ["select 2"]),
    ("|", []),
    ("\\copy t from stdin\n1|\n\\.\nselect 2;", ["\\copy t from stdin"]),
]


@pytest.mark.parametrize(("marked", "expected"), CURSORS)
def test_statements_at_a_cursor(marked: str, expected: list[str]) -> None:
    text, offset = marked.replace("|", ""), marked.index("|")
    script = Script(text)
    assert [each.text for each in script.statements_at(offset)] == expected
    script.statement_at(len(text))
    assert [each.text for each in script.statements_at(offset)] == expected
