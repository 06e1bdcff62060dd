"""Parts of a statement that its plan does not show."""

from __future__ import annotations

from dsql_tui.sandbox.rules.shape import Shape

_ENDS = frozenset({"from", "where", "returning"})


def find_limit(sql: str) -> int | None:
    """Return the rows that the only LIMIT of a statement needs, with those of its OFFSET.

    `None` without a LIMIT, with several, or if the numbers are not constants.
    """
    shape = Shape(sql, 0, len(sql))
    limits = [i for i, word in enumerate(shape.words) if word in ("limit", "fetch")]
    offsets = [i for i, word in enumerate(shape.words) if word == "offset"]
    if len(limits) != 1 or len(offsets) > 1:
        return None
    # FETCH FIRST n ROWS; without a number, it is one row.
    last = limits[0] + (2 if shape.words[limits[0]] == "fetch" else 1)
    numbers = [shape.words[i : i + 1] for i in (last, *(i + 1 for i in offsets))]
    if numbers[0] in (["row"], ["rows"]):
        numbers[0] = ["1"]
    if not all(number and number[0].isdecimal() for number in numbers):
        return None
    return sum(int(number[0]) for number in numbers)


def find_set_columns(sql: str) -> frozenset[str]:
    """Return the columns that an UPDATE sets, as a plan writes them."""
    shape = Shape(sql, 0, len(sql))
    begin = next((i + 1 for i, word in enumerate(shape.words) if word == "set"), None)
    if begin is None:
        return frozenset()
    depth = shape.depths[begin - 1]
    ends = (i for i in range(begin, len(shape.words)) if shape.depths[i] <= depth)
    last = next((i for i in ends if shape.words[i] in _ENDS), len(shape.words))
    columns: set[str] = set()
    for first, end in shape.parts(begin, last):
        equals = next((i for i in range(first, end) if shape.words[i] == "="), first)
        columns.update(shape.source_text(i, i + 1) for i in range(first, equals))
    return frozenset(column if column[0] == '"' else column.lower() for column in columns)
