"""Metrics through boto3's CloudWatch client, and through older clients."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader

from dsql_tui.sandbox.control.calls import Request
from dsql_tui.sandbox.control.cloudwatch import _read
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.state.api_error import ApiError
from tests.sandbox.clients import boto, connect, endpoint, fault
from tests.sandbox.test_lifecycle import create


def stat(identifier: str, metric: str, statistic: str = "Sum", **more: Any) -> dict[str, Any]:
    """Build a query for a metric of a cluster."""
    dimensions = [{"Name": "ClusterId", "Value": identifier}]
    named = {"Namespace": "AWS/AuroraDSQL", "MetricName": metric, "Dimensions": dimensions}
    return {"Metric": named, "Period": 60, "Stat": statistic, **more}


def build_query(*stats: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Build the parameters for the last quarter of an hour."""
    now = datetime.now(timezone.utc)
    return {
        "MetricDataQueries": [
            {"Id": f"m{number}", "MetricStat": one} for number, one in enumerate(stats)
        ],
        "StartTime": now - timedelta(minutes=15),
        "EndTime": now + timedelta(minutes=1),
        **more,
    }


def wait_for_values(client: Any, query: dict[str, Any], total: float) -> dict[str, Any]:
    """Return the answer in which the first metric has a sum; metrics follow what they count."""
    end = time.monotonic() + 20
    while True:
        answer: dict[str, Any] = client.get_metric_data(**query)
        if sum(answer["MetricDataResults"][0]["Values"]) >= total or time.monotonic() > end:
            return answer
        time.sleep(0.05)


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


def test_sessions_are_counted_while_they_are_open(fast: Ready) -> None:
    at = endpoint(fast, "archive")
    cloudwatch = boto(fast, at.region, service="cloudwatch")
    query = build_query(sessions_of(at.identifier), sessions_of(at.identifier, "DbConnectAdmin"))
    with connect(fast, at), connect(fast, at):
        open_, calls = cloudwatch.get_metric_data(**query)["MetricDataResults"]
    assert max(open_["Values"]) >= 2
    assert sum(calls["Values"]) >= 2
    assert open_["StatusCode"] == "Complete"


def test_what_transactions_do_is_counted(fast: Ready) -> None:
    at = create(fast, "eu-west-3")
    with connect(fast, at) as session:
        session.execute("create table counted (id int primary key, words text)")
        session.execute("insert into counted values (1, repeat('x', 1500))")
        for _ in range(3):
            session.execute("select * from counted").fetchall()
    metrics = [
        *("TotalTransactions", "ReadOnlyTransactions", "BytesRead", "BytesWritten"),
        *("ComputeTime", "ReadDPU", "WriteDPU", "ComputeDPU", "TotalDPU", "OccConflicts"),
        "MultiRegionWriteDPU",
    ]
    query = build_query(*(stat(at.identifier, metric) for metric in metrics))
    results = wait_for_values(boto(fast, at.region, service="cloudwatch"), query, 5)
    message = {result["Label"]: sum(result["Values"]) for result in results["MetricDataResults"]}
    assert (message["TotalTransactions"], message["ReadOnlyTransactions"]) == (5, 3)
    assert message["BytesWritten"] >= 1500
    assert message["BytesRead"] >= 3 * 1500
    parts = message["ReadDPU"] + message["WriteDPU"] + message["ComputeDPU"]
    assert message["TotalDPU"] == pytest.approx(parts)
    assert message["WriteDPU"] >= 0.05
    assert (message["OccConflicts"], message["MultiRegionWriteDPU"]) == (0, 0)


def test_storage_is_sampled_while_sessions_are_open(fast: Ready) -> None:
    at = endpoint(fast)
    cloudwatch = boto(fast, service="cloudwatch")
    query = build_query(stat(at.identifier, "ClusterStorageSize", "Maximum"))
    deadline = time.monotonic() + 10
    with connect(fast, at):
        while time.monotonic() < deadline:
            (size,) = cloudwatch.get_metric_data(**query)["MetricDataResults"]
            if size["Values"]:
                break
            time.sleep(0.05)
    assert max(size["Values"]) > 1_000_000
    assert size["Timestamps"][0].second == 0


def test_where_nothing_happened_there_is_no_sample(fast: Ready) -> None:
    staging = endpoint(fast, "staging").identifier
    query = build_query(
        stat(staging, "TotalTransactions"),
        stat("a" * 26, "TotalDPU"),
        stat(endpoint(fast).identifier, "NoSuchMetric"),
    )
    for result in boto(fast, service="cloudwatch").get_metric_data(**query)["MetricDataResults"]:
        assert (result["Timestamps"], result["Values"]) == ([], [])


def test_results_are_named_and_in_the_order_asked_for(fast: Ready) -> None:
    identifier = endpoint(fast).identifier
    query = build_query(stat(identifier, "TotalDPU"), stat(identifier, "BytesRead"))
    query["MetricDataQueries"][1]["Label"] = "read"
    results = boto(fast, service="cloudwatch").get_metric_data(**query)["MetricDataResults"]
    labels = [(result["Id"], result["Label"]) for result in results]
    assert labels == [("m0", "TotalDPU"), ("m1", "read")]


def test_another_region_knows_nothing(fast: Ready) -> None:
    with connect(fast):
        query = build_query(sessions_of(endpoint(fast).identifier))
        cloudwatch = boto(fast, "eu-west-1", service="cloudwatch")
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
def test_what_is_not_understood_is_refused(fast: Ready, name: str, wrong: dict[str, Any]) -> None:
    cloudwatch = boto(fast, service="cloudwatch")
    arguments = {**build_query(stat("a", "b")), **wrong}
    assert fault(cloudwatch.get_metric_data, **arguments) == (400, "ValidationError")


def test_metrics_take_a_permission(fast: Ready) -> None:
    query = build_query(stat(endpoint(fast).identifier, "TotalDPU"))
    reader = boto(fast, service="cloudwatch", identity="reader")
    assert reader.get_metric_data(**query)["MetricDataResults"]
    newcomer = boto(fast, service="cloudwatch", identity="newcomer")
    assert fault(newcomer.get_metric_data, **query) == (403, "AccessDenied")
    developer = boto(fast, service="cloudwatch")
    assert fault(developer.list_metrics) == (400, "InvalidAction")


def post_form(fast: Ready, form: dict[str, str]) -> ElementTree.Element:
    """Return CloudWatch's answer to a form, which older clients send."""
    url = f"{fast.env['AWS_ENDPOINT_URL_CLOUDWATCH']}/"
    body = urllib.parse.urlencode(form).encode()
    keys = Credentials(fast.env["AWS_ACCESS_KEY_ID"], fast.env["AWS_SECRET_ACCESS_KEY"])
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


def test_older_clients_are_answered_in_xml(fast: Ready) -> None:
    at = endpoint(fast, "archive")
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
    connect(fast, at).close()
    spaces = {"c": "http://monitoring.amazonaws.com/doc/2010-08-01/"}
    root = post_form(fast, form)
    path = "c:GetMetricDataResult/c:MetricDataResults/c:member"
    assert root.findtext(f"{path}/c:Id", namespaces=spaces) == "m1"
    values = root.findall(f"{path}/c:Values/c:member", spaces)
    assert sum(float(value.text or 0) for value in values) >= 1
    refused = post_form(fast, {**form, "EndTime": "soon"})
    assert refused.findtext("c:Error/c:Code", namespaces=spaces) == "ValidationError"


@pytest.fixture
def binary(fast: Ready, tmp_path: Path) -> Any:
    """A client of CloudWatch that speaks CBOR, as those of other languages do."""
    model = Loader().load_service_model("cloudwatch", "service-2")
    known = tmp_path / "cloudwatch" / model["metadata"]["apiVersion"]
    known.mkdir(parents=True)
    model["metadata"]["protocols"] = ["smithy-rpc-v2-cbor"]
    (known / "service-2.json").write_text(json.dumps(model))
    session = boto3.session.Session()
    session._loader.search_paths.insert(0, str(tmp_path))
    env = fast.env
    return session.client(
        "cloudwatch",
        region_name="us-east-1",
        endpoint_url=env["AWS_ENDPOINT_URL_CLOUDWATCH"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
    )


def test_a_client_may_speak_cbor(fast: Ready, binary: Any) -> None:
    at = endpoint(fast)
    query = build_query(stat(at.identifier, "TotalTransactions"))
    with connect(fast, at) as session:
        session.execute("select 1")
    wait_for_values(binary, query, 1)
    answers = [
        client.get_metric_data(**query) for client in (binary, boto(fast, service="cloudwatch"))
    ]
    found, expected = (answer["MetricDataResults"] for answer in answers)
    assert answers[0]["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/cbor"
    assert found[0]["Values"]
    assert found == expected


def test_an_error_in_cbor_has_its_code_and_words(fast: Ready, binary: Any) -> None:
    query = build_query(stat(endpoint(fast).identifier, "TotalTransactions", "Median"))
    with pytest.raises(binary.exceptions.ClientError, match="Median") as caught:
        binary.get_metric_data(**query)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(binary.exceptions.ClientError, match="no operation"):
        binary.list_metrics()


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x80", b"\xbf", b"\x5b" + b"\xff" * 8])
def test_a_body_that_is_not_cbor_is_invalid(body: bytes) -> None:
    headers = {"smithy-protocol": "rpc-v2-cbor"}
    path = "/service/GraniteServiceVersion20100801/operation/GetMetricData"
    with pytest.raises(ApiError, match="CBOR map"):
        _read(Request("POST", path, headers, body))
