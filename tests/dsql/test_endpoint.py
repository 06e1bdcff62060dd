"""The forms in which people name a cluster."""

import pytest

from dsql_tui.dsql.endpoint import endpoint_of, parse_host, parse_target

ID = "abcdefghijklmnopqrstuvwxyz"
HOST = f"{ID}.dsql.us-east-1.on.aws"


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
def test_every_form_leads_to_the_endpoint(target: str, region: str | None) -> None:
    assert parse_target(target, region) == endpoint_of(ID, "us-east-1")


def test_a_privatelink_name_keeps_its_host() -> None:
    endpoint = parse_host(f"{ID}.dsql-fnh4.eu-west-1.on.aws")
    assert endpoint is not None
    assert (endpoint.region, endpoint.host) == ("eu-west-1", f"{ID}.dsql-fnh4.eu-west-1.on.aws")


@pytest.mark.parametrize("target", ["", "prod", "localhost", f"{ID}.rds.us-east-1.on.aws", ID[:-1]])
def test_anything_else_is_told_what_is_expected(target: str) -> None:
    with pytest.raises(ValueError, match="names no cluster"):
        parse_target(target, "us-east-1")


def test_an_identifier_alone_asks_for_its_region() -> None:
    with pytest.raises(ValueError, match="--region"):
        parse_target(ID)
