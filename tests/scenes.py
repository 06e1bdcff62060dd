"""The screenshots of the README, taken on the sandbox by `python -m tests.scenes [NAME …]`.

Each is taken in a dark theme, and in a light one for `docs/tour.md`.
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.aws.changes import perform
from dsql_tui.db.queries import fetch_rows
from dsql_tui.dsql.cluster_metrics import METRICS, Metric, Series, Span, make_series
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.statement_load import ClusterLoad, StatementLoad
from dsql_tui.dsql.streams import create_stream
from dsql_tui.sandbox.control.sample_clusters import build_identifier
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.ui.access.access_screen import AccessPage
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.charts.chart_screen import Chart
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.clusters.regions_page import RegionsPage
from dsql_tui.ui.compare.compare_screen import SchemaComparison
from dsql_tui.ui.conflicts.conflicts_screen import Conflicts
from dsql_tui.ui.cost.cost_screen import Cost
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.history import HistoryDialog
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.editor.completion_popup import CompletionPopup
from dsql_tui.ui.jobs.jobs_screen import Jobs
from dsql_tui.ui.limits.limits_screen import Limits
from dsql_tui.ui.metrics import metrics_screen, metrics_strip
from dsql_tui.ui.metrics.metrics_screen import Metrics
from dsql_tui.ui.metrics.metrics_strip import MetricsStrip
from dsql_tui.ui.migration.migration_page import MigrationPage
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_review import EditReview
from dsql_tui.ui.settings.settings_screen import SettingsPage
from dsql_tui.ui.start import Start
from dsql_tui.ui.statements import statements_screen
from dsql_tui.ui.statements.statements_screen import Statements
from dsql_tui.ui.streams.records_screen import StreamRecords
from dsql_tui.ui.streams.stream_forms import CreateStream
from dsql_tui.ui.streams.streams_screen import Streams
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import (
    open_workbench,
    run_sql,
    schema_tree,
    wait_for_picker,
    wait_for_screen,
    wait_until,
)

SCREENSHOTS = Path(__file__).parent.parent / "screenshots"
LIGHT_THEME = "textual-light"
SIZE = (120, 36)
TOUR = Path(__file__).parent.parent / "dsql_tui" / "sandbox" / "tour.sql"

MISSPELT = """select o.placed, c.name
from shop.orders o
join shop.costumers c on c.id = o.customer_id;"""

SALES = """select date_trunc('month', placed)::date as month, round(sum(total), 2) as sold
from shop.order_totals
where placed < '2026-01-01'
group by 1
order by 1;"""

EDITED = """select id, name, country, joined, newsletter
from shop.customers
order by joined
limit 8;"""

EXPLAINED = """select o.id, o.placed, c.name
from shop.orders o
join shop.customers c on c.id = o.customer_id
where lower(c.name) = 'ada lovelace'
order by o.placed
limit 10;"""

BUILT = (
    "create index async orders_by_status on shop.orders (status, placed);",
    "create unique index async customers_once on shop.customers (country, newsletter);",
    "create index async products_price on shop.products (price);",
)

Scene = Callable[[Pilot[None]], Awaitable[None]]


async def picker(pilot: Pilot[None]) -> None:
    """Show the clusters of all regions."""
    await wait_for_picker(pilot)


async def workbench_with_rows(pilot: Pilot[None]) -> None:
    """Show the first statement of the demo and its rows."""
    screen = await open_workbench(pilot)
    screen.console.editor.text = TOUR.read_text(encoding="utf-8")
    screen.console.editor.move_cursor((3, 0))
    await pilot.press("ctrl+j")
    await wait_until(
        pilot, lambda: len(screen.console.results.all) == 1 and not screen.console.busy
    )
    shop = next(node for node in schema_tree(screen).root.children if str(node.label) == "shop")
    shop.children[0].expand()
    await pilot.press("f3", "down", "down", "right")
    await pilot.pause(0.2)


async def error(pilot: Pilot[None]) -> None:
    """Show the error of a statement."""
    screen = await open_workbench(pilot)
    await run_sql(pilot, screen, MISSPELT)
    await pilot.pause(0.2)


async def completion(pilot: Pilot[None]) -> None:
    """Show the candidates behind an alias."""
    screen = await open_workbench(pilot)
    editor = screen.console.editor
    editor.text = "select c.\nfrom shop.customers c\njoin shop.orders o on o.customer_id = c.id;"
    editor.move_cursor((0, 9))
    await pilot.press("n")
    await wait_until(pilot, lambda: bool(screen.query(CompletionPopup)))
    await pilot.pause(0.3)


async def chart(pilot: Pilot[None]) -> None:
    """Show the sales of each month as the chart that is chosen by default."""
    screen = await open_workbench(pilot)
    await run_sql(pilot, screen, SALES)
    await pilot.press("ctrl+o", "C")
    await wait_until(
        pilot, lambda: isinstance(shown := pilot.app.screen, Chart) and bool(shown.drawn)
    )
    await pilot.pause(0.3)


async def plan(pilot: Pilot[None]) -> None:
    """Show the plan of a join, with the advice about its slowest step."""
    screen = await open_workbench(pilot)
    screen.console.editor.text = EXPLAINED
    screen.console.editor.focus()
    await pilot.press("ctrl+o", "x", "a")
    shown = await wait_for_screen(pilot, PlanScreen)
    await wait_until(pilot, lambda: shown.table.row_count > 0)
    await pilot.pause(0.3)


async def edits(pilot: Pilot[None]) -> None:
    """Show pending changes of every kind: changed, new, deleted and refused cells."""
    screen = await open_workbench(pilot)
    await run_sql(pilot, screen, EDITED)
    view = screen.console.result.rows
    for row, column, keys in [(1, 1, "e"), (2, 4, "e"), (3, 2, "d"), (4, 2, "D")]:
        view.shown.focus()
        view.grid.go(row, column)
        await pilot.pause(0.2)
        await pilot.press(keys)
        await wait_until(pilot, lambda: not screen.console.busy)
        if column == 1:
            dialog = await wait_for_screen(pilot, EditDialog)
            dialog.area.text = "Grace Hopper"
            await pilot.pause(0.2)
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
    view.grid.go(5, 3)
    await pilot.press("ctrl+d", "w")
    await wait_for_screen(pilot, EditReview)
    await pilot.press("y")
    await wait_until(pilot, lambda: not screen.console.busy)
    await pilot.pause(0.2)


async def jobs(pilot: Pilot[None]) -> None:
    """Show a failed build of a unique index beside jobs that have succeeded."""
    screen = await open_workbench(pilot)
    for statement in BUILT:
        await run_sql(pilot, screen, statement)
    await pilot.press("ctrl+o", "#", "j")
    shown = await wait_for_screen(pilot, Jobs)
    await wait_until(pilot, lambda: len(shown.jobs) > 2)
    await wait_until(pilot, lambda: not any(job.running for job in shown.jobs))
    failed = next(number for number, job in enumerate(shown.jobs) if job.failed)
    shown.table.move_cursor(row=failed)
    await wait_until(pilot, lambda: shown.failure is not None)
    pilot.app.clear_notifications()
    await pilot.pause(0.3)


async def cost(pilot: Pilot[None]) -> None:
    """Show the DPU of measured statements, and of the month."""
    screen = await open_workbench(pilot)
    for query in (EXPLAINED, "select count(*) from shop.products;", SALES):
        await run_sql(pilot, screen, f"explain analyze verbose {query}")
    await run_sql(pilot, screen, "select * from shop.products;")
    await pilot.press("ctrl+o", "#", "c")
    shown = await wait_for_screen(pilot, Cost)
    await wait_until(pilot, lambda: shown.month is not None)
    await pilot.pause(0.3)


async def history(pilot: Pilot[None]) -> None:
    """Show the history, the statements that took most DPU first."""
    screen = await open_workbench(pilot)
    for query in (SALES, "select count(*) from shop.products;", EXPLAINED):
        await run_sql(pilot, screen, f"explain analyze verbose {query}")
    await run_sql(pilot, screen, "select * from shop.products;")
    await pilot.press("ctrl+r")
    await wait_for_screen(pilot, HistoryDialog)
    await pilot.press("ctrl+g")
    await pilot.pause(0.5)


async def _choose_table(pilot: Pilot[None]) -> None:
    """Put the cursor of the schema tree on `shop.customers`, with its columns."""
    tree = schema_tree(await open_workbench(pilot))
    shop = next(node for node in tree.root.children if str(node.label) == "shop")
    table = next(node for node in shop.children if str(node.label).startswith("customers"))
    table.expand()
    tree.focus()
    await pilot.pause(0.3)
    tree.move_cursor(table)


async def schema(pilot: Pilot[None]) -> None:
    """Show the schema tree, and the actions of a table."""
    await _choose_table(pilot)
    await pilot.press("m")
    await wait_for_screen(pilot, ChoiceDialog)
    await pilot.pause(0.3)


async def count(pilot: Pilot[None]) -> None:
    """Show what counting the rows of a table will cost."""
    await _choose_table(pilot)
    await pilot.press("c")
    await wait_for_screen(pilot, ConfirmDialog)
    await pilot.pause(0.3)


async def settings(pilot: Pilot[None]) -> None:
    """Show the settings."""
    await open_workbench(pilot)
    await pilot.press("ctrl+o", "comma")
    await wait_for_screen(pilot, SettingsPage)
    await pilot.press(*["down"] * 2)
    await pilot.pause(0.3)


async def limits(pilot: Pilot[None]) -> None:
    """Show the quotas and their usage."""
    await open_workbench(pilot)
    await pilot.press("ctrl+o", "#", "l")
    shown = await wait_for_screen(pilot, Limits)
    await wait_until(pilot, lambda: any(use.used is not None for use in shown.uses))
    await pilot.pause(0.3)


async def conflicts(pilot: Pilot[None]) -> None:
    """Show two conflicts, one of them retried, and what caused them."""
    bench = await open_workbench(pilot)
    await pilot.press("ctrl+o", "t")
    await wait_until(pilot, lambda: len(bench.consoles.all) == 2)
    changed = (
        "update shop.products set price = price + 1 where price < 20",
        "update shop.orders set discount = 5 where shipped is null",
    )
    for number, statement in enumerate(changed):
        bench.consoles.show(bench.consoles.all[0])
        await run_sql(pilot, bench, "begin")
        await run_sql(pilot, bench, statement)
        bench.consoles.show(bench.consoles.all[1])
        await run_sql(pilot, bench, statement)
        bench.consoles.show(bench.consoles.all[0])
        if not bench.console.runner.outcome.conflicted:
            await run_sql(pilot, bench, "commit")
        if not number:
            await pilot.press("ctrl+o", "y")
            await wait_until(pilot, lambda: not bench.console.busy)
            await run_sql(pilot, bench, "select 1")
    await pilot.press("ctrl+o", "#", "o")
    shown = await wait_for_screen(pilot, Conflicts)
    await wait_until(pilot, lambda: len(shown.conflicts) == 2)
    await wait_until(pilot, lambda: "Reading" not in str(shown.cluster.content))
    await pilot.pause(0.5)


async def streams(pilot: Pilot[None]) -> None:
    """Show a change stream, and the form that creates another."""
    bench = await open_workbench(pilot)
    endpoint = bench.access.endpoint
    kinesis = f"arn:aws:kinesis:{endpoint.region}:111122223333:stream"
    role = "arn:aws:iam::111122223333:role/dsql-changes"
    for name in ("orders", "audit"):
        list(perform(bench.access.identity, create_stream(endpoint, f"{kinesis}/{name}", role)))
    await pilot.press("ctrl+o", "#", "s")
    shown = await wait_for_screen(pilot, Streams)
    await wait_until(
        pilot, lambda: [each.status for each in shown.streams] == ["ACTIVE"] * 2, timeout=60
    )
    await pilot.press("n")
    form = await wait_for_screen(pilot, CreateStream)
    form.query_one("#target", Input).value = f"{kinesis}/search"
    form.query_one("#role", Input).value = role
    await pilot.pause(0.5)


CHANGED = (
    "update shop.products set price = price + 1 where sku like '%07'",
    "insert into shop.customers (name, email, country, joined) "
    "values ('Ada Lovelace', 'ada@shop.example', 'GB', '2026-11-30')",
    "delete from shop.order_lines "
    "where order_id = (select id from shop.orders order by id limit 1)",
)


async def records(pilot: Pilot[None]) -> None:
    """Show the records of a change stream while they arrive."""
    bench = await open_workbench(pilot)
    endpoint = bench.access.endpoint
    kinesis = f"arn:aws:kinesis:{endpoint.region}:111122223333:stream/orders"
    role = "arn:aws:iam::111122223333:role/dsql-changes"
    list(perform(bench.access.identity, create_stream(endpoint, kinesis, role)))
    await pilot.press("ctrl+o", "#", "s")
    shown = await wait_for_screen(pilot, Streams)
    await wait_until(
        pilot, lambda: [each.status for each in shown.streams] == ["ACTIVE"], timeout=60
    )
    await pilot.press("enter")
    page = await wait_for_screen(pilot, StreamRecords)
    await wait_until(pilot, lambda: page.last is not None)
    for statement in CHANGED:
        count = page.count
        with closing(bench.access.open()) as session:
            fetch_rows(session.run(statement))
        await wait_until(pilot, lambda: page.count > count)  # noqa: B023
    await pilot.pause(0.5)


METRIC_SIZES = {
    **{"transactions": 900, "read_only": 610, "conflicts": 7, "connections": 24},
    **{"commit_p50": 6, "commit_p99": 19, "compute_time": 8200, "storage": 3.1e9},
    **{"bytes_read": 4.1e7, "bytes_written": 1.1e6, "dpu": 151},
    **{"read_dpu": 75, "write_dpu": 54, "compute_dpu": 22},
}


def _make_up_series(
    identity: object, endpoint: object, span: Span, metrics: Sequence[Metric] = METRICS
) -> list[Series]:
    """Return figures of a busy day: the sandbox has none of the past."""
    start = span.find_start(1_780_000_000.0)
    times = [start + place * span.period for place in range(60) if not 20 < place < 26]
    made = []
    for metric in metrics:
        dice = random.Random(7)
        size = METRIC_SIZES.get(metric.key, 0)
        places = 0 if metric.unit in ("", "bytes") else 3
        points = [
            (at, round(size * (1.3 + math.sin(at / 900)) * dice.uniform(0.7, 1.2), places))
            for at in times
        ]
        made.append(make_series(metric, span, start, points if size else []))
    return made


async def metrics(pilot: Pilot[None]) -> None:
    """Show the figures of CloudWatch."""
    await open_workbench(pilot)
    with patch.object(metrics_screen, "read_series", _make_up_series):
        await pilot.press("ctrl+o", "#", "m")
        shown = await wait_for_screen(pilot, Metrics)
        await wait_until(pilot, lambda: bool(shown.series))
    await pilot.press(*["down"] * 9)
    await pilot.pause(0.5)


BUSY = (
    ("select o.id, o.status, sum(l.quantity * l.price) from shop.orders o join shop.order_lines l "
     "on l.order_id = o.id where o.customer_id = $1 group by o.id, o.status order by o.id",
     {"ScatteredBatchRead": 912, "OnCpu": 301, "ClientRead": 14}),
    ("update shop.products set price = $1 where sku = $2 and available = $3",
     {"Commit": 402, "SingleRead": 77, "OnCpu": 31, "ClientRead": 288}),
    ("select count(*) from shop.order_lines where quantity > $1",
     {"SequentialScanRead": 498, "OnCpu": 55}),
    ("insert into shop.order_lines values ($1, $2, $3, $4, $5)",
     {"Commit": 166, "UniqueConstraintCheck": 90, "OnCpu": 24}),
    ("select sku, title, price from shop.products where attributes ->> $1 = $2 order by sku limit "
     "$3", {"SequentialScanRead": 120, "OnCpu": 83}),
    ("select name, email from shop.customers where id = $1",
     {"ScatteredBatchRead": 41, "OnCpu": 9}),
)  # fmt: skip
"""Statements of a busy hour, with the seconds of their waits: the sandbox has none of the past."""


def _make_up_load(*_: object) -> ClusterLoad:
    found = [
        StatementLoad(build_identifier(text, "us-east-1")[:13], text, waits) for text, waits in BUSY
    ]
    return ClusterLoad(tuple(found), sum(each.seconds for each in found) + 212)


async def statements(pilot: Pilot[None]) -> None:
    """Show the statements that take the most time."""
    await open_workbench(pilot)
    with patch.object(statements_screen, "read_load", _make_up_load):
        await pilot.press("ctrl+o", "#", "t")
        shown = await wait_for_screen(pilot, Statements)
        await wait_until(pilot, lambda: bool(shown.rows))
    await pilot.press("down")
    await pilot.pause(0.5)


async def strip(pilot: Pilot[None]) -> None:
    """Show the metrics of the last hour below the rows of a statement."""
    bench = await open_workbench(pilot)
    await run_sql(pilot, bench, EDITED)
    with patch.object(metrics_strip, "read_series", _make_up_series):
        await pilot.press("ctrl+o", "equals_sign", "m", "escape")
        await wait_until(pilot, lambda: any(not each.message for each in bench.query(MetricsStrip)))
    await pilot.pause(0.5)


ROLES = (
    "create role app with login",
    "create role analyst with login",
    "create role auditor with login",
    "aws iam grant app to 'arn:aws:iam::111122223333:role/app'",
    "aws iam grant analyst to 'arn:aws:iam::111122223333:role/analyst'",
    "grant usage on schema shop to app, analyst",
    "grant select, insert, update, delete on all tables in schema shop to app",
    "grant select on shop.products, shop.orders, shop.order_lines to analyst",
    "grant select (id, name) on shop.customers to analyst",
    "grant select on shop.orders to auditor",
)


async def access(pilot: Pilot[None]) -> None:
    """Show who may do what."""
    bench = await open_workbench(pilot)
    for statement in ROLES:
        await run_sql(pilot, bench, f"{statement};")
    await pilot.press("ctrl+o", "#", "a")
    shown = await wait_for_screen(pilot, AccessPage)
    await wait_until(pilot, lambda: len(shown.roles) > 4 and shown.caller is not None)
    await pilot.press(*["right"] * 4, *["down"] * 5)
    await pilot.pause(0.3)


OTHER_SHOP = (
    "create schema shop",
    "create table shop.products (id uuid primary key default gen_random_uuid(), "
    "sku varchar(40) not null, title text not null, price numeric(10,2) not null default 0 "
    "constraint products_price_check check (price >= 0), stock int, attributes jsonb)",
    "create index async products_title on shop.products (title)",
    "create table shop.suppliers (id uuid primary key, name text not null)",
    "create view shop.best_sellers as select sku, title from shop.products",
    "create role analyst with login",
    "grant analyst to admin",
    "alter default privileges in schema shop grant select on tables to analyst",
)
"""Another version of the sample schema."""


async def compare(pilot: Pilot[None]) -> None:
    """Compare the sample schema with another version of it."""
    screen = await open_workbench(pilot)
    other = public_endpoint(build_identifier("archive", "eu-central-1"), "eu-central-1")
    with closing(replace(screen.access, endpoint=other).open()) as session:
        for statement in OTHER_SHOP:
            fetch_rows(session.run(statement))
    await pilot.press("ctrl+o", "#", "d")
    dialog = await wait_for_screen(pilot, AskDialog)
    dialog.query_one(Input).value = other.host
    await pilot.press("enter")
    shown = await wait_for_screen(pilot, SchemaComparison)
    await wait_until(pilot, lambda: bool(shown.script))
    await pilot.press(*["down"] * 6)
    await pilot.pause(0.3)


async def migration(pilot: Pilot[None]) -> None:
    """Show what a migration of a script changes."""
    await open_workbench(pilot)
    source = Path.home() / "pagila.sql"
    source.write_bytes((Path(__file__).parent / "migrating" / "pagila.sql").read_bytes())
    await pilot.press("ctrl+o", "#", "g")
    dialog = await wait_for_screen(pilot, PathDialog)
    dialog.query_one(Input).value = str(source)
    await pilot.press("enter")
    await wait_for_screen(pilot, ChoiceDialog)
    await pilot.press("enter")
    shown = await wait_for_screen(pilot, MigrationPage)
    await wait_until(pilot, lambda: shown.loaded)
    await pilot.press(*["down"] * 12)
    await pilot.pause(0.5)


async def clusters(pilot: Pilot[None]) -> None:
    """Show the cluster manager, with one region of a multi-Region cluster."""
    await open_workbench(pilot)
    await pilot.press("ctrl+o", "M")
    shown = await wait_for_screen(pilot, Clusters)
    await wait_until(pilot, lambda: shown.is_mounted and not shown.pending)
    await pilot.press("down")
    await wait_until(pilot, lambda: "Encryption" in str(shown.details.text.content))
    await pilot.pause(0.5)


async def regions(pilot: Pilot[None]) -> None:
    """Show the regions of a multi-Region cluster."""
    picker = await wait_for_picker(pilot)
    identifier = build_identifier("ledger", "us-east-1")
    picker.target.value = f"{identifier} us-east-1"
    await pilot.press("enter")
    await wait_for_screen(pilot, Workbench)
    await pilot.press("ctrl+o", "#", "r")
    shown = await wait_for_screen(pilot, RegionsPage)
    await wait_until(pilot, lambda: shown.found is not None)
    await pilot.pause(0.5)


SCENES: tuple[tuple[str, Scene], ...] = (
    ("picker", picker),
    ("workbench", workbench_with_rows),
    ("schema", schema),
    ("count", count),
    ("history", history),
    ("error", error),
    ("completion", completion),
    ("chart", chart),
    ("plan", plan),
    ("edits", edits),
    ("jobs", jobs),
    ("cost", cost),
    ("limits", limits),
    ("metrics", metrics),
    ("strip", strip),
    ("statements", statements),
    ("conflicts", conflicts),
    ("streams", streams),
    ("records", records),
    ("clusters", clusters),
    ("regions", regions),
    ("access", access),
    ("compare", compare),
    ("migration", migration),
    ("settings", settings),
)


async def take_screenshots() -> None:
    """Play every scene and write its screenshot."""
    (SCREENSHOTS / "light").mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    for name, scene in SCENES:
        if wanted and name not in wanted:
            continue
        with SandboxProcess() as sandbox:
            app = DsqlTui(Start(sandbox=sandbox))
            async with app.run_test(size=SIZE) as pilot:
                await scene(pilot)
                app.save_screenshot(f"{name}.svg", str(SCREENSHOTS))
                app.theme = LIGHT_THEME
                await pilot.pause(0.2)
                app.save_screenshot(f"{name}.svg", str(SCREENSHOTS / "light"))


@contextmanager
def empty_home() -> Iterator[None]:
    """Run a block as a user whose home directory and environment are empty."""
    for setting in [name for name in os.environ if name.startswith(("AWS_", "PG"))]:
        del os.environ[setting]
    with TemporaryDirectory() as home:
        os.environ.update({"HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ.pop(folder, None)
        yield


if __name__ == "__main__":
    with empty_home():
        asyncio.run(take_screenshots())
