"""Ways to a cluster, as profiles have them, over the sandbox's gateway."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.db.catalog import rows
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.state import State
from dsql_tui.events import Finished, Refused
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready


@pytest.fixture
def profile(aws: Ready) -> Profile:
    """The sample shop."""
    return Profile(
        name="shop",
        target=aws.clusters[0].endpoint,
        hostaddr=aws.hostaddr,
        port=aws.port,
        sslrootcert=aws.sslrootcert,
    )


def shown(profile: Profile, parameter: str) -> str | None:
    session = Access.by(profile).open()
    try:
        return rows(session.run(f"show {parameter}"))[0][0]
    finally:
        session.close()


def test_a_session_begins_with_the_profiles_schemas_and_statements(profile: Profile) -> None:
    profile = replace(
        profile, search_path=("shop", 'we"ird'), statements=("SET timezone = 'Asia/Tokyo'",)
    )
    assert shown(profile, "search_path") == 'shop, "we""ird"'
    assert shown(profile, "timezone") == "Asia/Tokyo"


def test_a_statement_that_is_refused_is_named(profile: Profile) -> None:
    profile = replace(profile, statements=("SET timezone = 'Nowhere'",))
    with pytest.raises(OpeningRefused, match="the session runs: SET timezone = 'Nowhere'"):
        Access.by(profile).open()


def test_privatelink_with_private_dns_is_an_endpoint_like_any_other(profile: Profile) -> None:
    private = profile.target.replace(".dsql.", ".dsql-fnh4.")
    assert shown(replace(profile, target=private), "server_version") == "16.15"


def test_privatelink_without_private_dns_names_the_cluster(profile: Profile, aws: Ready) -> None:
    shared = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"
    profile = replace(profile, target=f"{aws.clusters[0].identifier}@{shared}")
    with pytest.raises(ValueError, match="use sslmode “require”"):
        Access.by(profile)
    assert shown(replace(profile, sslmode="require"), "server_version") == "16.15"


def test_a_certificate_for_another_name_is_refused(profile: Profile, aws: Ready) -> None:
    profile = replace(profile, target="a" * 26 + ".dsql.xx-nowhere-1.on.aws")
    with pytest.raises(OpeningRefused, match="does not match host name"):
        Access.by(profile).open()


@pytest.mark.parametrize("ipv4", [False, True])
def test_an_endpoint_that_resolves_to_nothing_is_said(profile: Profile, ipv4: bool) -> None:
    nowhere = replace(profile, target="a" * 26 + ".dsql.us-east-1.on.aws", hostaddr=None, ipv4=ipv4)
    with pytest.raises(OpeningRefused, match=r"failed to resolve host|no IPv4 address"):
        Access.by(nowhere).open()


def outcome(session: Session, statement: str) -> Finished | Refused:
    """How a statement ended."""
    last = list(session.run(statement))[-1]
    assert isinstance(last, (Finished, Refused))
    return last


def test_nothing_changes_in_a_read_only_session_however_it_is_tried(profile: Profile) -> None:
    session = Access.by(replace(profile, read_only=True)).open()
    try:
        assert rows(session.run("select count(*) from shop.orders"))[0][0]
        assert session.state is State.IDLE
        for statement in ("delete from shop.orders", "select 1; delete from shop.orders"):
            assert isinstance(outcome(session, statement), Refused)
            assert session.state is State.IDLE
        for begin in (
            "begin",
            "START TRANSACTION READ WRITE;",
            "begin isolation level repeatable read",
        ):
            assert isinstance(outcome(session, begin), Finished)
            refused = outcome(session, "update shop.orders set placed = placed")
            assert isinstance(refused, Refused)
            assert refused.refusal.sqlstate == "25006"
            outcome(session, "rollback")
    finally:
        session.close()
