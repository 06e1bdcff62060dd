"""The facts from which the DDL of a schema is written."""

from __future__ import annotations

from typing import cast

from dsql_tui.db.grants import OURS, read_default_grants, read_grants, read_roles
from dsql_tui.db.queries import fetch_catalog_rows, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.sql.ddl.facts import (
    Column,
    Constraint,
    ExtraKind,
    Kind,
    SchemaFacts,
    SchemaObject,
    TableExtra,
)
from dsql_tui.sql.migration_files.script import LEDGER_NAME

_QUALIFY = "set search_path = pg_catalog"
"""With this setting, the server writes every name with its schema."""

_SEQUENCE = """concat_ws(' ',
        case when s.seqincrement <> 1 then 'INCREMENT BY ' || s.seqincrement end,
        case when s.seqmin <> case when s.seqincrement > 0 then 1
            else -9223372036854775808 end then 'MINVALUE ' || s.seqmin end,
        case when s.seqmax <> case when s.seqincrement > 0 then 9223372036854775807
            else -1 end then 'MAXVALUE ' || s.seqmax end,
        case when s.seqstart <> case when s.seqincrement > 0 then s.seqmin else s.seqmax end
            then 'START WITH ' || s.seqstart end,
        'CACHE ' || s.seqcache, case when s.seqcycle then 'CYCLE' end)"""

_OBJECTS = f"""
select 'pg_namespace ' || n.oid, 'schema', n.nspname, n.nspname, '', '',
    obj_description(n.oid, 'pg_namespace')
from pg_catalog.pg_namespace n
where {OURS}
union all
select 'pg_class ' || c.oid, case when c.relkind = 'v' then 'view' else 'table' end, n.nspname,
    c.relname, case when c.relkind = 'v' then pg_get_viewdef(c.oid) end,
    case when c.relkind = 'v' then array_to_string(c.reloptions, ', ') end,
    obj_description(c.oid, 'pg_class')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v') and c.relname <> '{LEDGER_NAME}' and {OURS}
union all
select 'pg_class ' || c.oid, 'sequence', n.nspname, c.relname, {_SEQUENCE},
    quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname),
    obj_description(c.oid, 'pg_class')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_sequence s on s.seqrelid = c.oid
left join pg_catalog.pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
    and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
left join pg_catalog.pg_class t on t.oid = d.refobjid
left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where coalesce(d.deptype, 'a') <> 'i' and {OURS}
union all
select 'pg_type ' || t.oid, 'domain', n.nspname, t.typname, concat_ws(' ',
        format_type(t.typbasetype, t.typtypmod),
        'DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
        case when t.typnotnull then 'NOT NULL' end),
    '', obj_description(t.oid, 'pg_type')
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' and {OURS}
union all
select 'pg_proc ' || p.oid, case p.prokind when 'p' then 'procedure' else 'function' end,
    n.nspname, p.proname, pg_get_functiondef(p.oid), pg_get_function_identity_arguments(p.oid),
    obj_description(p.oid, 'pg_proc')
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prokind in ('f', 'p', 'w') and {OURS}
order by 3, 4, 1"""

_COLUMNS = f"""
select 'pg_class ' || c.oid, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
    case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY DEFAULT' end,
    case when a.attidentity <> '' then {_SEQUENCE} end,
    case when a.attgenerated = 's' then pg_get_expr(d.adbin, d.adrelid) end,
    a.attnotnull, col_description(c.oid, a.attnum)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_depend i on a.attidentity <> '' and i.classid = 'pg_class'::regclass
    and i.refclassid = 'pg_class'::regclass and i.refobjid = c.oid and i.refobjsubid = a.attnum
    and i.deptype = 'i'
left join pg_catalog.pg_sequence s on s.seqrelid = i.objid
where c.relkind in ('r', 'v') and {OURS}
order by c.oid, a.attnum"""

_CONSTRAINTS = f"""
select case when k.contypid <> 0 then 'pg_type ' || k.contypid else 'pg_class ' || k.conrelid end,
    k.conname,
    case when k.contype = 'p' then 'PRIMARY KEY (' || (
            select string_agg(quote_ident(a.attname), ', '
                order by array_position(k.conkey, a.attnum))
            from pg_catalog.pg_attribute a
            where a.attrelid = k.conrelid and a.attnum = any(k.conkey)) || ')'
        || case when k.condeferrable then ' DEFERRABLE' else '' end
        || case when k.condeferred then ' INITIALLY DEFERRED' else '' end
    else pg_get_constraintdef(k.oid) end,
    'pg_class ' || nullif(k.confrelid, 0),
    (select x.relname from pg_catalog.pg_class x where x.oid = k.conindid and k.contype = 'f'
        and not exists (select from pg_catalog.pg_constraint u
            where u.conindid = k.conindid and u.contype in ('p', 'u'))),
    k.convalidated,
    obj_description(k.oid, 'pg_constraint')
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
where k.contype in ('p', 'u', 'c', 'f') and {OURS}
order by strpos('pucf', k.contype::text), k.conname"""

_EXTRAS = f"""
select 'pg_class ' || t.oid, c.relname, 'index', 'CREATE '
    || case when i.indisunique then 'UNIQUE ' else '' end || 'INDEX ASYNC '
    || quote_ident(c.relname) || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(t.relname)
    || ' (' || (
        select string_agg(pg_get_indexdef(i.indexrelid, p, false)
            || case when i.indoption[p - 1] & 1 = 1 then ' DESC' else '' end
            || case i.indoption[p - 1] & 3 when 1 then ' NULLS LAST' when 2 then ' NULLS FIRST'
                else '' end, ', ' order by p)
        from generate_series(1, i.indnkeyatts) p) || ')'
    || coalesce(' INCLUDE (' || (
        select string_agg(quote_ident(a.attname), ', ' order by p)
        from generate_series(i.indnkeyatts, i.indnatts - 1) p
        join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[p]) || ')', '')
    || case when i.indnullsnotdistinct then ' NULLS NOT DISTINCT' else '' end
    || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), ''),
    obj_description(c.oid, 'pg_class')
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind = 'r'
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
where not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid
        and k.contype in ('p', 'u')) and {OURS}
union all
select 'pg_class ' || x.stxrelid, x.stxname, 'statistics', pg_get_statisticsobjdef(x.oid),
    obj_description(x.oid, 'pg_statistic_ext')
from pg_catalog.pg_statistic_ext x
join pg_catalog.pg_namespace n on n.oid = x.stxnamespace
where {OURS}
order by 3, 2"""

_NEEDS = f"""
with ours as (
    select n.oid from pg_catalog.pg_namespace n where {OURS}
), objects as (
    select 'pg_class'::regclass::oid as catalog, c.oid, 'pg_class ' || c.oid as key
    from pg_catalog.pg_class c where c.relkind in ('r', 'v') and c.relnamespace in (table ours)
    union all
    select 'pg_type'::regclass, t.oid, 'pg_type ' || t.oid
    from pg_catalog.pg_type t where t.typtype = 'd' and t.typnamespace in (table ours)
    union all
    select 'pg_proc'::regclass, p.oid, 'pg_proc ' || p.oid
    from pg_catalog.pg_proc p where p.pronamespace in (table ours)
    union all
    select 'pg_rewrite'::regclass, r.oid, 'pg_class ' || r.ev_class
    from pg_catalog.pg_rewrite r
    union all
    select 'pg_attrdef'::regclass, d.oid, 'pg_class ' || d.adrelid
    from pg_catalog.pg_attrdef d
    union all
    select 'pg_constraint'::regclass, k.oid, case when k.contypid <> 0
        then 'pg_type ' || k.contypid else 'pg_class ' || k.conrelid end
    from pg_catalog.pg_constraint k where k.contype <> 'f'
)
select distinct o.key, case d.refclassid
    when 'pg_type'::regclass then case when t.typrelid <> 0 then 'pg_class ' || t.typrelid
        else 'pg_type ' || coalesce(nullif(t.typelem, 0), t.oid) end
    when 'pg_proc'::regclass then 'pg_proc ' || d.refobjid
    else 'pg_class ' || d.refobjid end
from objects o
join pg_catalog.pg_depend d on d.classid = o.catalog and d.objid = o.oid
left join pg_catalog.pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
where d.refclassid in ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)"""


def read_schema_facts(session: Session, schema: str | None = None) -> SchemaFacts:
    """Return the facts of one schema, or of all but the system's.

    The session's search path is changed, so it must be a session that nothing else uses.

    Raises:
        CatalogError: The server refused a query.
    """
    fetch_rows(session.run(_QUALIFY))
    facts = SchemaFacts()
    facts.objects = [
        SchemaObject(key, cast(Kind, kind), *rest)
        for key, kind, *rest in _fetch_texts(session, _OBJECTS, schema, 7)
    ]
    for row in _fetch_texts(session, _COLUMNS, schema, 9):
        key, name, kind, default, identity, sequence, generated, not_null, comment = row
        facts.columns[key].append(
            Column(name, kind, default, identity, sequence, generated, not_null == "t", comment)
        )
    for key, name, definition, refers, index, valid, comment in _fetch_texts(
        session, _CONSTRAINTS, schema, 7
    ):
        constraint = Constraint(name, definition, refers, index, valid == "t", comment)
        facts.constraints[key].append(constraint)
    for key, name, kind, definition, comment in _fetch_texts(session, _EXTRAS, schema, 5):
        facts.extras[key].append(TableExtra(name, cast(ExtraKind, kind), definition, comment))
    for key, needed in _fetch_texts(session, _NEEDS, schema, 2):
        facts.needs[key].add(needed)
    facts.grants = read_grants(session, schema)
    facts.defaults = {
        subject: found
        for subject, found in read_default_grants(session, schema).items()
        if subject.kind != "types"  # nobody has recorded what Aurora DSQL does with them
    }
    for (user,) in fetch_catalog_rows(session, "select current_user", (), 1):
        facts.user = user or ""
    read_roles(session, facts)
    return facts


def _fetch_texts(session: Session, query: str, schema: str | None, width: int) -> list[list[str]]:
    """Return the rows of a query, with empty text for NULL."""
    rows = fetch_catalog_rows(session, query, (schema,), width)
    return [[cell or "" for cell in row] for row in rows]
