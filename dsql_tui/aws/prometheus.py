"""CloudWatch's API for PromQL, which boto3 does not have.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-PromQL-API-QueryMetrics.html
"""

from __future__ import annotations

import json
import logging
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity

logger = logging.getLogger(__name__)

PERMISSIONS = "cloudwatch:GetMetricData and cloudwatch:ListMetrics"
_PATH = "/api/v1/query"
_SIGNING_NAME = "monitoring"

Series = list[tuple[dict[str, str], float]]
"""The labels and the value of each series."""


def query_metrics(identity: Identity, region: str, expression: str) -> Series:
    """Return the value that a PromQL expression has now, for each series; blocks.

    Raises:
        AwsError: CloudWatch refused, was not reached, or gave another kind of answer.
    """
    client = identity.client(region, "cloudwatch")
    with identity.lock, translate_errors(identity):
        request = _sign(identity, region, f"{client.meta.endpoint_url}{_PATH}", expression)
    began = monotonic()
    with translate_errors(identity):
        # The client has botocore's settings for proxies and certificates, under a private name.
        response = client._endpoint.http_session.send(request)
        body = response.content
    seconds = monotonic() - began
    logger.info("QueryMetrics in %s: %s after %.3f s", region, response.status_code, seconds)
    return _read_answer(response.status_code, body)


def _sign(identity: Identity, region: str, url: str, expression: str) -> Any:
    # Imported here, because credentials in the environment do without botocore.
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import NoCredentialsError

    credentials = identity.session().get_credentials()
    if credentials is None:
        raise NoCredentialsError
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", url, headers, urlencode({"query": expression}).encode())
    SigV4Auth(credentials.get_frozen_credentials(), _SIGNING_NAME, region).add_auth(request)
    return request.prepare()


def _read_answer(status: int, body: bytes) -> Series:
    """Return the series of an answer in the form of Prometheus.

    Raises:
        AwsError: It is an error, of Prometheus or of AWS, or nothing of the kind.
    """
    try:
        answer = json.loads(body)
        if status == 200 and answer["status"] == "success":
            return [
                ({str(name): str(value) for name, value in each["metric"].items()}, _value(each))
                for each in answer["data"]["result"]
            ]
        code = str(answer.get("errorType") or answer.get("__type") or status).rpartition("#")[2]
        words = str(answer.get("error") or answer.get("message") or answer.get("Message") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        code, words = str(status), "The answer did not come from AWS. Check for a proxy on the way."
    raise AwsError(f"{code}: {' '.join(words.split())}".rstrip(": "), code)


def _value(series: Any) -> float:
    return float(series["value"][1])
