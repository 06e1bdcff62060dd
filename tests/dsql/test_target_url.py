"""URLs that name a cluster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.dsql.endpoint import parse_target, public_endpoint
from dsql_tui.dsql.target_url import TypedTarget, read_target

ID = "abcdefghijklmnopqrstuvwxyz"
HOST = public_endpoint(ID, "eu-west-1").host
CONSOLE = "console.aws.amazon.com/dsql"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (HOST, None),
        (f"postgresql://{HOST}", None),
        (f"postgres://app%40x:p%3Aw@{HOST}:5432/postgres?sslmode=verify-full", "app@x"),
        (f"jdbc:aws-dsql:postgresql://{HOST}/postgres?user=admin", None),
        (f"jdbc:postgresql://{HOST}:5432/postgres", None),
        (f"https://{HOST}/", None),
        (f"https://eu-west-1.{CONSOLE}/home?region=eu-west-1#/clusters/{ID}", None),
        (f"https://{CONSOLE}/clusters/{ID}/home?region=eu-west-1", None),
        (f"https://eu-west-1.{CONSOLE}/cluster/{ID}?tab=tags", None),
    ],
)
def test_the_cluster_and_the_role_are_found(text: str, role: str | None) -> None:
    assert read_target(text) == TypedTarget(HOST, role)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://app:secret@localhost/postgres",
        f"postgresql://app:secret@{HOST}:6432/postgres",
        f"postgresql://app:secret@{HOST}:port/postgres",
        f"https://console.aws.amazon.com/rds/home?region=eu-west-1#{ID}&secret",
        f"https://{CONSOLE}/home?region=eu-west-1&secret",
        f"https://evil.example/dsql/clusters/{ID}?region=eu-west-1&secret",
        f"mysql://app:secret@{HOST}/x",
    ],
)
def test_other_urls_are_refused_without_their_secret(text: str) -> None:
    with pytest.raises(ValueError, match="does not name a cluster") as refused:
        read_target(text)
    assert "secret" not in str(refused.value)


@given(st.from_regex(r"(https|postgresql|jdbc:)?://[ -~]{0,60}"))
def test_any_url_names_a_cluster_or_is_refused(text: str) -> None:
    try:
        found = read_target(text)
    except ValueError:
        return
    parse_target(found.target, None, "us-east-1")


def test_the_port_may_follow_the_endpoint() -> None:
    assert parse_target(f"{HOST}:5432") == public_endpoint(ID, "eu-west-1")
