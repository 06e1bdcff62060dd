"""How much of its quotas a cluster uses, by its catalog: one query."""

from __future__ import annotations

from dsql_tui.db.queries import fetch_catalog_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql import quotas
from dsql_tui.dsql.quotas import Quota, QuotaUse

_QUERY = """
with ours as (
    select n.oid, n.nspname from pg_catalog.pg_namespace n
    where n.nspname not in ('information_schema', 'sys') and n.nspname !~ '^pg_'
), relations as (
    select c.oid, c.relkind, o.nspname || '.' || c.relname as name
    from pg_catalog.pg_class c join ours o on o.oid = c.relnamespace
), most as (
    select 'columns of a table' as quota, r.name, count(*) as used
    from relations r join pg_catalog.pg_attribute a on a.attrelid = r.oid
    where r.relkind = 'r' and a.attnum > 0 and not a.attisdropped group by r.oid, r.name
    union all
    select 'indexes of a table', r.name, count(*)
    from relations r join pg_catalog.pg_index i on i.indrelid = r.oid group by r.oid, r.name
    union all
    select 'columns of a key', r.name, max(i.indnkeyatts)
    from relations r join pg_catalog.pg_index i on i.indrelid = r.oid group by r.oid, r.name
    union all
    select 'statistics of a table', r.name, count(*)
    from relations r join pg_catalog.pg_statistic_ext x on x.stxrelid = r.oid group by r.oid, r.name
)
select 'schemas', '', count(*) from ours where nspname <> 'public'
union all
select k.quota, '', count(r.oid)
from (values ('tables', 'r'), ('views', 'v'), ('sequences', 'S')) k (quota, kind)
left join relations r on r.relkind::text = k.kind
group by k.quota
union all
select quota, name, used from (
    select m.*, row_number() over (partition by quota order by used desc, name) as place from most m
) ranked
where place = 1"""

_BY_NAME = {quota.name: quota for quota in quotas.MEASURED}

_EMPTY = (quotas.INDEXES, quotas.COLUMNS, quotas.KEY_COLUMNS, quotas.STATISTICS)
"""The quotas that have no row without a table."""


def read_quota_use(session: Session) -> dict[Quota, QuotaUse]:
    """Return the quotas with their usage, as far as the catalog has it; blocks.

    Raises:
        CatalogError: The server refused the query.
    """
    known = {quota: QuotaUse(quota, 0.0) for quota in _EMPTY}
    for name, where, used in fetch_catalog_rows(session, _QUERY, expected=3):
        quota = _BY_NAME[name or ""]
        known[quota] = QuotaUse(quota, float(used or 0), where or "")
    return known
