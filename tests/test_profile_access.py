"""Access to a cluster by profiles, over the sandbox's gateway."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.state import State
from dsql_tui.events import Failed, Finished
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready


@pytest.fixture
def profile(aws: Ready) -> Profile:
    """Return a profile of the sample shop."""
    return Profile(
        name="shop",
        target=aws.clusters[0].endpoint,
        hostaddr=aws.hostaddr,
        port=aws.port,
        sslrootcert=aws.sslrootcert,
    )


def show(profile: Profile, parameter: str) -> str | None:
    session = Access.from_profile(profile).open()
    try:
        return fetch_rows(session.run(f"show {parameter}"))[0][0]
    finally:
        session.close()


def test_session_starts_with_the_profiles_schemas_and_statements(profile: Profile) -> None:
    profile = replace(
        profile, search_path=("shop", 'we"ird'), statements=("SET timezone = 'Asia/Tokyo'",)
    )
    assert show(profile, "search_path") == 'shop, "we""ird"'
    assert show(profile, "timezone") == "Asia/Tokyo"


def test_failing_start_statement_is_named(profile: Profile) -> None:
    profile = replace(profile, statements=("SET timezone = 'Nowhere'",))
    with pytest.raises(ConnectError, match="the session runs this first: SET timezone = 'Nowhere'"):
        Access.from_profile(profile).open()


def test_privatelink_with_private_dns_is_an_endpoint(profile: Profile) -> None:
    private = profile.target.replace(".dsql.", ".dsql-fnh4.")
    assert show(replace(profile, target=private), "server_version") == "16.15"


def test_privatelink_without_private_dns_names_the_cluster(profile: Profile, aws: Ready) -> None:
    shared = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"
    profile = replace(profile, target=f"{aws.clusters[0].identifier}@{shared}")
    with pytest.raises(ValueError, match="Use --sslmode require"):
        Access.from_profile(profile)
    assert show(replace(profile, sslmode="require"), "server_version") == "16.15"


def test_certificate_for_another_name_is_refused(profile: Profile, aws: Ready) -> None:
    profile = replace(profile, target="a" * 26 + ".dsql.xx-nowhere-1.on.aws")
    with pytest.raises(ConnectError, match="does not match host name"):
        Access.from_profile(profile).open()


@pytest.mark.parametrize("ipv4", [False, True])
def test_unresolvable_endpoint_is_reported(profile: Profile, ipv4: bool) -> None:
    nowhere = replace(profile, target="a" * 26 + ".dsql.us-east-1.on.aws", hostaddr=None, ipv4=ipv4)
    with pytest.raises(ConnectError, match="could not translate host name"):
        Access.from_profile(nowhere).open()


def outcome(session: Session, statement: str) -> Finished | Failed:
    """Return the last event of a statement."""
    last = list(session.run(statement))[-1]
    assert isinstance(last, (Finished, Failed))
    return last


def test_read_only_session_changes_nothing(profile: Profile) -> None:
    session = Access.from_profile(replace(profile, read_only=True)).open()
    try:
        assert fetch_rows(session.run("select count(*) from shop.orders"))[0][0]
        assert session.state is State.IDLE
        for statement in ("delete from shop.orders", "select 1; delete from shop.orders"):
            assert isinstance(outcome(session, statement), Failed)
            assert session.state is State.IDLE
        for begin in (
            "begin",
            "START TRANSACTION READ WRITE;",
            "begin isolation level repeatable read",
        ):
            assert isinstance(outcome(session, begin), Finished)
            refused = outcome(session, "update shop.orders set placed = placed")
            assert isinstance(refused, Failed)
            assert refused.error.sqlstate == "25006"
            outcome(session, "rollback")
    finally:
        session.close()
