"""The tools that show the plan of a statement, a result, a file or a pasted text."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.app import App

from dsql_tui.execution.result import Result
from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.plans.recent import NamedPlan
from dsql_tui.ui.workbench.explain import Explain, read_plan
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

_NO_PLAN = "This result is not a plan. Ctrl+O x e explains the statement at the cursor."


def _open_screen(bench: Workbench, plan: NamedPlan) -> None:
    # Its rules take a while to import, and most sessions show no plan.
    from dsql_tui.ui.plans.plan_screen import PlanScreen

    def insert(statement: str | None) -> None:
        if statement:
            bench.console.editor.append(statement)
            bench.console.editor.focus()

    bench.app.push_screen(PlanScreen(plan, bench.workspace.plans), insert)


async def _show_plan_of(bench: Workbench, result: Result) -> None:
    try:
        text = await in_thread(lambda: read_plan(result))
    except OSError as error:
        sentence = f"The plan cannot be read: {error.strerror}"
        bench.app.notify(sentence, severity="error", markup=False)
        return
    if text is None:
        bench.app.notify(_NO_PLAN, severity="warning", markup=False)
    else:
        title = " ".join(result.statement.text.split())
        _open_screen(bench, NamedPlan(title, text))


def _use_result(bench: Workbench) -> None:
    work = _show_plan_of(bench, bench.console.results.current)
    bench.run_worker(work, group="plan", exclusive=True)


def _explain(options: str) -> Callable[[Workbench], None]:
    def use(bench: Workbench) -> None:
        Explain(bench.console, lambda result: _show_plan_of(bench, result)).start(options)

    return use


async def _open_file(app: App[Any]) -> NamedPlan | None:
    from dsql_tui.ui.plans.plan_sources import open_plan_file  # as above

    return await open_plan_file(app)


async def _paste(app: App[Any]) -> NamedPlan | None:
    from dsql_tui.ui.plans.plan_sources import paste_plan  # as above

    return await paste_plan(app)


def _ask_for_plan(
    ask: Callable[[App[Any]], Coroutine[Any, Any, NamedPlan | None]],
) -> Callable[[Workbench], None]:
    async def ask_and_show(bench: Workbench) -> None:
        if plan := await ask(bench.app):
            _open_screen(bench, plan)

    def use(bench: Workbench) -> None:
        bench.run_worker(ask_and_show(bench), group="plan", exclusive=True)

    return use


EXPLAIN = Tool(
    "explain",
    "e",
    "explain",
    "plans",
    "Show the plan of the statement at the cursor.",
    _explain("VERBOSE"),
)

PLAN_TOOLS = (
    EXPLAIN,
    Tool(
        "analyze",
        "a",
        "explain analyze",
        "plans",
        "Run the statement at the cursor and show its plan with time, rows and DPU.",
        _explain("ANALYZE VERBOSE"),
    ),
    Tool(
        "plan",
        "p",
        "plan of this result",
        "plans",
        "Show the plan in this result as a tree.",
        _use_result,
    ),
    Tool(
        "plan-file",
        "o",
        "open a plan",
        "plans",
        "Show a plan from a file.",
        _ask_for_plan(_open_file),
    ),
    Tool(
        "plan-paste",
        "v",
        "paste a plan",
        "plans",
        "Show a plan that you paste.",
        _ask_for_plan(_paste),
    ),
)
