"""Reading COPY … FROM stdin: its table, its columns and its format."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.conversion.cursor import Cursor, Name, SyntaxProblem
from dsql_tui.sql.conversion.values import NULL


class Copy(NamedTuple):
    """A COPY … FROM stdin."""

    table: Name
    columns: tuple[str, ...]
    """Empty if the statement does not name them."""
    csv: bool = False
    delimiter: str = "\t"
    null: str = NULL
    header: bool = False


def read_copy(text: str) -> Copy:
    """Return what a COPY statement says.

    Raises:
        SyntaxProblem: Its format is not known here, such as binary.
    """
    cursor = Cursor(text)
    cursor.expect("copy")
    table = cursor.read_name()
    columns = cursor.read_names() if cursor.peek() == "(" else ()
    cursor.expect("from")
    cursor.at += 1
    copy = Copy(table, columns)
    given: dict[str, str] = {}
    cursor.accept("with")
    in_list = cursor.accept("(")
    while not cursor.done and cursor.peek() != ")":
        name = cursor.read_part()
        cursor.accept("as")
        value = ""
        if not cursor.done and cursor.peek() not in (",", ")") and name not in ("csv",):
            value = cursor.words[cursor.at].text
            if in_list or name in ("delimiter", "null", "quote", "escape", "encoding"):
                cursor.at += 1
        given[name] = value
        cursor.accept(",")
    return _apply_options(copy, given)


def _apply_options(copy: Copy, given: dict[str, str]) -> Copy:
    """Return the statement with its options.

    Raises:
        SyntaxProblem: One is not known here.
    """
    form = given.pop("format", "csv" if "csv" in given else "text").strip("'").lower()
    given.pop("csv", None)
    if form == "csv":
        copy = copy._replace(csv=True, delimiter=",", null="")
    elif form != "text":
        raise SyntaxProblem(f"the format {form} is not read")
    if "delimiter" in given:
        text = given.pop("delimiter")
        copy = copy._replace(delimiter="\t" if "\\t" in text.lower() else text.strip("eE")[1:-1])
    if "null" in given:
        copy = copy._replace(null=given.pop("null").strip("eE")[1:-1])
    if "header" in given:
        copy = copy._replace(header=given.pop("header").strip("'").lower() not in ("false", "off"))
    given.pop("encoding", None)
    if given:
        raise SyntaxProblem(f"the option {next(iter(given))} is not known")
    return copy
