"""The asynchronous jobs of a cluster, and the facts about one that failed."""

from __future__ import annotations

from dsql_tui.db.queries import fetch_catalog_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.job import Job
from dsql_tui.sql.failed_jobs import FailedCheck, FailedForeignKey, FailedIndex, Failure

_MAX_JOBS = 500

_JOBS = f"""
select j.job_id, j.status, j.details, j.job_type, j.object_id, coalesce(
        nullif(j.object_name, ''), n.nspname || '.' || c.relname),
    to_char(j.start_time at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    extract(epoch from case when j.status in ('submitted', 'processing') then clock_timestamp()
        else j.update_time end - j.start_time)
from sys.jobs j
left join pg_catalog.pg_class c
    on c.oid = j.object_id and j.class_id = 'pg_catalog.pg_class'::regclass
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by j.start_time desc, j.job_id
limit {_MAX_JOBS}"""

# LATERAL fails on Aurora DSQL in an outer join, so the series have a fixed length, the most columns
# that PostgreSQL allows in a key.
_INDEX = """
select n.nspname, c.relname, t.relname, pg_get_expr(i.indpred, i.indrelid),
    i.indnullsnotdistinct, pg_get_indexdef(i.indexrelid, p, false)
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
join generate_series(1, 32) p on p <= i.indnkeyatts
where i.indexrelid = $1::oid and i.indisunique and not i.indisvalid
order by p"""

_CONSTRAINT = """
select n.nspname, t.relname, k.conname, k.contype, pg_get_expr(k.conbin, k.conrelid),
    a.attname, rn.nspname, r.relname, ra.attname, k.confmatchtype
from pg_catalog.pg_constraint k
join pg_catalog.pg_class t on t.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
left join pg_catalog.pg_class r on r.oid = k.confrelid
left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
left join generate_series(1, 32) p on p <= array_length(k.confkey, 1)
left join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[p]
left join pg_catalog.pg_attribute ra on ra.attrelid = k.confrelid and ra.attnum = k.confkey[p]
where k.oid = $1::oid and not k.convalidated
order by p"""


def read_jobs(session: Session) -> list[Job]:
    """Return the jobs that the role can see, the newest first; blocks.

    Raises:
        CatalogError: The server refused the query.
    """
    rows = fetch_catalog_rows(session, _JOBS, expected=8)
    return [_make_job(*(cell or "" for cell in row)) for row in rows]


def read_failure(session: Session, job: Job) -> Failure | None:
    """Return the invalid object that a failed job left; `None` if there is none. Blocks.

    Raises:
        CatalogError: The server refused the query.
    """
    if job.kind == "INDEX_BUILD":
        return _read_index(session, job.object_id)
    if job.kind == "VALIDATE_CONSTRAINT":
        return _read_constraint(session, job.object_id)
    return None


def _make_job(
    identifier: str,
    status: str,
    details: str,
    kind: str,
    object_id: str,
    object_name: str,
    started: str,
    seconds: str,
) -> Job:
    elapsed = float(seconds or 0)
    return Job(identifier, status, details, kind, object_id, object_name, started, elapsed)


def _read_index(session: Session, oid: str) -> FailedIndex | None:
    rows = fetch_catalog_rows(session, _INDEX, (oid,), expected=6)
    if not rows:
        return None
    schema, name, table, predicate, nulls_equal, _ = (cell or "" for cell in rows[0])
    keys = tuple(row[5] or "" for row in rows)
    return FailedIndex(schema, name, table, keys, predicate, nulls_equal == "t")


def _read_constraint(session: Session, oid: str) -> FailedCheck | FailedForeignKey | None:
    rows = [
        [cell or "" for cell in row]
        for row in fetch_catalog_rows(session, _CONSTRAINT, (oid,), expected=10)
    ]
    if not rows:
        return None
    schema, table, name, kind, condition, _, other_schema, other_table, _, match = rows[0]
    if kind == "c":
        return FailedCheck(schema, table, name, condition)
    columns, others = (tuple(row[number] for row in rows) for number in (5, 8))
    return FailedForeignKey(
        schema, table, name, columns, other_schema, other_table, others, match == "f"
    )
