"""Parameters are asked for, remembered, and sent as what they are."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Checkbox

from dsql_tui.results.text import decoded
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.parameters import Parameters
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import until, workbench


async def asked(pilot: Pilot[None], screen: Workbench, script: str) -> Parameters:
    """Run a script with parameters, up to the question for them."""
    screen.console.editor.text = script
    screen.console.editor.focus()
    await pilot.press("ctrl+j")
    await until(pilot, lambda: isinstance(pilot.app.screen, Parameters))
    question = pilot.app.screen
    assert isinstance(question, Parameters)
    await until(pilot, lambda: pilot.app.focused is question.fields[0])
    return question


def cells(screen: Workbench) -> list[str]:
    """The first row of the result in sight."""
    table = screen.console.result.table
    assert table is not None
    return [decoded(table.value(0, column)) for column in range(len(table.columns))]


async def test_parameters_are_asked_for_and_remembered_and_mean_only_values(start: Start):
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        screen = await workbench(pilot)
        question = await asked(pilot, screen, "select :word || '', $1::int + 1, :word is null")
        assert question.names == ("word", "$1")
        await pilot.press(*"it's", "enter", *"41", "enter")
        await until(pilot, lambda: not screen.console.busy)
        assert cells(screen) == ["it's", "42", "f"]

        question = await asked(pilot, screen, "select :word::text")
        assert question.fields[0].value == "it's"
        question.query_one(Checkbox).value = True
        await pilot.press("ctrl+j")
        await until(pilot, lambda: not screen.console.busy)
        assert screen.shared.known.values == {"word": None, "$1": "41"}

        question = await asked(pilot, screen, "select :word::text, 1")
        assert question.query_one(Checkbox).value
        await pilot.press("escape")
        await until(pilot, lambda: not screen.console.busy)
        assert len(screen.console.result.table.columns) == 1

        await asked(pilot, screen, "select :word::text, nothing_like_it")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.console.busy)
        assert screen.console.editor.error == ((0, 20), (0, 35))
