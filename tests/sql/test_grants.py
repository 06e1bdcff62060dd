"""GRANT statements from the access privileges of the catalog."""

from __future__ import annotations

import pytest

from dsql_tui.sql.ddl.grants import Grant, write_grants


@pytest.mark.parametrize(
    ("item", "column", "statements"),
    [
        ("reader=r/admin", "", ["GRANT SELECT ON TABLE s.t TO reader"]),
        (
            "reader=r*aw*/admin",
            "",
            [
                "GRANT INSERT ON TABLE s.t TO reader",
                "GRANT SELECT, UPDATE ON TABLE s.t TO reader WITH GRANT OPTION",
            ],
        ),
        ("=r/admin", "", ["GRANT SELECT ON TABLE s.t TO PUBLIC"]),
        ('"a""b=c"=d/"x/y"', "", ['GRANT DELETE ON TABLE s.t TO "a""b=c"']),
        ("reader=rw/admin", "Ä", ['GRANT SELECT ("Ä"), UPDATE ("Ä") ON TABLE s.t TO reader']),
        ("reader=?/admin", "", []),
        ("nonsense", "", []),
    ],
)
def test_statements_of_an_item(item: str, column: str, statements: list[str]) -> None:
    assert write_grants(Grant("pg_class 1", "TABLE s.t", column, item)) == statements
