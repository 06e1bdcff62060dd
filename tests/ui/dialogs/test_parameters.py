"""Parameters are asked for, remembered, and sent as what they are."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Checkbox

from dsql_tui.results.text import decode_cell
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.parameters import ParametersDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, wait_until


async def open_dialog(pilot: Pilot[None], screen: Workbench, script: str) -> ParametersDialog:
    """Run a script with parameters, up to the question for them."""
    screen.console.editor.text = script
    screen.console.editor.focus()
    await pilot.press("ctrl+j")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ParametersDialog))
    question = pilot.app.screen
    assert isinstance(question, ParametersDialog)
    await wait_until(pilot, lambda: pilot.app.focused is question.fields[0])
    return question


def cells(screen: Workbench) -> list[str | None]:
    """Return the first row of the result shown."""
    table = screen.console.result.table
    assert table is not None
    return [decode_cell(table.value(0, column)) for column in range(len(table.columns))]


async def test_parameters_are_remembered_and_sent_as_values(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        screen = await open_workbench(pilot)
        question = await open_dialog(
            pilot, screen, "select :word || '', $1::int + 1, :word is null"
        )
        assert question.names == ("word", "$1")
        await pilot.press(*"it's", "enter", *"41", "enter")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert cells(screen) == ["it's", "42", "f"]

        question = await open_dialog(pilot, screen, "select :word::text")
        assert question.fields[0].value == "it's"
        question.query_one(Checkbox).value = True
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.workspace.completion.values == {"word": None, "$1": "41"}

        question = await open_dialog(pilot, screen, "select :word::text, 1")
        assert question.query_one(Checkbox).value
        await pilot.press("escape")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert len(cells(screen)) == 1

        await open_dialog(pilot, screen, "select :word::text, nothing_like_it")
        await pilot.press("enter")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.editor.error == ((0, 20), (0, 35))
