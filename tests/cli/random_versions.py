"""Two versions of a schema that have most of their objects in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

TABLES = ("t0", "t1", '"T 2"', '"it\'s;"')
TYPES = ("bigint", "bigint", "text", "numeric(9,2)", "versions.amount")
DEFAULTS = {
    "bigint": ("", "7", "8", "nextval('versions.counter')", "versions.f(3)"),
    "text": ("", "'it''s; --'", "'x'"),
    "numeric(9,2)": ("", "1.5"),
    "versions.amount": ("", "2"),
}


class RandomVersion:
    """Writes one of the versions."""

    def __init__(self, seed: int, version: int) -> None:
        self.seed, self.version = seed, version
        self.keys: dict[str, str] = {}
        """The columns of the primary key of each table; empty without one."""
        self.columns: dict[str, dict[str, str]] = {}
        """The types of the columns of each table."""

    def pick(self, what: str, choices: Sequence[T], share: float = 0.2) -> T:
        """Return a choice, which in the second version differs for a share of the things."""
        chosen = Random(f"{self.seed} {what}").choice(choices)
        other = Random(f"{self.seed} {what} {self.version}")
        return other.choice(choices) if self.version and other.random() < share else chosen

    def write(self) -> str:
        """Return a script."""
        return ";\n".join(self.list_statements())

    def list_statements(self) -> Iterator[str]:
        """Yield the statements."""
        yield "create schema versions"
        base = self.pick("domain", ("int", "int", "bigint"), 0.1)
        yield f"create domain versions.amount as {base} check (value > 0)"
        options = self.pick("sequence", ("", "increment by 2 cycle", "maxvalue 500 cycle"))
        yield f"create sequence versions.counter {options} cache {self.pick('cache', (1, 65536))}"
        result = self.pick("result", ("bigint", "bigint", "bigint", "int"))
        body = self.pick("body", ("select 1", "select 2"))
        yield f"create function versions.f(n int) returns {result} language sql as $$ {body} $$"
        for table in TABLES:
            if self.pick(table, (True, True, True, False)):
                yield from self.write_table(table)
        yield from self.write_views()
        extra = self.pick("extra", ("table", "view", "none"))
        if extra != "none":
            shape = "(a int)" if extra == "table" else "as select 1 as a"
            yield f"create {extra} versions.extra {shape}"

    def write_table(self, table: str) -> Iterator[str]:
        """Yield the statements of a table."""
        kinds = {"k": "bigint"}
        parts = ["k bigint not null"]
        for column in ("c0", "c1", '"C 2"', "c3"):
            what = f"{table}.{column}"
            if self.pick(what, (True, True, True, True, False)):
                kinds[column] = self.pick(f"{what} type", TYPES, 0.1)
                parts.append(self.write_column(what, column, kinds[column]))
        key = self.pick(f"{table} key", ("k", "k", "k", "k", "c0, k" if "c0" in kinds else ""), 0.1)
        name = self.pick(f"{table} key name", ("one", "other"), 0.1)
        if key:
            parts.append(f'constraint "{table.strip(chr(34))} {name}" primary key ({key})')
        self.keys[table], self.columns[table] = key, kinds
        for column in list(kinds)[1:]:
            unique = self.pick(f"{table}.{column} unique", ("", "", "", "unique", "nulls"))
            if unique:
                nulls = " nulls not distinct" if unique == "nulls" else ""
                parts.append(f"unique{nulls} ({column}, k)")
            check = self.pick(f"{table}.{column} check", ("", "", "is not null", "<> k"))
            if check and (check != "<> k" or kinds[column] == "bigint"):
                parts.append(f"check ({column} {check})")
        parts += self.write_reference(table)
        yield f"create table versions.{table} ({', '.join(parts)})"
        yield from self.write_indexes(table)
        comment = self.pick(f"{table} comment", ("'a'", "'b'", "null"))
        yield f"comment on table versions.{table} is {comment}"
        if "c1" in kinds:
            yield f"comment on column versions.{table}.c1 is {comment}"

    def write_column(self, what: str, column: str, kind: str) -> str:
        """Return the definition of a column."""
        extra = self.pick(f"{what} extra", ("", "", "", "", "not null", "identity", "generated"))
        if kind == "bigint" and extra == "identity":
            options = self.pick(f"{what} options", ("increment by 5", "cycle", ""))
            always = self.pick(f"{what} always", ("always", "by default"))
            return f"{column} {kind} generated {always} as identity ({options} cache 1)"
        if kind == "bigint" and extra == "generated":
            expression = self.pick(f"{what} expression", ("k * 2", "k * 2", "k + 1"), 0.5)
            return f"{column} {kind} generated always as ({expression}) stored"
        default = self.pick(f"{what} default", DEFAULTS[kind])
        null = " not null" if extra == "not null" else ""
        return f"{column} {kind}{f' default {default}' if default else ''}{null}"

    def write_reference(self, table: str) -> Iterator[str]:
        """Yield a column with a foreign key, and one without."""
        targets = [each for each, key in self.keys.items() if key == "k"]
        target = self.pick(f"{table} reference", TABLES)
        action = self.pick(f"{table} action", ("", " on delete cascade", " deferrable"))
        yield "r bigint"
        if target in targets:
            yield f"constraint key_of foreign key (r) references versions.{target} (k){action}"

    def write_indexes(self, table: str) -> Iterator[str]:
        """Yield the indexes and statistics of a table."""
        plain = table.strip('"')
        for column, kind in self.columns[table].items():
            unique = self.pick(f"{table}.{column} index", ("", "", "index", "unique index"))
            where = self.pick(f"{table}.{column} where", ("", " where k > 3"))
            if unique and kind != "versions.amount":
                name = f'"{plain} {column.strip(chr(34))}"'
                yield (
                    f"create {unique.replace('index', 'index async')} {name}"
                    f" on versions.{table} ({column}){where}"
                )
        if "c0" in self.columns[table] and self.pick(f"{table} statistics", (True, False)):
            yield f'create statistics versions."{plain} s" on c0, k from versions.{table}'

    def write_views(self) -> Iterator[str]:
        """Yield views of tables, of views, and with functions."""
        relations = {table: list(kinds) for table, kinds in self.columns.items()}
        for number in range(4):
            name, what = f"w{number}", f"view {number}"
            source = self.pick(f"{what} of", (*TABLES, "w0", "w1"))
            if source not in relations or not self.pick(what, (True, True, True, False)):
                continue
            columns = [
                each for each in relations[source] if self.pick(f"{what} {each}", (True, False))
            ]
            columns += (
                [f"versions.f(1) as n{number}"] if self.pick(f"{what} f", (True, False)) else []
            )
            options = self.pick(f"{what} options", ("", " with (security_invoker = true)"))
            listed = ", ".join(columns) or "1 as one"
            yield f"create view versions.{name}{options} as select {listed} from versions.{source}"
            relations[name] = [each.split()[-1] if "(" in each else each for each in columns]
