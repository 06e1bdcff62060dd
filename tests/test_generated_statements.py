"""The statements that screens write: AWS's linter, our rules and the recorded rules accept them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from dsql_tui.applying.ledger import Entry, Ledger
from dsql_tui.db.catalog import read_catalog
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dumping.dump import Dump, DumpOptions
from dsql_tui.dumping.snapshots import SnapshotReader
from dsql_tui.events import Column
from dsql_tui.linting import lint
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.rules.judge import judge
from dsql_tui.sql.batches import parse_change, primary_key_query
from dsql_tui.sql.complete.snippets import SNIPPETS
from dsql_tui.sql.ddl.compare.plan import compare
from dsql_tui.sql.ddl.compare.report import write_script as write_comparison
from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.sql.ddl.script import write_script
from dsql_tui.sql.edits.base_table import find_base_table
from dsql_tui.sql.edits.pending import PendingChanges
from dsql_tui.sql.edits.statements import check_query, read_again_queries, write_statements
from dsql_tui.sql.edits.table import TableColumn, TableInfo
from dsql_tui.sql.failed_jobs import FailedCheck, FailedForeignKey, FailedIndex
from dsql_tui.sql.meta import COMMANDS, read
from dsql_tui.sql.meta.actions import Ask
from dsql_tui.sql.migration_files.probes import find_probe
from dsql_tui.sql.new_role import NewRole, write_new_role
from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.plans.rules import find_problems
from dsql_tui.sql.relations import find_links
from dsql_tui.sql.schema_changes import Target, write_drop, write_index, write_rename
from dsql_tui.sql.statements import split
from dsql_tui.sql.templates import list_templates, write_count, write_first_rows, write_template
from tests.access import build_access
from tests.sql.plans.recorded import RECORDED

ARN = "arn:aws:iam::111122223333:role/app"
OBJECTS = (
    'create schema "Gen"',
    'create domain "Gen".positive as int check (value > 0)',
    'create sequence "Gen".numbers cache 65536',
    'create table "Gen"."Parent" (id uuid primary key default gen_random_uuid(), n int unique)',
    'create table "Gen".child (id bigint generated always as identity (cache 65536) primary key, '
    'parent uuid references "Gen"."Parent" on delete cascade, "odd; name" text not null '
    "default 'it''s', amount numeric(10, 2), double numeric(12, 2) generated always as "
    '(amount * 2) stored, p "Gen".positive, constraint small check (amount < 1000))',
    'create index async on "Gen".child (lower("odd; name")) include (amount) where amount > 0',
    'create unique index async on "Gen".child (parent nulls first, p)',
    'create view "Gen".shown as select id, "odd; name" from "Gen".child where amount > 1',
    'create function "Gen".twice(n int) returns int language sql as $$ select n * 2 $$',
    'create statistics "Gen".together on parent, p from "Gen".child',
    "comment on table \"Gen\".child is 'it''s; a -- comment'",
    "create role generated_reader with login",
    f"aws iam grant generated_reader to '{ARN}'",
    'grant usage on schema "Gen" to generated_reader',
    'grant select, insert (amount) on "Gen".child to generated_reader',
    "create role generated_group",
    "grant generated_group to generated_reader with admin option",
    "grant generated_group to admin",
    'alter default privileges in schema "Gen" grant select on tables to generated_reader',
    'alter default privileges in schema "Gen" grant usage on sequences to generated_group',
)


GAPS = {"table": '"Gen".child', "columns": "id, amount", "values": "1, 2", "key": "id"}
GAPS |= {"condition": "true", "column": "amount", "value": "1", "type": "text"}
GAPS |= {"name": "found", "statement": "select 1"}
"""What the gaps of snippets are filled with."""


def list_tree_statements(session: Session) -> Iterator[str]:
    """Yield the statements of the actions in the schema tree."""
    for relation in read_catalog(session).relations():
        yield write_count(relation)
        yield f"explain {write_count(relation)}"
        yield write_first_rows(relation)
        yield from (write_template(kind, relation) for kind in list_templates(relation))
        if not relation.view:
            yield write_index(relation, [column.name for column in relation.columns[:2]])
            yield write_index(relation, [relation.columns[0].name], unique=True)
    targets = [
        Target("schema", "Gen", "Gen"),
        *(Target(kind, "Gen", "a b") for kind in ("table", "view", "sequence", "domain")),
        *(Target(kind, "Gen", "a b", "child") for kind in ("column", "constraint")),
        Target("column", "Gen", "a b", "shown", "view"),
        Target("function", "Gen", "twice", arguments="n integer"),
        Target("role", "", "reader"),
    ]
    yield from (write_rename(target, "New Name") for target in targets)
    droppable = [target for target in targets if target.parent_kind != "view"]
    yield from map(write_drop, [*droppable, Target("index", "Gen", "by_n")])


def list_edits() -> Iterator[str]:
    """Yield the statements of changed, new and deleted rows, and those that check them."""
    columns = {1: TableColumn("id", "uuid", nullable=False), 2: TableColumn("odd; name", "text")}
    table = TableInfo("Gen", "child", columns, ((1,),))
    result = [Column("id", 2950, -1, 7, 1), Column("odd; name", 25, -1, 7, 2)]
    base = find_base_table(result, {7: table}, 'select * from "Gen".child')
    pending = PendingChanges(base)
    key = (b"11111111-1111-1111-1111-111111111111",)
    row = {1: key[0], 2: b"it's"}
    pending.edit([(key, row, 2)], "new\nline; \\")
    pending.add({1: "33333333-3333-3333-3333-333333333333", 2: None})
    pending.delete([((b"22222222-2222-2222-2222-222222222222",), row)])
    yield from (each.text for each in write_statements(base, pending.changes))
    yield from read_again_queries(base, [key])
    yield check_query(base, pending.changes)


def list_remedies() -> Iterator[str]:
    """Yield the statements of failed jobs, of advice about recorded plans, and of a new role."""
    for failure in (
        FailedIndex("Gen", "once", "child", ('"odd; name"', "lower(a)"), "amount > 0", True),
        FailedCheck("Gen", "child", "small", "amount < 1000"),
        FailedForeignKey("Gen", "child", "fk", ("parent",), "Gen", "Parent", ("id",)),
    ):
        yield failure.query
        yield failure.removal
    for path in RECORDED:
        problems = find_problems(parse_plan(path.read_text(encoding="utf-8")))
        yield from (each.statement for each in problems if each.statement)
    yield from write_new_role(NewRole("app role", ARN, ("Gen",), writes=True, future=True))


def list_scripts(session: Session, access: Access) -> Iterator[str]:
    """Yield the statements of the DDL of a schema, of a dump, and of comparisons."""
    facts = read_schema_facts(session, "Gen")
    empty = SchemaFacts([], roles=[], user=facts.user)
    silent = replace(facts, grants={}, defaults={}, members={})
    reader = SnapshotReader(access)
    with closing(reader):
        dump = "".join(Dump(reader, DumpOptions("Gen")).write())
    for script in (
        write_script(facts),
        dump,
        write_comparison(compare(empty, facts)),
        write_comparison(compare(facts, empty)),
        write_comparison(compare(silent, facts)),
        write_comparison(compare(facts, silent)),
    ):
        yield from (each.text for each in split(script))


def list_console_statements(session: Session) -> Iterator[str]:
    """Yield what the console sends or inserts for plans, relations, batches and backslashes."""
    catalog = read_catalog(session)
    child = next(each for each in catalog.relations() if each.name == "child")
    for link in find_links(child, catalog):
        yield link.write_query(dict.fromkeys(link.columns, "it's"))
    for text in (write_first_rows(child), write_template("insert", child)):
        yield f"EXPLAIN VERBOSE {text}"
        yield f"EXPLAIN ANALYZE VERBOSE {text}"
    for text in (
        'delete from "Gen".child where amount > 1',
        'update "Gen".child set amount = 2 where amount > 1',
        'insert into "Gen".copy select id, amount from "Gen".child where amount > 1',
    ):
        change = parse_change(text)
        assert change is not None
        yield change.count_query(3001)
        yield change.key_query(["id"])
        yield from change.split(["id"], [["1"], ["2"]])
        yield primary_key_query(change)
    for each in COMMANDS:
        for argument in ("", '"Gen".c*'):
            action = read(f"{each.name} {argument}")
            if isinstance(action, Ask):
                yield action.sql
    for snippet in SNIPPETS:
        filled = re.sub(r"\$\{(.*?)\}", lambda gap: GAPS.get(gap[1], gap[1]), snippet.text)
        yield from split_texts(filled)


def list_apply_statements() -> Iterator[str]:
    """Yield the statements about the ledger, and those that look whether DDL took effect."""
    ledger = Ledger("Gen", "run")
    yield from split_texts(ledger.creation)
    entry = Entry("it's.sql", 1, 2, 3, outcome="done", checksum="c", error="no; \\ way")
    for sent in (
        ledger.write(entry),
        ledger.reopen(entry),
        ledger.renew(entry),
        ledger.forget([entry]),
    ):
        yield sent.text
    for text in (*OBJECTS, 'alter table "Gen".child drop column p', 'drop view "Gen".shown'):
        if probe := find_probe(text):
            yield probe.effect
            yield from filter(None, (probe.complete,))


def split_texts(script: str) -> list[str]:
    return [each.text for each in split(script)]


def find_refusals(statements: list[str]) -> list[str]:
    """Return what a linter or a recorded rule has against statements, with each of them."""
    script = "\n;\n".join(text.rstrip(";") for text in statements)
    report = lint(script)
    assert not report.note
    places = {each.start: each.text for each in split(script)}
    refused = [f"{each.code} {each.message}: {places[each.statement]}" for each in report.problems]
    for text in statements:
        refused += [f"{each.error.message}: {text}" for each in judge(text) if each.error]
    return refused


def test_linters_and_recorded_rules_accept_what_screens_write(aws: Ready) -> None:
    access = build_access(aws)
    with closing(access.open()) as session:
        for statement in OBJECTS:
            fetch_rows(session.run(statement))
        sources = {
            "schema tree": list(list_tree_statements(session)),
            "scripts": list(list_scripts(session, access)),
            "console": list(list_console_statements(session)),
            "apply": list(list_apply_statements()),
            "edits": list(list_edits()),
            "remedies": list(list_remedies()),
        }
    assert not [each for found in sources.values() for each in find_refusals(found)]
    assert len(find_refusals(["create index i on t (a)", "truncate t"])) >= 2
    assert all(len(found) > 4 for found in sources.values())
