"""The part of the app that uses the user's keymap."""

from __future__ import annotations

from textual import work
from textual.app import App

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.keymap import KeymapFile
from dsql_tui.ui.dialogs.menu import run_entry
from dsql_tui.ui.keymap import UserKeys

_MAX_PROBLEMS = 3
"""Problems of the keymap that are shown at the start."""


class KeymapApp(App[None]):
    """Runs actions by the user's keys."""

    user_keys = UserKeys()
    keymap_problems: tuple[str, ...] = ()
    """The problems in the user's keymap; complete after the first frame."""

    def use_keymap(self, file: KeymapFile, keys: UserKeys) -> None:
        """Use the keys of a file, and check them if there are any."""
        self.user_keys = keys
        self.set_keymap(dict(keys.keys))
        if file != KeymapFile():
            self.check_keymap(file)

    @work(group="keymap")
    async def check_keymap(self, file: KeymapFile) -> None:
        """Check the file against all actions, and show what is wrong with it."""

        def check() -> list[str]:
            # Imported here, because it imports every screen.
            from dsql_tui.ui.keymap_check import check_keymap

            return check_keymap(file, self.user_keys, type(self))

        self.keymap_problems = (*self.user_keys.problems, *await in_thread(check))
        problems = list(map(make_visible, self.keymap_problems))
        if len(problems) > _MAX_PROBLEMS:
            problems[_MAX_PROBLEMS:] = ["Ctrl+O , shows all problems."]
        if problems:
            self.notify("\n".join(problems), severity="warning", timeout=15, markup=False)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the action of a key: an entry of the menu with a key of the user's, or a binding."""
        return (priority and self._run_entry(key)) or await super()._check_bindings(key, priority)

    def _run_entry(self, key: str) -> bool:
        identity = self.user_keys.menu.get(key)
        for bound in getattr(self.screen, "list_menu_entries", tuple)() if identity else ():
            if bound.entry.identity == identity:
                run_entry(self.screen, bound)
                return True
        return False
