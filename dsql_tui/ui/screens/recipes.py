"""Connect with …: a recipe for every other client, filled in for this cluster and role."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.highlight import highlight

from dsql_tui.aws.identity import AwsError
from dsql_tui.clipboard import handed, ways
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.token import Token
from dsql_tui.opening import Access
from dsql_tui.recipes import matching
from dsql_tui.recipes.place import TIERS, Place
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Part, Rendered, render, takes_token
from dsql_tui.recipes.written import markdown, tested
from dsql_tui.results.text import visible
from dsql_tui.store.folder import write_new
from dsql_tui.ui.connecting import fresh_token, place_here
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.browse import Browse, Unfound
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread


class Recipes(Browse[Recipe, None]):
    """Finds recipes by words; copies, saves or opens what the cursor is at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "turn(1)", "Next part", tooltip="Choose the next part to copy.",
            id="recipes.next", priority=True,
        ),
        Binding(
            "shift+tab", "turn(-1)", "Previous part", show=False,
            id="recipes.previous", priority=True,
        ),
        Binding(
            "ctrl+y", "copy_all", "Copy all", tooltip="Copy the whole recipe, as Markdown.",
            id="recipes.all", priority=True,
        ),
        Binding(
            "ctrl+s", "save", "Save", tooltip="Write its files into a folder.",
            id="recipes.save", priority=True,
        ),
        Binding(
            "ctrl+o", "open", "Open", tooltip="Hand its files to DBeaver or DataGrip.",
            id="recipes.open", priority=True,
        ),
        Binding(
            "ctrl+g", "sign", "With a token", tooltip="Sign a token and put it in, or take it out.",
            id="recipes.token", priority=True,
        ),
        Binding(
            "ctrl+l", "tier", "libpq", tooltip="For the next version of libpq.",
            id="recipes.libpq", priority=True,
        ),
        Binding(
            "shift+down,ctrl+d", "scroll_preview(1)", "Further down", show=False,
            id="recipes.down", priority=True,
        ),
        Binding(
            "shift+up,ctrl+u", "scroll_preview(-1)", "Further up", show=False,
            id="recipes.up", priority=True,
        ),
    ]  # fmt: skip
    HEADING = "connect with …"
    HINT = "tab/enter copies · ^Y all · ^S save · ^O open · ^G token · ^L libpq"
    NOTHING = "No recipe has all these words."

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access
        self.place: Place | None = None
        """`None` until this computer has been asked what it has."""
        self.token: Token | None = None
        self.signed = 0.0
        """When, on the steady clock."""
        self.part = ""
        """The title of the part that is chosen."""

    @property
    def rendered(self) -> Rendered | None:
        """The recipe at the cursor, filled in."""
        if self.item is None or self.place is None:
            return None
        return render(self.item, self.place, self.token)

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(1, self.count_down)

    def find(self, wanted: str) -> Sequence[Recipe]:
        if self.place is None:
            try:
                self.place = place_here(self.access)
            except ValueError as error:
                raise Unfound(str(error)) from None
        return matching(wanted)

    def label(self, item: Recipe) -> Text:
        first = next(other for other in self.items if other.group == item.group)
        group = item.group if first is item else ""
        mark = ("✓", "green") if item.tested == "sandbox" else ("·", "dim")
        return Text.assemble((f"{group:10} ", "bold"), mark, f" {item.title}")

    def drawn(self, item: Recipe) -> Content:
        rendered = self.rendered
        return Content("\n").join(self._shown(rendered)) if rendered else Content()

    def take(self, item: Recipe) -> None:
        """Copy the part that is chosen, and stay."""
        if rendered := self.rendered:
            part = _chosen(rendered, self.part)
            self.copy(part.text, part.title, rendered.secret)

    def action_turn(self, places: int) -> None:
        """Choose another part."""
        if rendered := self.rendered:
            titles = [part.title for part in rendered.parts]
            at = titles.index(_chosen(rendered, self.part).title)
            self.part = titles[(at + places) % len(titles)]
            self.show()

    def action_scroll_preview(self, way: int) -> None:
        """Move the preview by half of what is seen of it."""
        pane = self.query_one(VerticalScroll)
        pane.scroll_relative(y=way * max(1, pane.size.height // 2), animate=False)

    def action_copy_all(self) -> None:
        """Copy the whole recipe."""
        if rendered := self.rendered:
            self.copy(markdown(rendered), rendered.recipe.title, rendered.secret)

    def action_tier(self) -> None:
        """Render for the next version of libpq that makes a difference."""
        if self.place:
            at = TIERS.index(min(TIERS, key=lambda tier: abs(tier - self.place.libpq)))  # type: ignore[union-attr]
            self.place = replace(self.place, libpq=TIERS[(at + 1) % len(TIERS)])
            self.show()

    @work(group="sign", exclusive=True)
    async def action_sign(self) -> None:
        """Put a token in that is signed now, or take it out."""
        if self.item is None:
            return
        if self.token:
            self.token = None
        elif not takes_token(self.item):
            self.notify(f"{self.item.title} signs by itself: it takes no token.", markup=False)
        else:
            try:
                self.token = await in_thread(lambda: fresh_token(self.access))
                self.signed = steady()
            except AwsError as error:
                self.notify(
                    f"No token could be signed. {with_key(error)}", severity="error", markup=False
                )
        self.show()

    def count_down(self) -> None:
        """Tell how long the token lasts, and take it out when it is over."""
        if self.token and self._left <= 0:
            self.token = None
            self.notify("The token has expired, and is out of the recipe again.")
            self.show()
        elif self.token:
            self.show()

    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Write the files into a folder that is asked for."""
        await self._saved()

    @work(group="save", exclusive=True)
    async def action_open(self) -> None:
        """Write the files, and start the program that they are for."""
        rendered = self.rendered
        if rendered is None:
            return
        if not rendered.opens:
            words = f"{rendered.recipe.title} has no program to open. ^S saves its files."
            self.notify(words, severity="warning", markup=False)
            return
        command = shlex.split(rendered.opens)
        folder = await self._saved()
        if folder is None:
            return
        if not shutil.which(command[0]):
            words = f"{command[0]} is not on the PATH. The notes say how to import the files."
            self.notify(words, severity="warning", markup=False)
            return
        _start(command, folder)

    async def _saved(self) -> Path | None:
        """The folder that the files were written into; `None` where they were not.

        A token goes into no file.
        """
        if self.item is None or self.place is None:
            return None
        rendered = render(self.item, self.place)
        suggested = str(Path.cwd() / f"dsql-{rendered.recipe.name}")
        question = f"Write {', '.join(rendered.texts)} into the folder"
        answer = await self.app.push_screen_wait(Ask(question, suggested))
        if answer is None:
            return None
        folder = Path(answer.strip()).expanduser()
        try:
            await in_thread(lambda: write_new(folder, rendered.texts))
        except OSError as error:
            words = f"Nothing was written. {error.strerror}: {error.filename}"
            self.notify(visible(words), severity="error", markup=False)
            return None
        self.notify(visible(f"Written to {folder}"), markup=False)
        return folder

    @property
    def _left(self) -> float:
        """Seconds that the token is good for yet."""
        return self.token.expires_in - (steady() - self.signed) if self.token else 0

    @work(group="copy", exclusive=True)
    async def copy(self, text: str, what: str, secret: bool) -> None:
        """Hand a text to the clipboard, and say which way that went."""
        found = ways(os.environ, sys.platform, shutil.which)
        tell = partial(self.app.call_from_thread, self.app.copy_to_clipboard)
        try:
            way = await in_thread(partial(handed, text.encode(), found, tell, secret))
        except OSError as error:
            words = f"Nothing was copied: {error.strerror}."
            self.notify(words, severity="error", markup=False)
        else:
            self.notify(visible(f"Copied {what} {way}."), markup=False)

    def _shown(self, rendered: Rendered) -> list[Content]:
        recipe, place = rendered.recipe, rendered.place
        lines = [
            Content.styled(f"{recipe.title}: {recipe.how}", "bold"),
            Content.styled(tested(recipe), "$text-muted"),
        ]
        if recipe.trust == "libpq":
            lines.append(Content.styled(f"for libpq {place.libpq}", "$text-muted"))
        if rendered.secret:
            minutes, seconds = divmod(int(self._left), 60)
            words = f"There is a token in it, good for another {minutes}:{seconds:02}."
            lines.append(Content.styled(words, "$text-warning"))
        chosen = _chosen(rendered, self.part)
        for part in rendered.parts:
            style = "bold reverse" if part == chosen else "$text-muted"
            lines += [Content(""), Content.styled(f" {visible(part.title)} ", style)]
            lines.append(_coloured(part))
        lines += [Content.styled(f"– {visible(note)}", "$text-muted") for note in rendered.notes]
        lines.append(Content.styled(recipe.source, "$text-muted"))
        return lines


def _chosen(rendered: Rendered, title: str) -> Part:
    """The part of that title, else the one that is wanted most: a file, or what to run."""
    parts = list(rendered.parts)
    named = [part for part in parts if part.title == title]
    return (named or list(rendered.files) or parts[-1:])[0]


def _coloured(part: Part) -> Content:
    text = "\n".join(map(visible, part.text.split("\n")))
    return highlight(text, language=part.language)


def _start(command: Sequence[str], folder: Path) -> None:
    """Start a program that goes on by itself, also when this one ends."""

    def run() -> None:
        quiet = subprocess.DEVNULL
        subprocess.run(
            command,
            cwd=folder,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
            check=False,
        )

    Thread(target=run, daemon=True).start()
