"""docs/risk.md, made from the risk classifier: `python -m tests.risk_page > docs/risk.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.dsql.loss import loss
from dsql_tui.dsql.state import State
from dsql_tui.sql.risk import UserCode, assess, commits


class Kind(NamedTuple):
    """A kind of statement, and one of its kind."""

    title: str
    example: str


CODE = UserCode(frozenset({"wipe", "refill"}), frozenset({"wipe", "audit", "price"}))
"""A function `wipe` of a row and a function `refill`, a view `audit` that calls one, and a domain
`price` whose constraint does."""

KINDS = (
    Kind("SELECT, TABLE, VALUES of tables and built-in functions", "select o.id from orders o"),
    Kind("SHOW", "show timezone"),
    Kind("Call of a user-defined function", "select shop.refill(1)"),
    Kind("Call of a built-in function that changes something", "select nextval('s')"),
    Kind("Attribute notation for a function, found in the catalog", "select t.wipe from t"),
    Kind("View that calls a function, found in the catalog", "select * from audit"),
    Kind("Cast to a domain that calls a function, found in the catalog", "select 1::price"),
    Kind("Schema-qualified operator", "select 1 operator(shop.+) 2"),
    Kind("Row locks", "select * from t for update"),
    Kind("SELECT INTO", "select * into copy from t"),
    Kind("INSERT, MERGE", "insert into t values (1)"),
    Kind("UPDATE, DELETE with a condition", "delete from t where id = 1"),
    Kind("UPDATE, DELETE without a condition", "delete from t"),
    Kind("A change inside WITH", "with a as (delete from t where id = 1 returning *) table a"),
    Kind("EXPLAIN of a read or a change", "explain delete from t"),
    Kind("EXPLAIN of a call of an unknown function", "explain select refill(1)"),
    Kind("EXPLAIN ANALYZE of a read", "explain analyze select * from t"),
    Kind("EXPLAIN ANALYZE of a change", "explain (verbose, analyze) insert into t values (1)"),
    Kind("COPY … TO STDOUT", "copy t to stdout"),
    Kind("COPY (change) TO STDOUT", "copy (delete from t where id = 1 returning *) to stdout"),
    Kind("COPY … TO a file or program on the server", "copy t to program 'x'"),
    Kind("COPY … FROM", "copy t from stdin"),
    Kind("CREATE, ALTER, COMMENT, GRANT, REVOKE, AWS IAM", "create table t (id int primary key)"),
    Kind("CREATE TABLE AS", "create table t as select 1"),
    Kind("DROP, ALTER … DROP", "drop table t"),
    Kind("DROP … CASCADE", "drop schema s cascade"),
    Kind("TRUNCATE", "truncate t"),
    Kind("CALL, DO, EXECUTE, PREPARE", "call refill(1)"),
    Kind("ANALYZE, VACUUM, LOCK, NOTIFY, cursors", "analyze t"),
    Kind("BEGIN, ROLLBACK", "begin"),
    Kind("COMMIT, END", "commit"),
    Kind("SET, RESET, DEALLOCATE", "set timezone = 'UTC'"),
    Kind("SET ROLE, SET SESSION AUTHORIZATION, DISCARD ALL", "set role app"),
    Kind("SET TRANSACTION READ WRITE and its other spellings", "set transaction read write"),
    Kind("Several statements in one string", "select 1; commit"),
    Kind("A quote or comment that is never closed", "select 'a"),
    Kind("Anything else", "selec 1"),
)

TOP = """# Which statements need confirmation

Generated from the risk classifier (`dsql_tui/sql/risk/`) by
`python -m tests.risk_page > docs/risk.md`.

One function, `assess`, decides for every way to run a statement. A statement that is not certainly
a read counts as a change: it asks in prod, is refused on a read-only connection, and is never
repeated or cancelled automatically.

| statement | in prod | everywhere | read-only | connection lost outside a transaction |
|---|---|---|---|---|
"""

REST = """
“Everywhere” means every connection, whatever its environment. “Refused” means that dsql-tui sends
nothing. Everything else on a read-only connection runs in a `READ ONLY` transaction, so the server
rejects any change that the classifier misses. “Unknown” is exit code 6 in `exec`.

## Ways to run a statement

| way | assessed | when |
|---|---|---|
| run a statement, a selection or the script | every statement | before the first one is sent |
| run again | every statement of the transaction | before it is sent again |
| retry after a conflict | nothing: they were allowed, and the conflict undid them | |
| change in batches | the statement as it was written | before the first batch |
| `\\i` | every statement of the file and of the files it includes | before the first one is sent |
| `\\copy … FROM` | the COPY | before the file is read |
| `\\copy … TO` | the COPY, with its query | before it is sent |
| `\\watch` | the statement | before its first run; repetitions do not ask |
| `\\gexec` | every statement that the query returned | before it is sent |
| `\\d`, `\\df` and similar commands | nothing: dsql-tui's own queries only read | |
| `exec` | every statement of `-c`, `-f` and standard input | before the first one is sent |
| `import` | the import as a whole | before the first row |
| export of all rows | the statement, which must be a read | before it is offered |
| psql and other clients | nothing that they run; starting one asks | before it starts |
| history, saved queries | nothing: they only fill the editor | when you run them from there |

A question lists every statement that needs confirmation and, for DROP … CASCADE, how many objects
are dropped. `exec` asks on a terminal. Elsewhere it needs `--yes`; without it, `exec` sends nothing
and exits with code 2.

## What counts as a read

- **Functions.** Only the built-in functions listed in `dsql_tui/sql/risk/trusted.py` are trusted,
  and only unqualified or as `pg_catalog.name`. `shop.lower(1)`, `"Lower"(1)` and `json_fix()` are
  calls of unknown functions. So are `nextval`, `setval`, `set_config`, `pg_advisory_lock`,
  `pg_terminate_backend`, large objects, `dblink` and `query_to_xml`.
- **Names.** `t.wipe` is a column or a call of `wipe(t)`, `audit` is a table or a view that calls a
  function, and `price` is a type or a domain whose constraint does. The text alone cannot
  tell. Asking about every `o.id` would make prod unusable, so dsql-tui reads the catalog: one query
  finds the functions that attribute notation can call, the views and domains that call an
  untrusted function, directly or through other views, and the types with values of such a domain:
  domains, arrays and the rows of tables. A statement that names one is not a read.
  If the catalog cannot be read, every name counts as a call.
- **Any type.** PostgreSQL calls `f(5)` for `(5).f`, and for `g.f` where `g` is the alias of a call
  in FROM. A name behind a parenthesis, or behind a dot in such a query, is not a read if a function
  has that name.
- **Overloads.** A built-in name that a user also defines (`public.lower(int)`) is no longer
  trusted unless it is written `pg_catalog.lower`. So `count(*)` asks if a function
  `shop.count(int)` exists. This is rare, and safe.
- **Age.** dsql-tui reads the catalog again after a minute, and after every statement of the session
  that may have changed it. It misses a function that another session created within that minute.
  It does not read the catalog in a transaction, where it uses the last result until a statement
  defines something, or in a read-only session, where the server rejects any change by a hidden
  call. A transaction that was open before the console became read-only can only be ended.
- **EXPLAIN** without ANALYZE runs nothing, but planning evaluates functions declared immutable. A
  call of an unknown function therefore counts.
- **Row locks** change no row. They are refused in a read-only transaction and make other
  transactions conflict, so they ask.
- **Operators and casts.** Aurora DSQL has no user-defined operators, casts, rules or row policies.
  A schema-qualified operator still counts as a call.
"""


def build_page() -> str:
    """Return the page."""
    return TOP + "\n".join(map(_row, KINDS)) + "\n" + REST


def _row(kind: Kind) -> str:
    risk = assess(kind.example, CODE)
    asks = "asks" if risk.may_change else ""
    everywhere = "asks" if risk.warnings else ""
    refused = "refused" if risk.may_change else ""
    cells = [f"{kind.title}: `{kind.example}`", asks, everywhere, refused, _lost(kind.example)]
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def _lost(example: str) -> str:
    """Return what is known after a lost link; COMMIT is sent within a transaction."""
    before = State.IN_TRANSACTION if commits(example) else State.IDLE
    found = loss(before, assess(example, CODE).may_change, commits(example))
    return "unknown" if found.unknown else "nothing changed"


def find_kinds() -> Iterator[str]:
    """Yield the kinds that the table shows."""
    for kind in KINDS:
        yield assess(kind.example, CODE).kind


if __name__ == "__main__":
    sys.stdout.write(build_page())
