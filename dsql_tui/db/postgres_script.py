"""A PostgreSQL database as a script, read from its catalogs: for computers without pg_dump.

The server writes the statements itself, with `pg_get_viewdef` and the like:
https://www.postgresql.org/docs/current/functions-info.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

_OWN = """\
n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (
    select from pg_depend x
    where x.objid = {0}.oid and x.classid = {0}.tableoid and x.deptype = 'e')
"""
"""A condition for objects that neither the system nor an extension has created."""
_CLASSES = f"pg_class c join pg_namespace n on n.oid = c.relnamespace where {_OWN.format('c')}"
_TYPES = f"pg_type t join pg_namespace n on n.oid = t.typnamespace where {_OWN.format('t')}"
_ROUTINES = f"pg_proc p join pg_namespace n on n.oid = p.pronamespace where {_OWN.format('p')}"

_OPTIONS = """\
format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s', s.seqstart,
    s.seqincrement, s.seqmin, s.seqmax, s.seqcache)"""
_COLUMN = f"""\
format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) || case
    when a.attidentity <> '' then (
        select format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %s %s)',
            case a.attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end, d.objid::regclass,
            {_OPTIONS})
        from pg_depend d join pg_sequence s on s.seqrelid = d.objid
        where d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype = 'i')
    when a.attgenerated <> '' then
        format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(f.adbin, f.adrelid))
    when f.adbin is not null then ' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid)
    else '' end || case when a.attnotnull then ' NOT NULL' else '' end"""

_BEFORE_ROWS = (
    "select format('CREATE EXTENSION %I', extname) from pg_extension where extname <> 'plpgsql'",
    "select format('CREATE SCHEMA %I', n.nspname) from pg_namespace n "
    f"where n.nspname <> 'public' and {_OWN.format('n')}",
    "select format('CREATE TYPE %s AS ENUM (%s)', t.oid::regtype, "
    "(select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum "
    f"where enumtypid = t.oid)) from {_TYPES} and t.typtype = 'e' order by t.oid",
    "select format('CREATE TYPE %s AS (%s)', t.oid::regtype, (select string_agg(format('%I %s', "
    "attname, format_type(atttypid, atttypmod)), ', ' order by attnum) from pg_attribute "
    "where attrelid = t.typrelid and not attisdropped)) "
    f"from {_TYPES} and exists (select from pg_class where oid = t.typrelid and relkind = 'c')",
    "select format('CREATE TYPE %s AS RANGE (SUBTYPE = %s)', t.oid::regtype, "
    f"(select rngsubtype::regtype from pg_range where rngtypid = t.oid)) from {_TYPES} "
    "and t.typtype = 'r'",
    "select concat('CREATE DOMAIN ', t.oid::regtype, ' AS ', "
    "format_type(t.typbasetype, t.typtypmod), ' DEFAULT ' || t.typdefault, "
    "case when t.typnotnull then ' NOT NULL' end, (select string_agg(format(' CONSTRAINT %I %s', "
    "conname, pg_get_constraintdef(oid)), '') from pg_constraint where contypid = t.oid "
    f"and contype = 'c')) from {_TYPES} and t.typtype = 'd' order by t.oid",
    f"select pg_get_functiondef(p.oid) from {_ROUTINES} and p.prokind in ('f', 'p', 'w') "
    "order by p.oid",
    "select format('CREATE AGGREGATE %s (SFUNC = %s, STYPE = %s)', p.oid::regprocedure, "
    "(select aggtransfn::regproc from pg_aggregate where aggfnoid = p.oid), "
    "(select format_type(aggtranstype, null) from pg_aggregate where aggfnoid = p.oid)) "
    f"from {_ROUTINES} and p.prokind = 'a'",
    "select format('CREATE SEQUENCE %s AS %s ', c.oid::regclass, s.seqtypid::regtype) || "
    f"{_OPTIONS} || case when s.seqcycle then ' CYCLE' else '' end "
    f"from pg_sequence s, {_CLASSES} and c.oid = s.seqrelid and not exists "
    "(select from pg_depend i where i.objid = c.oid and i.deptype = 'i')",
    "select concat('CREATE TABLE ', c.oid::regclass, ' (', (select string_agg("
    f"{_COLUMN}, ', ' order by a.attnum) from pg_attribute a left join pg_attrdef f "
    "on f.adrelid = a.attrelid and f.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 "
    "and not a.attisdropped and (a.attislocal or c.relispartition)), ')', "
    "(select format(' INHERITS (%s)', string_agg(inhparent::regclass::text, ', ' "
    "order by inhseqno)) from pg_inherits where inhrelid = c.oid and not c.relispartition "
    "having count(*) > 0), "
    "case when c.relkind = 'p' then ' PARTITION BY ' || pg_get_partkeydef(c.oid) end) "
    f"from {_CLASSES} and c.relkind in ('r', 'p') order by c.oid",
    "select format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s', i.inhparent::regclass, "
    "c.oid::regclass, pg_get_expr(c.relpartbound, c.oid)) "
    f"from pg_inherits i, {_CLASSES} and i.inhrelid = c.oid and c.relispartition "
    "and c.relkind in ('r', 'p') order by c.oid",
    "select format('CREATE FOREIGN TABLE %s ()', c.oid::regclass) "
    f"from {_CLASSES} and c.relkind = 'f'",
    "select format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, d.refobjid::regclass, "
    f"a.attname) from pg_depend d, pg_attribute a, {_CLASSES} and c.relkind = 'S' "
    "and d.objid = c.oid and d.classid = c.tableoid and d.deptype = 'a' "
    "and a.attrelid = d.refobjid and a.attnum = d.refobjsubid",
    "select format('CREATE %s %s AS %s', case c.relkind when 'v' then 'VIEW' "
    "else 'MATERIALIZED VIEW' end, c.oid::regclass, rtrim(pg_get_viewdef(c.oid), ';')) "
    f"from {_CLASSES} and c.relkind in ('v', 'm') order by c.oid",
)
_BEHIND_ROWS = (
    "select format('SELECT pg_catalog.setval(%L, %s, true)', c.oid::regclass, "
    f"pg_sequence_last_value(s.seqrelid)) from pg_sequence s, {_CLASSES} and c.oid = s.seqrelid "
    "and pg_sequence_last_value(s.seqrelid) is not null order by c.relname",
    "select format('ALTER TABLE ONLY %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, "
    f"pg_get_constraintdef(k.oid)) from pg_constraint k, {_CLASSES} and c.oid = k.conrelid "
    "and k.contype in ('p', 'u', 'x', 'c', 'f') and k.conislocal and k.conparentid = 0 "
    "order by k.contype = 'f', k.oid",
    f"select pg_get_indexdef(i.indexrelid) from pg_index i, {_CLASSES} and c.oid = i.indexrelid "
    "and not c.relispartition and not exists "
    "(select from pg_constraint where conindid = i.indexrelid and conrelid = i.indrelid) "
    "order by i.indexrelid",
    f"select pg_get_triggerdef(g.oid) from pg_trigger g, {_CLASSES} and c.oid = g.tgrelid "
    "and not g.tgisinternal order by g.oid",
    f"select rtrim(pg_get_ruledef(r.oid), ';') from pg_rewrite r, {_CLASSES} "
    "and c.oid = r.ev_class and r.rulename <> '_RETURN'",
    "select concat('CREATE POLICY ', quote_ident(p.polname), ' ON ', p.polrelid::regclass, "
    "case p.polcmd when 'r' then ' FOR SELECT' when 'a' then ' FOR INSERT' when 'w' then "
    "' FOR UPDATE' when 'd' then ' FOR DELETE' end, "
    "' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', "
    "' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') "
    f"from pg_policy p, {_CLASSES} and c.oid = p.polrelid",
    "select format('COMMENT ON %s %s IS %L', case c.relkind when 'v' then 'VIEW' "
    "when 'm' then 'VIEW' when 'S' then 'SEQUENCE' else 'TABLE' end, c.oid::regclass, "
    f"d.description) from pg_description d, {_CLASSES} and c.oid = d.objoid "
    "and d.classoid = c.tableoid and d.objsubid = 0 and c.relkind in ('r', 'p', 'v', 'm', 'S')",
    "select format('COMMENT ON COLUMN %s.%I IS %L', c.oid::regclass, a.attname, d.description) "
    f"from pg_description d, pg_attribute a, {_CLASSES} and c.oid = d.objoid "
    "and d.classoid = c.tableoid and a.attrelid = c.oid and a.attnum = d.objsubid",
)
_TABLES = f"""\
select n.nspname, c.relname, array(select a.attname::text from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum)
from {_CLASSES} and c.relkind = 'r' order by c.oid"""


class PostgresReadError(Exception):
    """The database cannot be read; the message is that of the server or of libpq."""


def write_postgres_script(address: str, password: str, file: BinaryIO) -> None:
    """Write a script that creates the objects and the rows of a database. Blocks.

    All is read in one snapshot. Roles, privileges and ownership are left out.

    Args:
        address: The connection string, without a password.
        password: The password; empty to let libpq find one.
        file: The file for the script, in UTF-8.

    Raises:
        PostgresReadError: The database cannot be read.
        OSError: The script cannot be written.
    """
    try:
        given = make_conninfo(address, password=password or None, client_encoding="UTF8")
        with psycopg.connect(given) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            connection.execute("set local search_path = ''")
            for part in _read_parts(connection):
                file.write(part)
    except psycopg.Error as error:
        raise PostgresReadError(" ".join(str(error).split())) from None


def _read_parts(connection: psycopg.Connection[tuple[str, ...]]) -> Iterator[bytes]:
    """Yield the parts of the script in their order."""
    yield b"SET client_encoding = 'UTF8';\nSET check_function_bodies = false;\n"
    yield from _read_statements(connection, _BEFORE_ROWS)
    for schema, table, columns in connection.execute(_TABLES).fetchall():
        if columns:
            yield from _read_rows(connection, schema, table, columns)
    yield from _read_statements(connection, _BEHIND_ROWS)


def _read_statements(
    connection: psycopg.Connection[tuple[str, ...]], queries: tuple[str, ...]
) -> Iterator[bytes]:
    for query in queries:
        for (statement,) in connection.execute(query.encode()).fetchall():
            yield f"{statement};\n".encode()


def _read_rows(
    connection: psycopg.Connection[tuple[str, ...]], schema: str, table: str, columns: str
) -> Iterator[bytes]:
    """Yield a COPY with the rows of one table."""
    name = sql.Identifier(schema, table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    head = sql.SQL("COPY {} ({}) FROM stdin;\n").format(name, names)
    yield head.as_string(connection).encode()
    query = sql.SQL("COPY (SELECT {} FROM ONLY {}) TO STDOUT").format(names, name)
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for data in copy:
            yield bytes(data)
    yield b"\\.\n"
