"""Places for which every recipe is rendered."""

from __future__ import annotations

from dataclasses import replace

from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.place import Place

ENDPOINT = endpoint_of("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
ADMINS = Place(ENDPOINT)
CUSTOMS = Place(ENDPOINT, "app", "work", schema="shop")
AWKWARD = Place(ENDPOINT, """o'mal "x" $(id) `id` #{1} \\""", "p $(id) 'q'", schema="my schema")
PLACES = {
    "admin": ADMINS,
    "custom": CUSTOMS,
    "libpq 16": Place(ENDPOINT, libpq=16),
    "libpq 15": Place(ENDPOINT, "app", libpq=15, signer="dsql-tui"),
    "tunnel": Place(ENDPOINT, route=Route("127.0.0.1", 15432, sslrootcert="/tmp/ca.pem")),
    "privatelink": Place(replace(ENDPOINT, via="vpce-1.dsql-fnh4.eu-west-1.vpce.amazonaws.com")),
    "awkward": AWKWARD,
}
