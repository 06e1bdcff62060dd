"""The session parameters of the startup packet."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.gateway.parameters import build_postgres_parameters
from dsql_tui.sandbox.protocol.errors import ServerError

WHO = {"user": "admin", "database": "postgres"}

PASSED_ON = [
    ({"application_name": "psql"}, {"application_name": "psql"}),
    ({"DateStyle": "ISO", "TimeZone": "UTC"}, {"DateStyle": "ISO", "TimeZone": "UTC"}),
    ({"options": "-c search_path=app"}, {"search_path": "app"}),
    ({"options": r"-csearch_path=a\ b --timezone=UTC"}, {"search_path": "a b", "timezone": "UTC"}),
    ({"options": "-c amzn-cluster-id=abc"}, {}),
    ({"dsql.enable_batched_nestloop": "off"}, {"dsql.enable_batched_nestloop": "off"}),
    ({"disable_sync_create_index": "off"}, {"dsql.disable_sync_create_index": "off"}),
    ({"_pq_.trace": "on"}, {}),
]


@pytest.mark.parametrize(("asked", "passed_on"), PASSED_ON)
def test_what_a_cluster_accepts_is_passed_on(
    asked: dict[str, str], passed_on: dict[str, str]
) -> None:
    assert build_postgres_parameters({**WHO, **asked}) == {**WHO, **passed_on}


REFUSED = [
    ({"statement_timeout": "5"}, "0A000", '"statement_timeout" not supported'),
    ({"options": "-c lock_timeout=1"}, "0A000", '"lock_timeout" not supported'),
    ({"options": r"-c search_path=a\ b --work-mem=5"}, "0A000", '"work_mem" not supported'),
    ({"options": "--role=x"}, "0A000", '"role" not supported'),
    ({"options": "-d 5"}, "0A000", '"options" not supported'),
    ({"replication": "true"}, "0A000", '"replication" not supported'),
    ({"database": "template1"}, "3D000", 'database "template1" does not exist'),
]


@pytest.mark.parametrize(("asked", "sqlstate", "words"), REFUSED)
def test_what_it_does_not_accept_is_refused(
    asked: dict[str, str], sqlstate: str, words: str
) -> None:
    with pytest.raises(ServerError, match=words) as caught:
        build_postgres_parameters({**WHO, **asked})
    assert caught.value.sqlstate == sqlstate
