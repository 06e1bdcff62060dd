"""Who may do what, and the statements that create a role."""

from __future__ import annotations

import json

import pytest

from dsql_tui.dsql.connect_policy import write_connect_policy
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sql.access import (
    AccessReport,
    describe_access,
    describe_role,
    describe_short,
    find_access,
    write_change,
)
from dsql_tui.sql.ddl.facts import EVERYBODY, Grant, SchemaFacts, SchemaObject
from dsql_tui.sql.new_role import parse_new_role, write_new_role

SCHEMA = SchemaObject("1", "schema", "s", "s")
TABLE = SchemaObject("2", "table", "s", "T")
FUNCTION = SchemaObject("3", "function", "s", "f", "", "n int")
ROLES = ("A b", "group", "reader")


@pytest.fixture
def report() -> AccessReport:
    """A role "A b" that is a member of group, and a reader without USAGE on the schema."""
    facts = SchemaFacts([SCHEMA, TABLE, FUNCTION])
    facts.roles = [SchemaObject(name, "role", "", name, "LOGIN") for name in ROLES]
    facts.grants["1"] = [Grant('"group"', "", ("USAGE",))]
    facts.grants["2"] = [
        Grant('"A b"', "", ("UPDATE",), frozenset({"UPDATE"})),
        Grant('"group"', "", ("SELECT", "TRUNCATE")),
        Grant("reader", "x", ("SELECT",)),
    ]
    facts.identities = {"reader": ("arn:aws:iam::111122223333:role/r",)}
    found = AccessReport(facts, dict.fromkeys("123", "admin"))
    found.memberships["A b"].add("group")
    found.memberships["group"].add("A b")  # A circle must not hang.
    return found


def test_cells_of_the_matrix(report: AccessReport) -> None:
    cells = {
        role: [describe_short(one, find_access(report, one, role)) for one in report.facts.objects]
        for role in report.role_names
    }
    assert cells == {
        EVERYBODY: ["", "", "call !"],
        "admin": ["owner", "owner", "owner"],
        "A b": ["use", "S-U-+", "call"],
        "group": ["use", "S-U-+", "call"],
        "reader": ["", "s--- !", "call !"],
    }


def test_reasons(report: AccessReport) -> None:
    assert describe_access(report, TABLE, "A b") == [
        "UPDATE (may grant UPDATE)",
        'SELECT, TRUNCATE, through "group"',
    ]
    assert describe_access(report, TABLE, "reader") == [
        "SELECT on column x",
        "This has no effect: reader lacks USAGE on schema s.",
    ]
    assert describe_access(report, TABLE, EVERYBODY) == ["PUBLIC has no privileges on it."]
    report.memberships["reader"].add("admin")
    assert describe_access(report, TABLE, "reader") == [
        "reader owns it (as a member of admin), and has all privileges on it."
    ]
    assert describe_role(report, "reader") == [
        "Granted to arn:aws:iam::111122223333:role/r",
        "It is a member of admin.",
    ]
    assert write_change(report, TABLE, "A b") == 'REVOKE UPDATE ON TABLE s."T" FROM "A b"'
    assert write_change(report, FUNCTION, "A b") == 'GRANT EXECUTE ON FUNCTION s.f(n int) TO "A b"'


def test_statements_of_a_new_role() -> None:
    arn = "arn:aws:iam::111122223333:role/it's"
    role = parse_new_role("My app", arn, 's, "S 2"', ["public", "s", "S 2"], True, True)
    assert list(write_new_role(role)) == [
        'CREATE ROLE "My app" WITH LOGIN',
        "AWS IAM GRANT \"My app\" TO 'arn:aws:iam::111122223333:role/it''s'",
        *(
            statement
            for schema in ("s", '"S 2"')
            for statement in (
                f'GRANT USAGE ON SCHEMA {schema} TO "My app"',
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                f'{schema} TO "My app"',
                f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO "My app"',
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE "
                'ON TABLES TO "My app"',
                f'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO "My app"',
            )
        ),
    ]


@pytest.mark.parametrize(
    ("name", "arn", "schemas", "problem"),
    [
        ("", "", "", "Enter the name"),
        ("admin", "", "", "is reserved"),
        ("a\x1b", "", "", "no control characters"),
        ("a", "arn:aws:sts::111122223333:assumed-role/a/b", "", "Enter an ARN such as"),
        ("a", "", "public", "Aurora DSQL refuses grants on schema public"),
        ("a", "", "x", "There is no schema x."),
        ("a", "", "s; drop", "“s; drop” is not the name of a schema."),
    ],
)
def test_wrong_fields_of_a_new_role(name: str, arn: str, schemas: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_new_role(name, arn, schemas, ["s", "public"], False, False)


def test_policy_names_action_and_cluster() -> None:
    endpoint = public_endpoint("a" * 26, "eu-west-1")
    caller = "arn:aws-cn:sts::111122223333:assumed-role/a/b"
    (statement,) = json.loads(write_connect_policy(endpoint, "app", caller))["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "dsql:DbConnect",
        "Resource": f"arn:aws-cn:dsql:eu-west-1:111122223333:cluster/{'a' * 26}",
    }
    assert "dsql:DbConnectAdmin" in write_connect_policy(endpoint, "admin")
    assert "eu-west-1:ACCOUNT:cluster" in write_connect_policy(endpoint, "admin")
