"""The screen that shows how other clients connect to this cluster with this role."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from dsql_tui.aws.errors import AwsError
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.token import Token
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.recipes import search_recipes
from dsql_tui.recipes.context import LIBPQ_VERSIONS, RecipeContext
from dsql_tui.recipes.formats import to_markdown
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Part, RenderedRecipe, render, takes_token
from dsql_tui.results.text import make_visible
from dsql_tui.store.files import write_new_files
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.browse import BrowseDialog, FindError
from dsql_tui.ui.terminal.clipboard import copy_text
from dsql_tui.ui.terminal.sign_in import describe_aws_error
from dsql_tui.ui.workbench.tools.client_connection import build_recipe_context, sign_token
from dsql_tui.ui.workbench.tools.recipe_preview import draw_recipe


class RecipesScreen(BrowseDialog[Recipe, None]):
    """Finds recipes by words, and copies, saves or opens the selected one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "select_part(1)", "Next part", tooltip="Select the next part to copy.",
            id="recipes.next", priority=True,
        ),
        Binding(
            "shift+tab", "select_part(-1)", "Previous part", show=False,
            id="recipes.previous", priority=True,
        ),
        Binding(
            "ctrl+y", "copy_all", "Copy all", tooltip="Copy the whole recipe as Markdown.",
            id="recipes.all", priority=True,
        ),
        Binding(
            "ctrl+s", "save", "Save", tooltip="Save the files in a folder.",
            id="recipes.save", priority=True,
        ),
        Binding(
            "ctrl+o", "open", "Open", tooltip="Open the files in DBeaver or DataGrip.",
            id="recipes.open", priority=True,
        ),
        Binding(
            "ctrl+g", "toggle_token", "Add a token", tooltip="Add a signed token, or remove it.",
            id="recipes.token", priority=True,
        ),
        Binding(
            "ctrl+l", "change_libpq", "Switch libpq", tooltip="Show the recipe for another libpq.",
            id="recipes.libpq", priority=True,
        ),
        Binding(
            "shift+down,ctrl+d", "scroll_preview(1)", "Scroll down", show=False,
            id="recipes.down", priority=True,
        ),
        Binding(
            "shift+up,ctrl+u", "scroll_preview(-1)", "Scroll up", show=False,
            id="recipes.up", priority=True,
        ),
    ]  # fmt: skip
    HEADING = "Connect another client"
    HINT = "Tab next part · Enter copies · Ctrl+S saves · F1 keys · Esc closes"
    NOTHING = "No recipe contains all these words. Try fewer words."

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access
        self.context: RecipeContext | None = None
        """`None` until the versions of local tools are known."""
        self.token: Token | None = None
        self.signed_at = 0.0
        """When the token was signed, on the steady clock."""
        self.part_title = ""
        """The title of the selected part."""

    @property
    def rendered(self) -> RenderedRecipe | None:
        """The selected recipe, filled in."""
        if self.item is None or self.context is None:
            return None
        return render(self.item, self.context, self.token)

    def on_mount(self) -> None:
        """List all recipes, and start to count down."""
        super().on_mount()
        self.set_interval(1, self.update_token)

    def find(self, search: str) -> Sequence[Recipe]:
        """Return the recipes that contain all the words; runs in a thread.

        Raises:
            FindError: A recipe cannot contain one of the names.
        """
        if self.context is None:
            try:
                self.context = build_recipe_context(self.access)
            except ValueError as error:
                raise FindError(str(error)) from None
        return search_recipes(search)

    def label(self, item: Recipe) -> Text:
        """Return the line of a recipe: its group if it is the first, a mark and its title."""
        first = next(other for other in self.items if other.group == item.group)
        group = item.group if first is item else ""
        mark = ("✓", "green") if item.tested == "sandbox" else ("·", "dim")
        return Text.assemble((f"{group:10} ", "bold"), mark, f" {item.title}")

    def render_preview(self, item: Recipe) -> Content:
        """Return the preview of the selected recipe."""
        if rendered := self.rendered:
            part = _find_part(rendered, self.part_title)
            return draw_recipe(rendered, part, self._seconds_left)
        return Content()

    def accept(self, item: Recipe) -> None:
        """Copy the selected part, and keep the screen open."""
        if rendered := self.rendered:
            part = _find_part(rendered, self.part_title)
            self.copy(part.text, part.title, rendered.has_token)

    def action_select_part(self, step: int) -> None:
        """Select the next part, or the previous one."""
        if rendered := self.rendered:
            titles = [part.title for part in rendered.parts]
            at = titles.index(_find_part(rendered, self.part_title).title)
            self.part_title = titles[(at + step) % len(titles)]
            self.show_preview()

    def action_scroll_preview(self, direction: int) -> None:
        """Scroll the preview by half its height."""
        pane = self.query_one(VerticalScroll)
        pane.scroll_relative(y=direction * max(1, pane.size.height // 2), animate=False)

    def action_copy_all(self) -> None:
        """Copy the whole recipe."""
        if rendered := self.rendered:
            self.copy(to_markdown(rendered), rendered.recipe.title, rendered.has_token)

    def action_change_libpq(self) -> None:
        """Render for the next version of libpq that makes a difference."""
        if context := self.context:
            nearest = min(LIBPQ_VERSIONS, key=lambda version: abs(version - context.libpq))
            at = LIBPQ_VERSIONS.index(nearest)
            libpq = LIBPQ_VERSIONS[(at + 1) % len(LIBPQ_VERSIONS)]
            self.context = replace(context, libpq=libpq)
            self.show_preview()

    @work(group="sign", exclusive=True)
    async def action_toggle_token(self) -> None:
        """Sign a token and add it to the recipe, or remove it."""
        if self.item is None:
            return
        if self.token:
            self.token = None
        elif not takes_token(self.item):
            text = f"{self.item.title} signs its own tokens, so you cannot add one."
            self.notify(text, markup=False)
        else:
            try:
                self.token = await in_thread(lambda: sign_token(self.access))
                self.signed_at = read_clock()
            except AwsError as error:
                self.notify(
                    f"No token could be signed. {describe_aws_error(error)}",
                    severity="error",
                    markup=False,
                )
        self.show_preview()

    def update_token(self) -> None:
        """Show how long the token is valid, and remove it when it expires."""
        if self.token and self._seconds_left <= 0:
            self.token = None
            self.notify("The token has expired and was removed from the recipe.")
            self.show_preview()
        elif self.token:
            self.show_preview()

    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Save the files in a folder that the user names."""
        await self._save_files()

    @work(group="save", exclusive=True)
    async def action_open(self) -> None:
        """Save the files and open them in their program."""
        rendered = self.rendered
        if rendered is None:
            return
        if not rendered.open_command:
            text = (
                f"{rendered.recipe.title} has no program to open. Press Ctrl+S to save its files."
            )
            self.notify(text, severity="warning", markup=False)
            return
        command = shlex.split(rendered.open_command)
        folder = await self._save_files()
        if folder is None:
            return
        if not shutil.which(command[0]):
            text = f"{command[0]} is not on the PATH. To import the files, follow the notes."
            self.notify(text, severity="warning", markup=False)
            return
        _start(command, folder)

    async def _save_files(self) -> Path | None:
        """Save the files without a token, and return their folder, or `None` if they were not."""
        if self.item is None or self.context is None:
            return None
        rendered = render(self.item, self.context)
        suggestion = str(Path.cwd() / f"dsql-{rendered.recipe.name}")
        question = f"Save {', '.join(rendered.texts)} in the folder"
        answer = await self.app.push_screen_wait(AskDialog(question, suggestion))
        if answer is None:
            return None
        folder = Path(answer.strip()).expanduser()
        try:
            await in_thread(lambda: write_new_files(folder, rendered.texts))
        except OSError as error:
            text = f"Nothing was saved. {error.strerror}: {error.filename}"
            self.notify(make_visible(text), severity="error", markup=False)
            return None
        self.notify(make_visible(f"Saved in {folder}"), markup=False)
        return folder

    @property
    def _seconds_left(self) -> float:
        """The seconds that the token is still valid."""
        return self.token.expires_in - (read_clock() - self.signed_at) if self.token else 0

    @work(group="copy", exclusive=True)
    async def copy(self, text: str, name: str, secret: bool) -> None:
        """Copy a text to the clipboard, and say how it was copied."""
        try:
            way = await copy_text(self.app, text.encode(), secret)
        except OSError as error:
            self.notify(f"Nothing was copied: {error.strerror}.", severity="error", markup=False)
        else:
            self.notify(make_visible(f"Copied {name} {way}."), markup=False)


def _find_part(rendered: RenderedRecipe, title: str) -> Part:
    """Return the part with this title, or else the first file, or what to run."""
    parts = list(rendered.parts)
    named = [part for part in parts if part.title == title]
    return (named or list(rendered.files) or parts[-1:])[0]


def _start(command: Sequence[str], folder: Path) -> None:
    """Start a program that keeps running when this one ends."""

    def run() -> None:
        subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )

    Thread(target=run, daemon=True).start()
