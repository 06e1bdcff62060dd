"""Metrics as boto3's CloudWatch client gets them, and as older clients ask for them."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, endpoint, fault
from tests.sandbox.test_lifecycle import made


def stat(identifier: str, metric: str, statistic: str = "Sum", **more: Any) -> dict[str, Any]:
    """A query for a metric of a cluster."""
    dimensions = [{"Name": "ClusterId", "Value": identifier}]
    named = {"Namespace": "AWS/AuroraDSQL", "MetricName": metric, "Dimensions": dimensions}
    return {"Metric": named, "Period": 60, "Stat": statistic, **more}


def asked(*stats: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The parameters for the last quarter of an hour."""
    now = datetime.now(timezone.utc)
    return {
        "MetricDataQueries": [
            {"Id": f"m{number}", "MetricStat": one} for number, one in enumerate(stats)
        ],
        "StartTime": now - timedelta(minutes=15),
        "EndTime": now + timedelta(minutes=1),
        **more,
    }


def sessions_of(identifier: str, resource: str = "ClusterConnectionCount") -> dict[str, Any]:
    kind = "Resource" if resource == "ClusterConnectionCount" else "API"
    dimensions = {
        "Service": "AuroraDSQL",
        "Type": kind,
        "Resource": resource,
        "ResourceId": f"cluster/{identifier}",
        "Class": "None",
    }
    return {
        "Metric": {
            "Namespace": "AWS/Usage",
            "MetricName": "ResourceCount" if kind == "Resource" else "CallCount",
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
        },
        "Period": 60,
        "Stat": "Maximum" if kind == "Resource" else "Sum",
    }


def test_sessions_are_counted_while_they_are_open(brisk: Ready) -> None:
    at = endpoint(brisk, "archive")
    cloudwatch = boto(brisk, at.region, service="cloudwatch")
    query = asked(sessions_of(at.identifier), sessions_of(at.identifier, "DbConnectAdmin"))
    with connect(brisk, at), connect(brisk, at):
        open_, calls = cloudwatch.get_metric_data(**query)["MetricDataResults"]
    assert max(open_["Values"]) >= 2
    assert sum(calls["Values"]) >= 2
    assert open_["StatusCode"] == "Complete"


def test_what_transactions_do_is_counted(brisk: Ready) -> None:
    at = made(brisk, "eu-west-3")
    with connect(brisk, at) as session:
        session.execute("create table counted (id int primary key, words text)")
        session.execute("insert into counted values (1, repeat('x', 1500))")
        for _ in range(3):
            session.execute("select * from counted").fetchall()
    metrics = [
        *("TotalTransactions", "ReadOnlyTransactions", "BytesRead", "BytesWritten"),
        *("ComputeTime", "ReadDPU", "WriteDPU", "ComputeDPU", "TotalDPU", "OccConflicts"),
        "MultiRegionWriteDPU",
    ]
    query = asked(*(stat(at.identifier, metric) for metric in metrics))
    results = boto(brisk, at.region, service="cloudwatch").get_metric_data(**query)
    told = {result["Label"]: sum(result["Values"]) for result in results["MetricDataResults"]}
    assert (told["TotalTransactions"], told["ReadOnlyTransactions"]) == (5, 3)
    assert told["BytesWritten"] >= 1500
    assert told["BytesRead"] >= 3 * 1500
    parts = told["ReadDPU"] + told["WriteDPU"] + told["ComputeDPU"]
    assert told["TotalDPU"] == pytest.approx(parts)
    assert told["WriteDPU"] >= 0.05
    assert (told["OccConflicts"], told["MultiRegionWriteDPU"]) == (0, 0)


def test_storage_is_looked_at_while_somebody_is_there(brisk: Ready) -> None:
    at = endpoint(brisk)
    cloudwatch = boto(brisk, service="cloudwatch")
    query = asked(stat(at.identifier, "ClusterStorageSize", "Maximum"))
    deadline = time.monotonic() + 10
    with connect(brisk, at):
        while time.monotonic() < deadline:
            (size,) = cloudwatch.get_metric_data(**query)["MetricDataResults"]
            if size["Values"]:
                break
            time.sleep(0.05)
    assert max(size["Values"]) > 1_000_000
    assert size["Timestamps"][0].second == 0


def test_where_nothing_happened_there_is_no_sample(brisk: Ready) -> None:
    staging = endpoint(brisk, "staging").identifier
    query = asked(
        stat(staging, "TotalTransactions"),
        stat("a" * 26, "TotalDPU"),
        stat(endpoint(brisk).identifier, "NoSuchMetric"),
    )
    for result in boto(brisk, service="cloudwatch").get_metric_data(**query)["MetricDataResults"]:
        assert (result["Timestamps"], result["Values"]) == ([], [])


def test_results_are_named_and_in_the_order_asked_for(brisk: Ready) -> None:
    identifier = endpoint(brisk).identifier
    query = asked(stat(identifier, "TotalDPU"), stat(identifier, "BytesRead"))
    query["MetricDataQueries"][1]["Label"] = "read"
    results = boto(brisk, service="cloudwatch").get_metric_data(**query)["MetricDataResults"]
    labels = [(result["Id"], result["Label"]) for result in results]
    assert labels == [("m0", "TotalDPU"), ("m1", "read")]


def test_another_region_knows_nothing(brisk: Ready) -> None:
    with connect(brisk):
        query = asked(sessions_of(endpoint(brisk).identifier))
        cloudwatch = boto(brisk, "eu-west-1", service="cloudwatch")
        (result,) = cloudwatch.get_metric_data(**query)["MetricDataResults"]
    assert result["Values"] == []


INVALID: list[tuple[str, dict[str, Any]]] = [
    ("an expression", {"MetricDataQueries": [{"Id": "e", "Expression": "m1 + m2"}]}),
    (
        "half a minute",
        {"MetricDataQueries": [{"Id": "m", "MetricStat": stat("a", "b", Period=30)}]},
    ),
    ("the end before the start", {"EndTime": datetime(2020, 1, 1, tzinfo=timezone.utc)}),
    ("nothing", {"MetricDataQueries": []}),
]


@pytest.mark.parametrize(("name", "wrong"), INVALID, ids=[name for name, _ in INVALID])
def test_what_is_not_understood_is_refused(brisk: Ready, name: str, wrong: dict[str, Any]) -> None:
    cloudwatch = boto(brisk, service="cloudwatch")
    arguments = {**asked(stat("a", "b")), **wrong}
    assert fault(cloudwatch.get_metric_data, **arguments) == (400, "ValidationError")


def test_metrics_take_a_permission(brisk: Ready) -> None:
    query = asked(stat(endpoint(brisk).identifier, "TotalDPU"))
    reader = boto(brisk, service="cloudwatch", identity="reader")
    assert reader.get_metric_data(**query)["MetricDataResults"]
    newcomer = boto(brisk, service="cloudwatch", identity="newcomer")
    assert fault(newcomer.get_metric_data, **query) == (403, "AccessDenied")
    developer = boto(brisk, service="cloudwatch")
    assert fault(developer.list_metrics) == (400, "InvalidAction")


def posted(brisk: Ready, form: dict[str, str]) -> ElementTree.Element:
    """What CloudWatch answers to a form, as AWS's older clients send it."""
    url = f"{brisk.env['AWS_ENDPOINT_URL_CLOUDWATCH']}/"
    body = urllib.parse.urlencode(form).encode()
    keys = Credentials(brisk.env["AWS_ACCESS_KEY_ID"], brisk.env["AWS_SECRET_ACCESS_KEY"])
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = AWSRequest("POST", url, headers=headers, data=body)
    SigV4Auth(keys, "monitoring", "eu-central-1").add_auth(request)
    sent = urllib.request.Request(url, body, dict(request.headers.items()))
    try:
        with urllib.request.urlopen(sent) as answer:
            return ElementTree.fromstring(answer.read())
    except urllib.error.HTTPError as problem:
        with problem:
            return ElementTree.fromstring(problem.read())


def test_older_clients_are_answered_in_xml(brisk: Ready) -> None:
    at = endpoint(brisk, "archive")
    metric = "MetricDataQueries.member.1.MetricStat.Metric"
    form = {
        "Action": "GetMetricData",
        "Version": "2010-08-01",
        "StartTime": (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat(),
        "EndTime": "2100-01-01T00:00:00Z",
        "MetricDataQueries.member.1.Id": "m1",
        "MetricDataQueries.member.1.MetricStat.Period": "60",
        "MetricDataQueries.member.1.MetricStat.Stat": "Sum",
        f"{metric}.Namespace": "AWS/Usage",
        f"{metric}.MetricName": "CallCount",
        f"{metric}.Dimensions.member.1.Name": "Service",
        f"{metric}.Dimensions.member.1.Value": "AuroraDSQL",
        f"{metric}.Dimensions.member.2.Name": "Resource",
        f"{metric}.Dimensions.member.2.Value": "DbConnectAdmin",
        f"{metric}.Dimensions.member.3.Name": "ResourceId",
        f"{metric}.Dimensions.member.3.Value": f"cluster/{at.identifier}",
    }
    connect(brisk, at).close()
    spaces = {"c": "http://monitoring.amazonaws.com/doc/2010-08-01/"}
    root = posted(brisk, form)
    path = "c:GetMetricDataResult/c:MetricDataResults/c:member"
    assert root.findtext(f"{path}/c:Id", namespaces=spaces) == "m1"
    values = root.findall(f"{path}/c:Values/c:member", spaces)
    assert sum(float(value.text or 0) for value in values) >= 1
    refused = posted(brisk, {**form, "EndTime": "soon"})
    assert refused.findtext("c:Error/c:Code", namespaces=spaces) == "ValidationError"
