"""The Name tag of a cluster as the target of a command."""

from __future__ import annotations

import pytest

from dsql_tui.cli.options import UsageError, add_access, make_parser, resolve_profile
from dsql_tui.dsql.profile import Profile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.settings import settings_file


def resolve(*arguments: str) -> Profile:
    parser = make_parser("token", "")
    add_access(parser)
    return resolve_profile(parser.parse_args([*arguments]))


def test_a_name_tag_is_a_target(aws: Ready) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('regions = ["us-east-1", "us-east-2", "eu-central-1"]')
    profile = resolve("archive", "-U", "app")
    assert (profile.name, profile.role, profile.region) == ("archive", "app", "eu-central-1")
    assert profile.endpoint.host in {each.endpoint for each in aws.clusters}
    with pytest.raises(UsageError, match=r"2 clusters have the name “ledger”: .* in us-east-2"):
        resolve("ledger")
    assert resolve("ledger", "--region", "us-east-2").region == "us-east-2"
    with pytest.raises(UsageError, match=r"“sho” is not a cluster.* No profile has this name"):
        resolve("sho")


def test_a_region_that_does_not_answer_leaves_the_name_unclear(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in aws.identities["newcomer"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=r"us-east-1: AccessDeniedException.*dsql:ListClusters"):
        resolve("shop", "--region", "us-east-1")


def test_a_url_is_a_target() -> None:
    host = f"{'a' * 26}.dsql.us-east-1.on.aws"
    profile = resolve(f"postgresql://app:secret@{host}:5432/postgres?sslmode=require")
    assert (profile.target, profile.role) == (host, "app")
    assert resolve(f"postgresql://app@{host}", "-U", "admin").role == "admin"
    with pytest.raises(UsageError) as refused:
        resolve("postgresql://app:secret@localhost/postgres")
    assert "secret" not in str(refused.value)
