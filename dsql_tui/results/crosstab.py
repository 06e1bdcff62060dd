r"""Cross tables, as psql's `\crosstabview` shows them.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-META-COMMAND-CROSSTABVIEW
"""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[str | None]

_MAX_COLUMNS = 1600


class CrosstabError(Exception):
    """The rows make no cross table; the text is a sentence for the user."""


def crosstab(
    columns: Sequence[str], rows: Sequence[Row], wanted: Sequence[str]
) -> tuple[list[str], list[list[str | None]]]:
    """Return the columns and rows of a cross table.

    Args:
        columns: The names of the result's columns.
        rows: The result's rows.
        wanted: The columns for the vertical header, the horizontal header, the cells, and the
            order of the horizontal header; each a name or a number, and optional.

    Raises:
        CrosstabError: a column does not exist, or two rows have the same place.
    """
    if len(columns) < 3:
        raise CrosstabError("\\crosstabview needs a statement that returns at least three columns.")
    vertical, horizontal = (_find(columns, wanted, place, place) for place in (0, 1))
    if len(wanted) < 3 and len(columns) > 3:
        raise CrosstabError("\\crosstabview needs the column for the cells, of more than three.")
    rest = next(n for n in range(len(columns)) if n not in (vertical, horizontal))
    cell = _find(columns, wanted, 2, rest)
    order = _find(columns, wanted, 3, horizontal) if len(wanted) > 3 else None
    if vertical == horizontal:
        raise CrosstabError("\\crosstabview needs two different columns for its headers.")

    heads = list(
        dict.fromkeys((row[horizontal], row[order] if order is not None else None) for row in rows)
    )
    if order is not None:
        heads.sort(key=lambda head: _number(head[1]))
    names = list(dict.fromkeys(head for head, _ in heads))
    if len(names) > _MAX_COLUMNS:
        raise CrosstabError(f"\\crosstabview shows at most {_MAX_COLUMNS} columns.")
    places = {name: place for place, name in enumerate(names, 1)}
    table: dict[str | None, list[str | None]] = {}
    filled: set[tuple[str | None, int]] = set()
    for row in rows:
        line = table.setdefault(row[vertical], [row[vertical], *([""] * len(names))])
        place = places[row[horizontal]]
        if (row[vertical], place) in filled:
            raise CrosstabError(
                f"\\crosstabview: several rows for “{row[vertical]}” and “{row[horizontal]}”."
            )
        filled.add((row[vertical], place))
        line[place] = row[cell]
    return [columns[vertical], *(name or "" for name in names)], list(table.values())


def _find(columns: Sequence[str], wanted: Sequence[str], place: int, default: int) -> int:
    if place >= len(wanted):
        return default
    name = wanted[place]
    if name.isdecimal() and 1 <= int(name) <= len(columns):
        return int(name) - 1
    plain = name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
    found = [n for n, column in enumerate(columns) if column == plain]
    if len(found) != 1:
        how = "does not exist" if not found else "exists more than once"
        raise CrosstabError(f"\\crosstabview: the column {name} {how}.")
    return found[0]


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        raise CrosstabError("\\crosstabview sorts its columns by a column of numbers.") from None
