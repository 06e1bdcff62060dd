"""`dsql-tui access`: who may do what, as the catalog says."""

from __future__ import annotations

import csv

from tests.cli.conftest import Command

SETUP = """
create role "Read er" with login;
create role boss with login;
aws iam grant "Read er" to 'arn:aws:iam::111122223333:role/reader';
grant "Read er" to boss;
grant usage on schema shop to "Read er";
grant select (id) on shop.orders to "Read er";
grant insert on shop.orders to public;
create schema hidden;
create table hidden.t (id int primary key);
grant select on hidden.t to boss with grant option;
"""


def test_access_is_listed_with_its_reasons(command: Command) -> None:
    assert command("exec", "--yes", "-c", SETUP).code == 0
    done = command("access", "--format", "csv")
    assert (done.code, done.talk) == (0, "")
    _, *rows = csv.reader(done.data.splitlines())
    assert ["arn:aws:iam::111122223333:role/reader", "Read er", "CONNECT", "", "", ""] in rows
    assert [row for row in rows if row[0] == "TABLE shop.orders"] == [
        ["TABLE shop.orders", "PUBLIC", "INSERT", "", "", "no USAGE on the schema"],
        ["TABLE shop.orders", "admin", "OWNER", "", "", ""],
        ["TABLE shop.orders", "Read er", "SELECT", "id", "", ""],
        ["TABLE shop.orders", "Read er", "INSERT", "", "PUBLIC", ""],
        ["TABLE shop.orders", "boss", "SELECT", "id", '"Read er"', ""],
        ["TABLE shop.orders", "boss", "INSERT", "", "PUBLIC", ""],
    ]
    assert ["VIEW shop.order_totals", "admin", "OWNER", "", "", ""] in rows
    assert [
        "TABLE hidden.t", "boss", "SELECT (may grant SELECT)", "", "", "no USAGE on the schema",
    ] in rows  # fmt: skip
