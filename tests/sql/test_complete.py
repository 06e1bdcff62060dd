"""Completion; the cursor is at the bar."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import Completion, NameUsage, complete, find_signature


def table(
    schema: str, name: str, columns: str, *foreign: ForeignKey, view: bool = False
) -> Relation:
    """Return a relation whose key is its first column."""
    named = tuple(
        ColumnInfo(name, type_)
        for name, _, type_ in (column.partition(":") for column in columns.split())
    )
    return Relation(schema, name, view, named, (named[0].name,), foreign)


CUSTOMER = ForeignKey(("customer_id",), "public", "customers", ("id",))
ORDER = ForeignKey(("order_id",), "public", "orders", ("id",))
CATALOG = Catalog(
    (
        Schema(
            "public",
            (
                table("public", "customers", "id:uuid name:text email:text country:char born:date"),
                table(
                    "public",
                    "orders",
                    "id:uuid customer_id:uuid status:text placed:timestamptz Total:numeric",
                    CUSTOMER,
                ),
                table(
                    "public",
                    "order_lines",
                    "order_id:uuid line:int product_id:uuid quantity:int price:numeric",
                    ORDER,
                ),
                table("public", "products", "id:uuid title:text price:numeric"),
                table("public", "Odd Name", "id:uuid select:text"),
                table("public", "order", "id:uuid"),
                table("public", "recent", "id:uuid placed:timestamptz", view=True),
            ),
            (Function("tax_of", "price numeric", "numeric"),),
            ("ticket_numbers",),
            ("orders_by_customer",),
        ),
        Schema("app", (table("app", "settings", "key:text value:text"),)),
        Schema(
            "sys",
            (table("sys", "jobs", "job_id:text status:text"),),
            (Function("wait_for_job", "job_id text", ""),),
        ),
    ),
    ("admin", "reader"),
)

FIRST = [
    # Tables, where only they can stand.
    ("select * from cu|", "customers"),
    ("select * from CU|", "customers"),
    ("select * from ol|", "order_lines"),
    ("select * from lines|", "order_lines"),
    ("select * from ordl|", "order_lines"),
    ("select * from customers, pro|", "products"),
    ("select * from public.cu|", "customers"),
    ("select * from app.|", "settings"),
    ("select * from app.s|", "settings"),
    ("select * from sett|", "app.settings"),
    ("select * from odd|", '"Odd Name"'),
    ('select * from "Od|', '"Odd Name"'),
    ('select * from "Od|"', '"Odd Name"'),
    ("select * from customers c join or|", "orders o ON o.customer_id = c.id"),
    ("select * from only cu|", "customers"),
    ("insert into cu|", "customers"),
    ("update cu|", "customers"),
    ("update app.|", "settings"),
    ("delete from pro|", "products"),
    ("delete from orders using cu|", "customers"),
    ("table cu|", "customers"),
    ("alter table cu|", "customers"),
    ("alter table public.cu|", "customers"),
    ("drop table cu|", "customers"),
    ("drop table if exists cu|", "customers"),
    ("drop table customers, pro|", "products"),
    ("drop view rec|", "recent"),
    ("analyze cu|", "customers"),
    ("copy cu|", "customers"),
    ("comment on table cu|", "customers"),
    ("grant select on cu|", "customers"),
    ("grant select, insert on table cu|", "customers"),
    ("create table t (a uuid references cu|", "customers"),
    ("create index async i on cu|", "customers"),
    ("select * from orders where id in (select order_id from order_l|", "order_lines"),
    ("explain select * from cu|", "customers"),
    ("explain analyze verbose select * from cu|", "customers"),
    ("explain (analyze, verbose) select * from cu|", "customers"),
    ("create view v as select * from cu|", "customers"),
    ("select 1 union all select id from cu|", "customers"),
    # Columns behind an alias, a table, a schema.
    ("select c.| from customers c", "id"),
    ("select c.e| from customers c", "email"),
    ("select c.e| from customers as c", "email"),
    ("select C.e| from customers as c", "email"),
    ("select customers.e| from customers", "email"),
    ("select customers.e|", "email"),
    ("select public.customers.e|", "email"),
    ("select c.e|, c.name from customers c where c.id = 1", "email"),
    ("select o.| from customers c join orders o on true", "id"),
    ("select o.t| from customers c, orders o", '"Total"'),
    ('select "O".s| from orders "O"', "status"),
    ('select x.s| from "Odd Name" x', '"select"'),
    ("select * from customers c where c.co|", "country"),
    ("select * from customers c order by c.n|", "name"),
    ("select * from customers c join orders o on o.cu|", "customer_id"),
    ("update customers c set name = c.e|", "email"),
    ("delete from orders o using customers c where c.c|", "country"),
    ("insert into orders (id) select c.i| from customers c", "id"),
    ("select (select c.n|) from customers c", "name"),
    ("select * from customers c where exists (select 1 from orders o where c.e|)", "email"),
    ("select * from customers c cross join lateral (select c.e|) x", "email"),
    ("select c.e| -- from here\nfrom customers c", "email"),
    ("select c.e| from /* ; */ customers c", "email"),
    ("select * from customers c where c.name = 'it''s' and c.e|", "email"),
    ("select count(*), c.e| from customers c", "email"),
    ("select * from (customers c join orders o on true) where c.e|", "email"),
    # Columns without a qualifier.
    ("select em| from customers", "email"),
    ("select id, em| from customers", "email"),
    ("select distinct em| from customers", "email"),
    ("select lower(em|) from customers", "email"),
    ("select * from customers where em|", "email"),
    ("select * from customers where id = 1 and (em|", "email"),
    ("select * from customers where not em|", "email"),
    ("select * from customers where name like 'a%' or em|", "email"),
    ("select * from customers group by co|", "country"),
    ("select * from customers order by name, em|", "email"),
    ("select country, count(*) from customers group by 1 having max(em|", "email"),
    ("select case when em| from customers", "email"),
    ("select case when true then em| from customers", "email"),
    ("select id from customers c join orders o on sta|", "status"),
    ("select id| from customers c join orders o on true", "c.id"),
    ("select count(*) over (partition by co|) from customers", "country"),
    ("select sum(price) over (order by qu|) from order_lines", "quantity"),
    ("select quant|", "quantity"),
    ("select tit|\nfrom products", "title"),
    ("select pla| from recent", "placed"),
    ("update customers set em|", "email"),
    ("update customers set name = 'x', em|", "email"),
    ("update customers set name = em|", "email"),
    ("update customers set name = 'x' where em|", "email"),
    ("update customers set name = 'x' returning em|", "email"),
    ("insert into customers (em|", "email"),
    ("insert into customers (id, em|) values (1, 2)", "email"),
    ("insert into public.customers (em|", "email"),
    ("insert into customers (id) values (1) on conflict (em|", "email"),
    ("insert into customers (id) values (1) on conflict (id) do update set em|", "email"),
    ("insert into customers (id) values (1) returning em|", "email"),
    ("insert into customers (|)", "id, name, email, country, born"),
    ("insert into customers (id, name, |)", "email"),
    ("delete from customers where em|", "email"),
    ("select * from customers for update of c|", None),
    ("select cast(em| as text) from customers", "email"),
    ("select extract(year from bo|) from customers", "born"),
    ("select em|::text from customers", "email"),
    ("create index async on orders (cus|", "customer_id"),
    ("create unique index async i on public.orders (status, cus|", "customer_id"),
    ("alter table orders drop column sta|", "status"),
    ("alter table orders rename column sta|", "status"),
    ("alter table orders alter column sta|", "status"),
    ("create table t (a uuid references customers (i|", "id"),
    ("copy customers (id, em|", "email"),
    ("comment on column orders.sta|", "status"),
    ("select * from orders join order_lines using (|", None),
    ("select * from products join order_lines using (|", "price"),
    # Whole joins, and their conditions.
    ("select * from customers c join |", "orders o ON o.customer_id = c.id"),
    ("select * from orders o join |", "customers c ON c.id = o.customer_id"),
    ("select * from orders o left join cus|", "customers c ON c.id = o.customer_id"),
    ("select * from orders join cus|", "customers ON customers.id = orders.customer_id"),
    ("select * from customers c join orders o on |", "o.customer_id = c.id"),
    ("select * from orders o join customers c on |", "c.id = o.customer_id"),
    ("select * from customers join orders on |", "orders.customer_id = customers.id"),
    ("select * from customers c join orders o on | where c.id = 1", "o.customer_id = c.id"),
    (
        "select * from customers c join orders o on o.customer_id = c.id join order_lines l on |",
        "l.order_id = o.id",
    ),
    ("select * from products p join order_lines l on |", "l.product_id = p.id"),
    ("select * from order_lines l join products p on |", "p.id = l.product_id"),
    # CTEs and subqueries.
    ("with big as (select id, name from customers) select * from b|", "big"),
    ("with big as (select id, name from customers) select n| from big", "name"),
    ("with big as (select id, name from customers) select b.| from big b", "id"),
    ("with big (x, y) as (select id, name from customers) select y| from big", "y"),
    ("with big as (select * from customers) select em| from big", "email"),
    ("with a as (select 1 one), b as (select * from a) select on| from b", "one"),
    ("with recursive t as (select id as node from orders) select no| from t", "node"),
    ("with a as not materialized (select id k from orders) select k| from a", "k"),
    ("with a as (select id as k from orders) update orders set id = (select k| from a", "k"),
    ("with gone as (delete from orders returning sta|", "status"),
    ("with gone as (delete from orders returning status) select st| from gone", "status"),
    ("select s.| from (select id, max(placed) latest from orders group by id) s", "id"),
    ("select s.l| from (select id, max(placed) latest from orders group by id) s", "latest"),
    ("select s.c| from (select count(*) from orders) as s", "count"),
    ("select v.n| from (values (1, 'a')) as v (number, letter)", "number"),
    ("select v.column2| from (values (1, 'a')) as v", None),
    ("select v.col| from (values (1, 'a')) as v", "column1"),
    ("select x.l| from (select o.* , 1 as lucky from orders o) x", "lucky"),
    ("select x.st| from (select o.* from orders o join customers c on true) x", "status"),
    ("with a as (select id from orders) select * from customers c join a on a.i|", "id"),
    ("insert into orders select pl| from recent", "placed"),
    # Functions and types.
    ("select coal|", "coalesce("),
    ("select gen_r|", "gen_random_uuid()"),
    ("select gru|", "gen_random_uuid()"),
    ("select tax|", "tax_of("),
    ("select * from customers where now|", "now()"),
    ("insert into customers values (gen_r|", "gen_random_uuid()"),
    ("call sys.w|", "wait_for_job("),
    ("call wait|", "sys.wait_for_job("),
    ("select '1'::big|", "bigint"),
    ("select cast(id as tex|", "text"),
    ("create table t (id uu|", "uuid"),
    ("create table t (id uuid, at timestampt|", "timestamptz"),
    ("alter table orders add column note te|", "text"),
    ("alter table orders add note te|", "text"),
    # Settings, roles, indexes, sequences, schemas.
    ("set timez|", "timezone"),
    ("set enable_seqscan = |", "on"),
    ("set enable_seqscan to of|", "off"),
    ("set local enable_seqscan to of|", "off"),
    ("set intervalstyle = iso|", "iso_8601"),
    ("set search_path to a|", "app"),
    ("set search_path = public, a|", "app"),
    ("set time zone ut|", "'UTC'"),
    ("set dsql.|", "enable_batched_nestloop"),
    ("set dsql.enable_batched_nestloop = o|", "on"),
    ("show time|", "timezone"),
    ("reset sea|", "search_path"),
    ("grant select on orders to re|", "reader"),
    ("aws iam grant re|", "reader"),
    ("alter role re|", "reader"),
    ("alter table orders owner to re|", "reader"),
    ("drop index orders_|", "orders_by_customer"),
    ("drop sequence tick|", "ticket_numbers"),
    ("grant usage on schema ap|", "app."),
    ("drop schema ap|", "app."),
    # Keywords, in the user's own letters.
    ("|", "select"),
    ("sel|", "select"),
    ("SEL|", "SELECT"),
    ("select * fr|", "from"),
    ("select * from customers wh|", "where"),
    ("SELECT * FROM customers WH|", "WHERE"),
    ("select * from customers c le|", "left join"),
    ("select * from customers left |", "join"),
    ("select * from customers group |", "by"),
    ("select * from customers order by name de|", "desc"),
    ("select * from customers where name is |", "null"),
    ("select * from customers where name is n|", "null"),
    ("insert into customers (id) va|", "values"),
    ("insert into customers va|", "values"),
    ("insert into customers (id) values (1) on con|", "conflict"),
    ("insert into customers (id) values (1) on conflict (id) do |", "nothing"),
    ("create |", "table"),
    ("create index |", "async"),
    ("create unique |", "index async"),
    ("aws |", "iam grant"),
    ("aws iam grant reader |", "to"),
    ("grant select on orders t|", "to"),
    ("explain an|", "analyze verbose"),
    ("alter table orders ad|", "add column"),
    ("alter table async orders |", "validate constraint"),
    ("create table t (id uuid pri|", "primary key"),
    ("select * from customers union al|", "all"),
    ("with a as (|", "select"),
    ("select * from orders where exists (|", "select"),
    ("select extract(ye|", "year"),
    ("begin re|", "read only"),
    ("select * from orders for |", "update"),
    # Calls that are not closed yet.
    ("select lower(em| from customers", "email"),
    ("select lower(c.| from customers c", "id"),
    ("select lower(c.e| from customers c where c.id = 1", "email"),
    ("select coalesce(lower(em| from customers", "email"),
    ("select coalesce(lower(em|), 'x' from customers", "email"),
    ("select id, upper(c.na| from customers c group by 1", "name"),
    ("select (select max(o.pl| from orders o) from customers", "placed"),
    ("select lower(x. from customers x where x.e|", "email"),
    ("select count(*) filter (where sta| from orders", "status"),
    ("select count(*) filter (where o.sta|) from orders o", "status"),
    ("select count(*) filter (|", "where"),
    ("select extract(year from c.bo| from customers c", "born"),
    ("select string_agg(na|, ',' order by co from customers", "name"),
    ("select round(avg(price), length(ti| from products", "title"),
    ("select greatest(least(coalesce(q|, 1), 2), 3) from order_lines", "quantity"),
    # The row that was not inserted, and names of outputs.
    (
        "insert into customers (id) values (1) on conflict (id) do update set name = ex|",
        "excluded.",
    ),
    (
        "insert into customers (id) values (1) on conflict (id) do update set name = excluded.na|",
        "name",
    ),
    (
        "insert into customers as c (id) select 1 on conflict (id) do update set name = c.e|",
        "email",
    ),
    ("select price * quantity as total from order_lines order by tot|", "total"),
    ("select lower(country) as land, count(*) from customers group by la|", "land"),
    ("select max(price) from order_lines order by ma|", "max"),
    ("update orders set status = 'x' returning sta|", "status"),
    ("delete from orders o returning o.sta|", "status"),
    ("insert into orders (id) values (1) returning pl|", "placed"),
    # The system's own relations.
    ("select * from pg_cl|", "pg_class"),
    ("select * from pg_catalog.pg_nam|", "pg_namespace"),
    ("select * from pg_cat|", "pg_catalog."),
    ("select * from inf|", "information_schema."),
    ("select * from information_schema.ref|", "referential_constraints"),
    ("select c.reln| from pg_class c", "relname"),
    ("select c.data_t| from information_schema.columns c", "data_type"),
    ("select relp| from pg_catalog.pg_class", "relpages"),
    # psql's commands.
    ("\\d cu|", "customers"),
    ("\\d+ cu|", "customers"),
    ("\\d public.or|", "orders"),
    ("\\d sys.|", "jobs"),
    ("\\d sett|", "app.settings"),
    ('\\d "Od|', '"Odd Name"'),
    ("\\dt pro|", "products"),
    ("\\di orders_|", "orders_by_customer"),
    ("\\ds tick|", "ticket_numbers"),
    ("\\dn ap|", "app"),
    ("\\df tax|", "tax_of"),
    ("\\du re|", "reader"),
    ("\\copy cust|", "customers"),
]


def complete_at_bar(marked: str, use: NameUsage | None = None) -> Completion | None:
    """Return the completion at the bar."""
    return complete(marked.replace("|", ""), marked.index("|"), CATALOG, use or NameUsage())


def first_candidate(marked: str, use: NameUsage | None = None) -> str | None:
    """Return the best candidate at the bar."""
    found = complete_at_bar(marked, use)
    return found.candidates[0].text if found else None


@pytest.mark.parametrize(("marked", "first"), FIRST)
def test_the_best_candidate_is_first(marked: str, first: str | None) -> None:
    assert first_candidate(marked) == first


NOTHING = [
    "select 1 -- from cu|",
    "select /* from cu| */ 1",
    "select 'from cu|'",
    "select 'it''s cu|",
    "select $$ cu| $$",
    "select 1|",
    "select $1|",
    "\\d nothing_like_it|",
    "\\echo cu|",
    "\\d|",
    "select em as na| from customers",
    "with na|",
    "create table na|",
    "select * from nothing_like_it|",
    "select x.| from customers c",
    "select * from customers where|",
]


@pytest.mark.parametrize("marked", NOTHING)
def test_nothing_is_offered_without_a_match(marked: str) -> None:
    assert complete_at_bar(marked) is None


# Texts that are among the candidates.
AMONG = [
    ("select | from customers", ["name", "customers.", "count(", "distinct", "case"]),
    ("select * from |", ["customers", "sys.jobs", "app.", "lateral"]),
    ("select * from customers c join orders o on true where |", ["c.id", "o.id", "status", "c."]),
    ("select * from customers |", ["where", "join", "order by", "as"]),
    ("select * from customers where name |", ["is null", "like", "and", "order by"]),
    ("alter table orders |", ["add column", "drop column", "rename to"]),
    ("create table t (id uuid |", ["not null", "primary key", "references"]),
    ("select * from customers c where exists (select | from orders)", ["status", "c.id", "email"]),
    ("insert into customers (id) |", ["values", "select"]),
    ("select * from customers c join |", ["orders", "products"]),
]


@pytest.mark.parametrize(("marked", "wanted"), AMONG)
def test_other_candidates_are_offered_too(marked: str, wanted: list[str]) -> None:
    found = complete_at_bar(marked)
    assert found is not None
    texts = [candidate.text for candidate in found.candidates]
    assert [text for text in wanted if text not in texts] == []


def test_rejected_statements_are_not_offered() -> None:
    for marked in ("|", "create |", "alter table orders |", "create index |", "begin |"):
        found = complete_at_bar(marked)
        assert found is not None
        texts = {candidate.text for candidate in found.candidates}
        refused = {"truncate", "vacuum", "listen", "trigger", "extension", "concurrently"}
        assert not texts & refused


def test_the_list_opens_without_a_request_where_a_name_must_follow() -> None:
    shown = {
        marked: (found := complete_at_bar(marked)) is not None and found.wanted
        for marked in (
            "|",
            "s|",
            "select * from |",
            "select * from customers |",
            "select * from customers c where c.|",
            "select |",
            "select * from customers c join orders o on |",
            "set |",
            "update customers set |",
        )
    }
    assert [marked for marked, wanted in shown.items() if not wanted] == [
        "|",
        "select * from customers |",
        "select |",
    ]


def test_a_candidate_replaces_the_whole_word() -> None:
    found = complete_at_bar("select * from cu|stom where true")
    assert found is not None
    assert (found.start, found.end) == (14, 20)
    found = complete_at_bar('select * from "Od|d')
    assert found is not None
    assert (found.start, found.end) == (14, 18)


def test_frequent_names_come_first() -> None:
    use = NameUsage()
    assert first_candidate("select * from o|") == "orders"
    use.learn("select * from order_lines", CATALOG)
    use.learn("select * from order_lines", CATALOG)
    use.learn("select * from orders", CATALOG)
    assert first_candidate("select * from o|", use) == "order_lines"


def test_earlier_joins_come_first() -> None:
    use = NameUsage()
    use.learn(
        "select * from (select 1 from products p join customers c on c.name = p.title) x", CATALOG
    )
    marked = "select * from products p join customers k on |"
    assert first_candidate(marked, use) == "k.name = p.title"
    marked = "select * from customers k join |"
    assert first_candidate(marked, use) == "products p ON p.title = k.name"
    again = NameUsage.load(use.dump())
    assert again.dump() == use.dump()


PATHS = [
    (("public",), "select * from sett|", "app.settings"),
    (("app",), "select * from sett|", "settings"),
    (("app",), "select * from customers|", "public.customers"),
    (("app", "public"), "select * from custo|", "customers"),
    (("app", "public"), "select * from jobs|", "sys.jobs"),
    (("app",), "select ke| from settings", "key"),
    (("app",), "select tax|", "public.tax_of("),
    (("app",), "\\d cust|", "public.customers"),
    (
        ("app",),
        "select * from public.customers c join |",
        "public.orders o ON o.customer_id = c.id",
    ),
]


@pytest.mark.parametrize(("path", "marked", "first"), PATHS)
def test_names_are_qualified_for_the_search_path(
    path: tuple[str, ...], marked: str, first: str
) -> None:
    text, cursor = marked.replace("|", ""), marked.index("|")
    found = complete(text, cursor, CATALOG.with_search_path(path), NameUsage())
    assert found is not None
    assert found.candidates[0].text == first


def test_the_search_path_decides_between_relations_of_one_name() -> None:
    one, two = table("s1", "users", "id:uuid name:text"), table("s2", "users", "id:uuid mail:text")
    catalog = Catalog((Schema("s1", (one,)), Schema("s2", (two,))), (), ("s2", "s1"))
    assert catalog.qualify(one) == ("s1", "users")
    assert catalog.qualify(two) == ("users",)
    assert catalog.relation(None, "users") == two
    assert catalog.with_search_path(["s1"]).relation(None, "users") == one
    assert catalog.with_search_path([]).qualify(one) == ("s1", "users")


def test_any_text_and_cursor_can_be_completed() -> None:
    rng = random.Random(3)
    parts = " ".join(marked.replace("|", " ") for marked, _ in FIRST).split(" ")
    parts += ["(", ")", "(", ")", ".", ",", "'", '"', "--\n", "/*", "*/", "=", "::", "on", "with"]
    use = NameUsage()
    for _ in range(3000):
        text = " ".join(rng.choices(parts, k=rng.randint(1, 25)))
        cursor = rng.randint(0, len(text))
        found = complete(text, cursor, CATALOG, use)
        assert found is None or found.start <= cursor <= found.end
        use.learn(text, CATALOG)


SIGNATURES = [
    ("select lower(|", "lower([text]) text"),
    ("select substr(name, |", "substr(text, [from], count) text"),
    ("select substr(lower(x), 1, |", "substr(text, from, [count]) text"),
    ("select substr(lower(|", "lower([text]) text"),
    ("select coalesce(a, b, c, |", "coalesce(value, [...]) any"),
    ("select tax_of(|", "tax_of([price numeric]) numeric"),
    ("select public.tax_of(|) from t", "tax_of([price numeric]) numeric"),
    ("call sys.wait_for_job('|", "wait_for_job([job_id text])"),
    ("select round((1 + 2), |", "round(number, [digits]) numeric"),
    ("select round((1 + |", "round([number], digits) numeric"),
    ("select lower(a, |", "lower(text[]) text"),
    ("select now(|", "now([]) timestamptz"),
    ("select extract(year from |", "extract([field FROM source]) numeric"),
    ("select lower(name from customers where |", None),
    ("select lower((select |", None),
    ("select lower(x) |", None),
    ("select nothing_like_it(|", None),
    ("insert into customers (|", None),
    ("select other.lower(|", None),
    ("|", None),
]


@pytest.mark.parametrize(("marked", "shown"), SIGNATURES)
def test_the_signature_of_a_call_marks_the_argument(marked: str, shown: str | None) -> None:
    found = find_signature(marked.replace("|", ""), marked.index("|"), CATALOG)
    parts = found.parts if found else None
    assert (f"{parts[0]}[{parts[1]}]{parts[2]}" if parts else None) == shown


def test_names_that_were_used_lately_come_first() -> None:
    use = NameUsage()
    for _ in range(9):
        use.learn("select * from orders", CATALOG)
    for _ in range(9):
        use.learn("select * from customers", CATALOG)
    use.learn("select * from order_lines", CATALOG)
    assert first_candidate("select * from o|", use) == "order_lines"
    use.learn("select * from orders", CATALOG)
    assert first_candidate("select * from o|", use) == "orders"
    again = NameUsage.load(use.dump())
    assert first_candidate("select * from o|", again) == "orders"
    for _ in range(2000):
        use.learn("select * from order_lines", CATALOG)
    assert first_candidate("select * from o|", use) == "order_lines"
    assert NameUsage.load(use.dump()).dump() == use.dump()
