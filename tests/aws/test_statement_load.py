"""The statements that a cluster spends its time on, through CloudWatch's API for PromQL."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.prometheus import query_metrics
from dsql_tui.aws.statement_load import read_load
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.cluster_metrics import SPANS
from dsql_tui.dsql.statement_load import GROUPS, TIME, ClusterLoad, WaitGroup
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access

SELECTOR = '{"db.active_sessions.avg"}'


def run(session: Session, *statements: str) -> None:
    for statement in statements:
        fetch_rows(session.run(statement))


def wait_for(access: Access, text: str, order: WaitGroup = TIME) -> ClusterLoad:
    """Read the load until it has a statement; the sandbox reports ten times a second."""
    deadline = time.monotonic() + 10
    while True:
        load = read_load(access.identity, access.endpoint, SPANS[0], order)
        found = [each for each in load.statements if text in each.text]
        if (found and found[0].sum_group(order)) or time.monotonic() > deadline:
            return load
        time.sleep(0.05)


def test_statements_with_other_values_are_one(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()) as session:
        run(session, *(f"select pg_sleep(0.0{number}), 'load'" for number in (1, 2)))
        load = wait_for(access, "pg_sleep")
    (statement,) = [each for each in load.statements if each.text == "select pg_sleep($1), $2"]
    assert statement.seconds >= 0.03
    assert load.seconds >= statement.seconds
    assert len(statement.identifier) == 13


def test_time_is_split_by_wait_events(aws: Ready) -> None:
    access = build_access(aws)
    commit, idle = GROUPS[2], GROUPS[3]
    with closing(access.open()) as session:
        run(session, "begin", "update shop.orders set status = status where id is null")
        time.sleep(0.05)
        run(session, "commit")
        load = wait_for(access, "is null", idle)
    statement = next(each for each in load.statements if "is null" in each.text)
    assert statement.sum_group(idle) >= 0.05
    assert 0 < statement.sum_group(commit) < statement.seconds
    loads = [each.sum_group(idle) for each in load.statements]
    assert loads == sorted(loads, reverse=True)


def test_the_queries_of_aws_are_answered(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()) as session:
        run(session, "select 1")
        wait_for(access, "select")
    region, identity = access.endpoint.region, access.identity
    by_event = f'avg by ("db.wait.event") ( {SELECTOR} )'
    top = f'topk(1, sum by ("db.query.normalized_text") ({SELECTOR}))'
    assert "OnCpu" in {
        labels["db.wait.event"] for labels, _ in query_metrics(identity, region, by_event)
    }
    assert len(query_metrics(identity, region, top)) == 1
    none = '{"db.active_sessions.avg", "@resource.aws.auroradsql.cluster_id"="x"}'
    assert query_metrics(identity, region, none) == []


@pytest.mark.parametrize(
    "query",
    ['{"db.wait.event"="OnCpu"}', "sum(", f"{SELECTOR}[25h]", '{"db.active_sessions.avg",x=~"("}'],
)
def test_a_query_that_cannot_be_answered_is_an_error(aws: Ready, query: str) -> None:
    access = build_access(aws)
    with pytest.raises(AwsError) as caught:
        query_metrics(access.identity, access.endpoint.region, query)
    assert caught.value.code == "bad_data"


def test_a_denial_and_another_answer_are_errors(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in aws.identities["newcomer"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(AwsError, match="not authorized to perform: cloudwatch:GetMetricData"):
        query_metrics(Identity(), "us-east-1", SELECTOR)
    url = aws.env["AWS_ENDPOINT_URL_CLOUDWATCH"]
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", f"{url}/elsewhere")
    with pytest.raises(AwsError):
        query_metrics(Identity(), "us-east-1", SELECTOR)
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
    with pytest.raises(AwsError, match=r"127\.0\.0\.1"):
        query_metrics(Identity(), "us-east-1", SELECTOR)
