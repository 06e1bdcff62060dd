"""The forms in which people name a cluster."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.dsql.endpoint import Endpoint, parse_host, parse_target, public_endpoint
from dsql_tui.dsql.regions import REGIONS

ID = "abcdefghijklmnopqrstuvwxyz"
HOST = f"{ID}.dsql.us-east-1.on.aws"
SHARED = "vpce-0abc12-xyz.dsql-fnh4.us-east-1.vpce.amazonaws.com"

identifiers = st.text(string.ascii_lowercase + string.digits, min_size=26, max_size=26)
regions = st.sampled_from([*REGIONS, "us-gov-west-1", "xx-newplace-12"])


@pytest.mark.parametrize(
    ("target", "region"),
    [
        (HOST, None),
        (HOST.upper(), None),
        (HOST + ".", None),
        (f"arn:aws:dsql:us-east-1:111122223333:cluster/{ID}", None),
        (ID, "us-east-1"),
        (f"  {ID} ", "us-east-1"),
    ],
)
def test_every_form_names_the_endpoint(target: str, region: str | None) -> None:
    assert parse_target(target, region) == public_endpoint(ID, "us-east-1")


@given(identifiers, regions)
def test_any_cluster_is_found_by_each_of_its_names(identifier: str, region: str) -> None:
    expected = public_endpoint(identifier, region)
    arn = f"arn:aws:dsql:{region}:111122223333:cluster/{identifier}"
    for form in (expected.host, arn):
        assert parse_target(form) == parse_target(form, region) == expected
        assert parse_target(form, None, "eu-south-9") == expected
    assert parse_target(identifier, region) == parse_target(identifier, None, region) == expected


@given(st.one_of(st.text(), st.from_regex(r"(arn:|vpce-|[a-z0-9]{25})[ -~]{0,40}")))
def test_any_text_is_an_endpoint_or_an_error(text: str) -> None:
    try:
        endpoint = parse_target(text, None, "us-east-1")
    except ValueError as error:
        said = str(error)
    else:
        said = f"{endpoint.host} is reached."
        assert endpoint.host.startswith(endpoint.identifier)
    assert said.isprintable()
    assert said.endswith(".")


def test_privatelink_name_keeps_its_host() -> None:
    endpoint = parse_host(f"{ID}.dsql-fnh4.eu-west-1.on.aws")
    assert endpoint is not None
    assert (endpoint.region, endpoint.host) == ("eu-west-1", f"{ID}.dsql-fnh4.eu-west-1.on.aws")


def test_privatelink_name_without_private_dns_needs_the_identifier() -> None:
    assert parse_target(f"{ID}@{SHARED}") == Endpoint(ID, "us-east-1", HOST, SHARED)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "is not a cluster"),
        ("prod", "is not a cluster"),
        ("localhost", "is not a cluster"),
        (ID[:-1], "has 25 letters and digits; a cluster's identifier has 26"),
        (ID + "7", "has 27 letters and digits"),
        (ID.upper(), "lowercase letters"),
        (f"{ID}.rds.us-east-1.on.aws", "not an endpoint of Aurora DSQL"),
        ("shop.cluster-x.us-east-1.rds.amazonaws.com", "not an endpoint of Aurora DSQL"),
        (f"{ID[:-1]}.dsql.us-east-1.on.aws", "not an endpoint of Aurora DSQL"),
        ("arn:aws:rds:us-east-1:111122223333:cluster:shop", "not the ARN of a cluster"),
        (f"arn:aws:dsql:us-east-1:1111:cluster/{ID}", "not the ARN of a cluster"),
        (SHARED, "identifier and @ before it"),
        (f"{ID[:-1]}@{SHARED}", "not an endpoint of Aurora DSQL"),
        ("pr\x1b[31mod", "control characters"),
    ],
)
def test_each_mistake_has_its_own_message(target: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_target(target, None, "us-east-1")


@pytest.mark.parametrize("target", [HOST, f"arn:aws:dsql:us-east-1:111122223333:cluster/{ID}"])
def test_region_that_contradicts_the_endpoint_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match=r"is in us-east-1, not in eu-west-1"):
        parse_target(target, "eu-west-1")


def test_identifier_needs_a_region() -> None:
    with pytest.raises(ValueError, match="--region"):
        parse_target(ID)
