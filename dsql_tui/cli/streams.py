"""`dsql-tui streams TARGET`: the change streams of a cluster."""

from __future__ import annotations

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.streams import list_streams
from dsql_tui.cli.options import DONE, NOT_CONNECTED, Parser, add_access, resolve_profile, say
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.streams import Stream
from dsql_tui.events import Column
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible

_TEXT = 25
_NAMES = ("stream", "status", "created", "target", "role", "problem")
_COLUMNS = tuple(Column(name, _TEXT) for name in _NAMES)


def run(arguments: list[str]) -> int:
    """Print the streams; return the exit code."""
    parser = Parser(
        "dsql-tui streams",
        description="Print the change streams of a cluster, their targets and what is wrong with "
        "them. This needs dsql:ListStreams and dsql:GetStream, and opens no session.",
    )
    parser.add_argument("target", metavar="TARGET")
    add_format(parser)
    add_access(parser)
    given = parser.parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    try:
        streams = list_streams(access.identity, access.endpoint)
    except AwsError as error:
        return say(make_visible(f"The streams cannot be read. {error}"), NOT_CONNECTED)
    rows = [_write_row(stream) for stream in streams]
    write_rows(given.format, _COLUMNS, [rows])
    return DONE


def _write_row(stream: Stream) -> Row:
    return (
        stream.identifier,
        stream.status,
        f"{stream.created:%Y-%m-%dT%H:%M:%SZ}",
        stream.target or None,
        stream.role or None,
        stream.explanation or stream.access_error or None,
    )
