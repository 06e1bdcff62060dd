"""Statements that Aurora DSQL does not have.

Its messages name a statement as PostgreSQL's parser names the node, without `Stmt`. Recorded are
Truncate, CreateExtension, Createdb, CreateTableAs, CompositeType, CreateRange, CreateTableSpace,
CreateForeignTable, Listen, Notify, Unlisten, AlterSystem, CreatePolicy, Define and Execute; the
others follow `src/include/nodes/parsenodes.h`.
"""

from __future__ import annotations

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import patterns
from dsql_tui.sandbox.rules.shape import Shape

NODES = (
    (r"truncate", "Truncate"),
    (r"listen", "Listen"),
    (r"notify", "Notify"),
    (r"unlisten", "Unlisten"),
    (r"lock", "Lock"),
    (r"declare", "DeclareCursor"),
    (r"fetch", "Fetch"),
    (r"move", "Fetch"),
    (r"close", "ClosePortal"),
    (r"prepare(?! transaction)", "Prepare"),
    (r"execute", "Execute"),
    (r"deallocate(?! (?:prepare )?all\b)", "Deallocate"),
    (r"discard", "Discard"),
    (r"load", "Load"),
    (r"checkpoint", "CheckPoint"),
    (r"cluster", "Cluster"),
    (r"reindex", "Reindex"),
    (r"refresh materialized view", "RefreshMatView"),
    (r"reassign owned", "ReassignOwned"),
    (r"security label", "SecLabel"),
    (r"import foreign schema", "ImportForeignSchema"),
    (r"create extension", "CreateExtension"),
    (r"create database", "Createdb"),
    (r"create materialized view", "CreateTableAs"),
    (r"create unlogged materialized view", "CreateTableAs"),
    (r"create tablespace", "CreateTableSpace"),
    (r"create foreign table", "CreateForeignTable"),
    (r"create foreign data wrapper", "CreateFdw"),
    (r"create server", "CreateForeignServer"),
    (r"create user mapping", "CreateUserMapping"),
    (r"create policy", "CreatePolicy"),
    (r"create (?:or replace )?rule", "Rule"),
    (r"create event trigger", "CreateEventTrig"),
    (r"create access method", "CreateAm"),
    (r"create publication", "CreatePublication"),
    (r"create subscription", "CreateSubscription"),
    (r"create cast", "CreateCast"),
    (r"create (?:default )?conversion", "CreateConversion"),
    (r"create (?:or replace )?transform", "CreateTransform"),
    (r"create (?:or replace )?(?:trusted )?(?:procedural )?language", "CreatePLang"),
    (r"create operator class", "CreateOpClass"),
    (r"create operator family", "CreateOpFamily"),
    (r"create operator", "Define"),
    (r"create (?:or replace )?aggregate", "Define"),
    (r"create collation", "Define"),
    (r"create text search", "Define"),
    (rf"create type {patterns.NAME} as range", "CreateRange"),
    (rf"create type {patterns.NAME} as \(", "CompositeType"),
    (r"create type \S+", "Define"),
    (r"alter system", "AlterSystem"),
    # The message is not recorded.
    (
        rf"alter domain {patterns.NAME} (?:(?:set|drop) not null|add|drop constraint|validate)",
        "AlterDomain",
    ),
    (r"alter database \S+ (?:set(?! tablespace)|reset)", "AlterDatabaseSet"),
    (r"alter database \S+ refresh", "AlterDatabaseRefreshColl"),
    (r"alter database \S+ (?!rename|owner)\S+", "AlterDatabase"),
    (r"alter table all in tablespace", "AlterTableMoveAll"),
    (r"alter index all in tablespace", "AlterTableMoveAll"),
    (r"alter extension \S+ (?:add|drop)", "AlterExtensionContents"),
    (r"alter extension \S+ update", "AlterExtension"),
    (r"alter event trigger \S+ (?:enable|disable)", "AlterEventTrig"),
    (r"alter foreign data wrapper \S+ (?:no|handler|validator|options)", "AlterFdw"),
    (r"alter server \S+ (?:version|options)", "AlterForeignServer"),
    (r"alter user mapping", "AlterUserMapping"),
    (r"alter policy", "AlterPolicy"),
    (r"alter publication \S+ (?:add|drop|set)", "AlterPublication"),
    (r"alter subscription \S+ (?!owner)\S+", "AlterSubscription"),
    (r"alter operator family .* (?:add|drop)", "AlterOpFamily"),
    (r"alter operator (?!class|family)\S+.* set \(", "AlterOperator"),
    (r"alter text search dictionary \S+(?: \. \S+)? \(", "AlterTSDictionary"),
    (r"alter text search configuration .* mapping", "AlterTSConfiguration"),
    (r"alter tablespace \S+ (?:set|reset)", "AlterTableSpaceOptions"),
    (r"alter collation .* refresh version", "AlterCollation"),
    (r"alter .* (?:no )?depends on extension", "AlterObjectDepends"),
    (r"drop database", "Dropdb"),
    (r"drop tablespace", "DropTableSpace"),
    (r"drop subscription", "DropSubscription"),
    (r"drop user mapping", "DropUserMapping"),
    (r"drop owned", "DropOwned"),
)
"""The beginning of a statement, and its node."""

_NO_DROP = (
    "type policy rule extension materialized foreign aggregate operator "
    "collation conversion event text access cast transform publication language procedural server"
)
_NO_RENAME = (
    "type trigger policy rule aggregate operator collation conversion database event "
    "materialized foreign text tablespace publication subscription language procedural server"
)

_NO_RELATION = r"(?: verbose| \( \))?$"

WORDS = (
    (r"vacuum", "unsupported VACUUM statement"),
    # Only with the name of a relation. The message is not recorded.
    (rf"analyze{_NO_RELATION}", "unsupported ANALYZE statement"),
    (rf"analyse{_NO_RELATION}", "unsupported ANALYZE statement"),
    (r"merge", "unsupported statement type: MERGE"),
    (r"create (?:or replace )?(?:constraint )?trigger", "CREATE TRIGGER not supported"),
    (rf"create type {patterns.NAME} as enum", "CREATE TYPE not supported"),
    (rf"alter type (?!{patterns.NAME} rename (?:to|attribute)\b)\S+", "ALTER TYPE not supported"),
    (
        rf"alter (?:{'|'.join(_NO_RENAME.split())}) .*\brename",
        "unsupported object in RENAME statement",
    ),
    (rf"drop (?:{'|'.join(_NO_DROP.split())})", "unsupported object in DROP statement"),
    (r"drop trigger(?! if exists)", "unsupported object in DROP statement"),
    (r"drop index concurrently", "DROP INDEX CONCURRENTLY must be first action in transaction"),
)
"""The beginning of a statement, and its message."""

_RULES = patterns.group_by_first_word(
    (*WORDS, *((pattern, f"unsupported statement: {node}") for pattern, node in NODES))
)


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a statement that Aurora DSQL does not have."""
    rules = _RULES.get(shape.words[0]) if shape.words else None
    return patterns.find_rule_error(rules, shape.top.text) if rules else None
