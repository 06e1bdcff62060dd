"""`dsql-tui clusters`: the clusters of some regions, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.pool import ThreadPool

from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.aws.remedy import with_remedy
from dsql_tui.cli.options import DONE, UNREACHED, Parser, Usage, say
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import is_region
from dsql_tui.dsql.regions import told_regions
from dsql_tui.events import Column
from dsql_tui.results.formats import format_named
from dsql_tui.results.formats.format import Options, Row
from dsql_tui.store.settings import read_settings

FORMATS = ("table", "json", "jsonl", "csv")

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
"""Columns that a table has: with all of them no terminal would hold a line."""


def run(arguments: list[str]) -> int:
    """List the clusters of each region as it answers; say on stderr which do not, and why."""
    parser = Parser(
        "dsql-tui clusters",
        description="List clusters. Takes the permissions dsql:ListClusters and dsql:GetCluster.",
    )
    parser.add_argument(
        "--region", action="append", metavar="R", help="a region; several may be given"
    )
    parser.add_argument("--aws-profile", metavar="P", help="an AWS profile of this computer")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    given = parser.parse_args(arguments)
    regions = tuple(dict.fromkeys(given.region or read_settings()[0].regions))
    if wrong := [region for region in regions if not is_region(region)]:
        raise Usage(f"“{wrong[0]}” is no region: us-east-1 is one.")
    refused: dict[str, list[str]] = {}
    rows = _rows(Identity(given.aws_profile), regions, refused)
    columns = _COLUMNS[:_NARROW] if given.format == "table" else _COLUMNS
    batches = ([row[: len(columns)] for row in batch] for batch in rows)
    for piece in format_named(given.format).write(columns, batches, Options()):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    for reason, where in refused.items():
        say(f"{told_regions(where)}: {reason}", UNREACHED)
    return UNREACHED if refused else DONE


def _rows(
    identity: Identity, regions: Sequence[str], refused: dict[str, list[str]]
) -> Iterator[list[Row]]:
    """A batch for each region, in the order in which they answer."""

    def ask(region: str) -> tuple[str, list[Cluster], str]:
        try:
            return region, list(clusters(identity, region)), ""
        except AwsError as error:
            return region, [], with_remedy(error)

    with ThreadPool(len(regions)) as pool:
        for region, found, reason in pool.imap_unordered(ask, regions):
            if reason:
                refused.setdefault(reason, []).append(region)
            if untold := [one for one in found if one.untold]:
                say(f"{region}: {len(untold)} known by identifier only. {untold[0].untold}", DONE)
            yield [_row(one) for one in found]


def _row(cluster: Cluster) -> Row:
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
