"""Built-in functions and their arguments: those that people write by hand.

From PostgreSQL 16 (https://www.postgresql.org/docs/16/functions.html), without those that Aurora
DSQL rejects.
"""

from __future__ import annotations

from dsql_tui.sql.catalog import Function

_TEXT = """
abs(number) number
age(timestamp, timestamp) interval
array_agg(any) array
array_length(array, dimension) integer
array_to_string(array, delimiter, null text) text
avg(number) numeric
bool_and(boolean) boolean
bool_or(boolean) boolean
btrim(text, characters) text
ceil(number) number
char_length(text) integer
chr(integer) text
clock_timestamp() timestamptz
coalesce(value, ...) any
concat(any, ...) text
concat_ws(separator, any, ...) text
count(any) bigint
cume_dist() double precision
current_database() name
current_schema() name
current_setting(name, missing ok) text
date_bin(stride, source, origin) timestamp
date_part(field, source) double precision
date_trunc(field, source, time zone) timestamp
decode(text, format) bytea
dense_rank() bigint
encode(bytea, format) text
every(boolean) boolean
exp(number) number
extract(field FROM source) numeric
first_value(any) any
floor(number) number
format(format, any, ...) text
format_type(type oid, modifier) text
gen_random_uuid() uuid
generate_series(start, stop, step) setof
greatest(value, ...) any
has_schema_privilege(role, schema, privilege) boolean
has_table_privilege(role, table, privilege) boolean
initcap(text) text
isfinite(timestamp) boolean
json_agg(any) json
json_array_length(json) integer
json_build_array(any, ...) json
json_build_object(any, ...) json
json_each(json) setof
json_object_agg(key, value) json
json_object_keys(json) setof
jsonb_agg(any) jsonb
jsonb_array_elements(jsonb) setof
jsonb_array_elements_text(jsonb) setof
jsonb_array_length(jsonb) integer
jsonb_build_array(any, ...) jsonb
jsonb_build_object(any, ...) jsonb
jsonb_each(jsonb) setof
jsonb_each_text(jsonb) setof
jsonb_extract_path(jsonb, path, ...) jsonb
jsonb_extract_path_text(jsonb, path, ...) text
jsonb_insert(jsonb, path, value, after) jsonb
jsonb_object_agg(key, value) jsonb
jsonb_object_keys(jsonb) setof
jsonb_path_exists(jsonb, path) boolean
jsonb_path_query(jsonb, path) setof
jsonb_pretty(jsonb) text
jsonb_set(jsonb, path, value, create) jsonb
jsonb_strip_nulls(jsonb) jsonb
jsonb_typeof(jsonb) text
justify_interval(interval) interval
lag(any, offset, default) any
last_value(any) any
lead(any, offset, default) any
least(value, ...) any
left(text, count) text
length(text) integer
ln(number) number
log(base, number) number
lower(text) text
lpad(text, length, fill) text
ltrim(text, characters) text
make_date(year, month, day) date
make_interval(years, months, weeks, days, hours, mins, secs) interval
make_timestamp(year, month, day, hour, min, sec) timestamp
max(any) any
md5(text) text
min(any) any
mod(number, divisor) number
mode() WITHIN GROUP (ORDER BY any)
nextval(sequence) bigint
now() timestamptz
nth_value(any, n) any
ntile(buckets) integer
nullif(value, value) any
octet_length(text) integer
percent_rank() double precision
percentile_cont(fraction) WITHIN GROUP (ORDER BY number)
percentile_disc(fraction) WITHIN GROUP (ORDER BY any)
pg_get_constraintdef(oid) text
pg_get_indexdef(oid) text
pg_get_viewdef(oid) text
pg_typeof(any) regtype
position(substring IN text) integer
power(number, exponent) number
quote_ident(text) text
quote_literal(text) text
random() double precision
rank() bigint
regexp_count(text, pattern) integer
regexp_match(text, pattern, flags) text[]
regexp_matches(text, pattern, flags) setof
regexp_replace(text, pattern, replacement, flags) text
regexp_split_to_array(text, pattern) text[]
regexp_split_to_table(text, pattern) setof
regexp_substr(text, pattern) text
repeat(text, count) text
replace(text, from, to) text
reverse(text) text
right(text, count) text
round(number, digits) numeric
row_number() bigint
row_to_json(record) json
rpad(text, length, fill) text
rtrim(text, characters) text
setval(sequence, value) bigint
sha256(bytea) bytea
sign(number) number
split_part(text, delimiter, n) text
sqrt(number) number
starts_with(text, prefix) boolean
statement_timestamp() timestamptz
stddev(number) numeric
string_agg(text, delimiter) text
string_to_array(text, delimiter) text[]
string_to_table(text, delimiter) setof
strpos(text, substring) integer
substr(text, from, count) text
substring(text FROM start FOR count) text
sum(number) numeric
to_char(value, format) text
to_date(text, format) date
to_jsonb(any) jsonb
to_number(text, format) numeric
to_regclass(text) regclass
to_timestamp(seconds) timestamptz
translate(text, from, to) text
trim(text) text
trunc(number, digits) numeric
unnest(array) setof
upper(text) text
variance(number) numeric
version() text
width_bucket(operand, low, high, count) integer
"""


def _parse(line: str) -> Function:
    name, _, rest = line.partition("(")
    arguments, _, returns = rest.partition(") ")
    return Function(name, arguments, returns)


FUNCTIONS = tuple(map(_parse, _TEXT.strip().split("\n")))
"""The functions, by name."""
