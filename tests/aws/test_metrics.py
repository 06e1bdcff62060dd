"""The usage of a month in CloudWatch."""

from __future__ import annotations

from contextlib import closing

import pytest

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.metrics import read_gauges, read_month_usage, read_series
from dsql_tui.db.queries import fetch_rows
from dsql_tui.dsql.cluster_metrics import METRICS, SPANS
from dsql_tui.dsql.endpoint import Endpoint, public_endpoint
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access


def test_the_month_has_the_dpu_of_all_statements(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()) as session:
        fetch_rows(session.run("select count(*) from shop.order_lines"))
    usage = read_month_usage(access.identity, access.endpoint)
    assert usage.dpu is not None
    assert usage.dpu > 0


def test_series_have_a_value_for_each_period_with_transactions(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()) as session:
        fetch_rows(session.run("select 1"))
    for span in (SPANS[0], SPANS[-1]):
        series = {each.metric.key: each for each in read_series(*way_to(access), span)}
        assert set(series) == {metric.key for metric in METRICS}
        assert len(series["dpu"].values) == span.seconds // span.period
        assert (series["transactions"].total or 0) >= 1
        assert 0 < len(series["transactions"].known) <= 2


def way_to(access: Access) -> tuple[Identity, Endpoint]:
    return access.identity, access.endpoint


def test_a_cluster_without_figures_has_none(aws: Ready) -> None:
    access = build_access(aws)
    unknown = public_endpoint("a" * 26, access.endpoint.region)
    assert read_month_usage(access.identity, unknown) == (None, None)


def test_a_denial_is_an_error(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    access = build_access(aws)
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
    with pytest.raises(AwsError):
        read_month_usage(access.identity, access.endpoint)


def test_the_gauges_are_numbers_or_unknown(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()):
        gauges = read_gauges(access.identity, access.endpoint)
    assert all(gauge is None or gauge >= 0 for gauge in gauges)
    unknown = public_endpoint("a" * 26, access.endpoint.region)
    assert read_gauges(access.identity, unknown) == (None, None)
