"""Whether a read is nothing but that: a function of the user's own may write when it is called."""

from __future__ import annotations

import re

from dsql_tui.sql.functions import FUNCTIONS
from dsql_tui.sql.scan import scan
from dsql_tui.sql.verb import verb

_MORE = """
ascii bit_and bit_count bit_length bit_or bit_xor cardinality cbrt ceiling character_length corr
cos cot covar_pop covar_samp daterange degrees div factorial gcd get_byte int4range int8range
isempty justify_days justify_hours lcm log10 lower_inc make_time make_timestamptz num_nonnulls
num_nulls numrange overlay parse_ident pi quote_nullable radians range_agg sin stddev_pop
stddev_samp tan timezone to_ascii to_hex to_json trim_scale tsrange tstzrange upper_inc var_pop
var_samp
"""

_KNOWN = {function.name for function in FUNCTIONS} - {"setval"} | set(_MORE.split())
"""Functions that come with the server and change nothing that is kept."""

_FAMILY = re.compile(r"(?:pg|jsonb?|regexp|array|has)_\w+")

_WORDS = """
all and any array as between bit by case cast char character check collate copy cross cube dec
decimal distinct else except exists explain fetch filter float for from full group grouping having
ilike in inner intersect interval is join lateral left like limit materialized natural not nchar
numeric offset on or order over partition precision recursive right rollup row rows select sets
similar some stdout table then time timestamp to union using values varchar varying when where
window with within
"""

_KEYWORDS = frozenset(_WORDS.split())
"""Words that may stand before a parenthesis and call nothing."""

_NAMES_COLUMNS = frozenset({"as", "copy", "with", "recursive", ")"})
"""What a name stands after that has its columns behind it, in parentheses."""


def reads_only(text: str) -> bool:
    """Is it certain that the statement changes nothing?

    Not where it calls what may be a function of the user's: that can be an INSERT.
    """
    return verb(text) == "reads" and not _calls_unknown(text)


def _calls_unknown(text: str) -> bool:
    before = last = word = ""
    for kind, start, end in scan(text):
        if kind in ("space", "comment"):
            continue
        token = text[start:end]
        if token == "(" and word and before not in _NAMES_COLUMNS and not _harmless(word):
            return True
        word = token if kind in ("word", "quoted") else ""
        before, last = last, token.lower()
    return False


def _harmless(word: str) -> bool:
    name = word.strip('"') if word[0] == '"' else word.lower()
    return name in _KNOWN or word.lower() in _KEYWORDS or bool(_FAMILY.fullmatch(name))
