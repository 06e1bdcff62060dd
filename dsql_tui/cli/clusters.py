"""`dsql-tui clusters`: list the clusters of some regions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from multiprocessing.pool import ThreadPool

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.remedy import add_remedy
from dsql_tui.cli.options import DONE, NOT_CONNECTED, Parser, UsageError, say
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import check_regions, format_regions
from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.store.settings import read_settings

_TEXT, _BOOL, _JSON, _TIMESTAMP = 25, 16, 114, 1184
_COLUMNS = (
    Column("name", _TEXT),
    Column("identifier", _TEXT),
    Column("region", _TEXT),
    Column("status", _TEXT),
    Column("protected", _BOOL),
    Column("witness", _TEXT),
    Column("created", _TIMESTAMP),
    Column("endpoint", _TEXT),
    Column("arn", _TEXT),
    Column("peers", _JSON),
    Column("tags", _JSON),
)
_NARROW = 5
"""Columns of a table; all of them would be too wide for a terminal."""


def run(arguments: list[str]) -> int:
    """List the clusters by region and name, and report errors on standard error."""
    given = build_parser().parse_args(arguments)
    regions = tuple(dict.fromkeys(given.region or read_settings()[0].regions))
    try:
        check_regions(regions)
    except ValueError as error:
        raise UsageError(str(error)) from None
    errors: dict[str, list[str]] = {}
    rows = _list_rows(Identity(given.aws_profile), regions, errors)
    columns = _COLUMNS[:_NARROW] if given.format == "table" else _COLUMNS
    batches = ([row[: len(columns)] for row in batch] for batch in rows)
    write_rows(given.format, columns, batches)
    for reason, where in errors.items():
        say(f"{format_regions(where)}: {reason}", NOT_CONNECTED)
    return NOT_CONNECTED if errors else DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui clusters",
        description="List clusters. Needs the permissions dsql:ListClusters and dsql:GetCluster.",
    )
    parser.add_argument("--region", action="append", metavar="R", help="a region; can be repeated")
    parser.add_argument("--aws-profile", metavar="P", help="an AWS profile of this computer")
    add_format(parser)
    return parser


def _list_rows(
    identity: Identity, regions: Sequence[str], errors: dict[str, list[str]]
) -> Iterator[list[Row]]:
    """Yield a batch for each region in the given order, by name and identifier.

    The regions are asked at the same time.
    """

    def ask(region: str) -> tuple[str, list[Cluster], str]:
        try:
            return region, list(list_clusters(identity, region)), ""
        except AwsError as error:
            return region, [], add_remedy(error)

    with ThreadPool(len(regions)) as pool:
        for region, found, reason in pool.imap(ask, regions):
            if reason:
                errors.setdefault(reason, []).append(region)
            if limited := [one for one in found if one.access_error]:
                say(
                    f"{region}: {len(limited)} known by identifier only. {limited[0].access_error}",
                    DONE,
                )
            found.sort(key=lambda one: (one.name, one.endpoint.identifier))
            yield [_make_row(one) for one in found]


def _make_row(cluster: Cluster) -> Row:
    return (
        cluster.name or None,
        cluster.endpoint.identifier,
        cluster.endpoint.region,
        cluster.status or None,
        None if cluster.protected is None else "ft"[cluster.protected],
        cluster.witness,
        cluster.created.isoformat(sep=" ", timespec="seconds") if cluster.created else None,
        cluster.endpoint.host,
        cluster.arn,
        json.dumps(cluster.peers),
        json.dumps(cluster.tags, ensure_ascii=False),
    )
