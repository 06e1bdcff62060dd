"""What the user does, and what the server does meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from dsql_tui.sandbox.ready import Ready
from tests.faults import set_faults
from tests.soak.user import ESCAPE, RESULTS, RUN, TAB, User

ROWS = 30
"""The rows of the table `sheet`."""
MAX_CONSOLES = 4
SIZES = ((120, 40), (80, 24), (160, 50))


class Actions:
    """The actions, each chosen at random; they write each number once."""

    def __init__(self, user: User, folder: Path) -> None:
        self.user = user
        self.folder = folder
        self.imported: list[tuple[int, int]] = []
        """The numbers of the files that the import dialog said it has stored."""
        self.offered: list[tuple[int, int]] = []
        """The numbers of all files that the import dialog got."""
        self._rng = user.rng
        self._numbers = count(1)

    def insert(self) -> None:
        self.user.run(self._insert())

    def run_transaction(self) -> None:
        ending = self._rng.choice(("commit", "commit", "commit", "rollback"))
        inserts = ";\n".join(self._insert() for _ in range(self._rng.randint(1, 3)))
        self.user.run(f"begin;\n{inserts};\n{ending};", whole=True)
        self.user.end_transaction()

    def copy_file(self) -> None:
        first, last, name = self._write_file("n")
        self.user.run(f"\\copy soak (id, note) from '{name}' csv header")
        assert last > first

    def import_file(self) -> None:
        """Import a file by the dialog."""
        first, last, name = self._write_file("import")
        self.offered.append((first, last))
        user = self.user
        user.replace_text("-- import")
        user.choose("I")
        user.terminal.wait("Ctrl+S imports")
        user.replace_field(name)
        user.press(TAB)
        user.terminal.rest(0.3)
        user.replace_field("soak")
        user.press("\x13", pause=0.2)
        said = f"{last - first + 1} rows imported"
        for _ in range(75):
            user.terminal.rest(0.2)
            if said in user.terminal.text:
                self.imported.append((first, last))
                break
        user.close_dialogs()

    def read_rows(self) -> None:
        """Read rows, and scroll, sort and filter them."""
        table = self._rng.choice(("shop.orders", "shop.customers", "soak", "shop.order_lines"))
        self.user.run(f"select * from {table} limit {self._rng.choice((10, 1000, 10_000))}")
        keys = ["G", "g", "\x1b[5~", "\x1b[6~", "\x1b[C", "\x1b[B", "s", "x", "z", "v", "n", "o"]
        self.user.press(RESULTS, *self._rng.choices(keys, k=12), "r")

    def export_rows(self) -> None:
        self.user.run("select id, note from soak order by id limit 500")
        self.user.press("\x05", pause=0.4)
        if "Esc" in self.user.terminal.text:
            name = f"out.{self._rng.choice(('csv', 'json', 'md', 'csv.gz'))}"
            self.user.replace_field(str(self.folder / name))
            self.user.press("\x13", pause=0.2)
            self.user.terminal.rest(0.5)

    def edit_row(self) -> None:
        """Change a cell in the grid, and write it."""
        row, user = self._rng.randint(1, ROWS), self.user
        user.run(f"select note, id from sheet where id = {row}")
        user.press(RESULTS, "e", pause=0.3)
        if "Enter sets" in user.terminal.text:
            user.replace_field(f"v{next(self._numbers)}")
            user.press("\r", "w", pause=0.3)
            if user.is_asked():
                user.press("y", pause=0.3)
            user.wait_for_end()
        user.close_dialogs()
        user.press(RESULTS, "U")

    def type_text(self) -> None:
        """Type words, with completion, undo and find."""
        self.user.replace_text("-- typing")
        words = [
            "\rselect ",
            "note ",
            "from ",
            "soak ",
            "where ",
            "\x1b[D",
            "\x7f",
            "\x1a",
            "(",
            "'",
        ]
        self.user.press(*self._rng.choices(words, k=15), pause=0.02)
        self.user.press(ESCAPE, pause=0.2)

    def use_history(self) -> None:
        """Look for a past statement, and insert it."""
        self.user.replace_text("-- history")
        self.user.press("\x12", self._rng.choice(("select", "orders", "x")), "\x1b[B", pause=0.2)
        self.user.press(self._rng.choice((ESCAPE, "\r")), pause=0.2)

    def open_page(self) -> None:
        """Open a page of the cluster, and close it."""
        self.user.replace_text("-- page")
        self.user.choose("#", self._rng.choice("jclmtoa"))
        self.user.terminal.rest(0.4)
        self.user.close_dialogs()

    def open_console(self) -> None:
        self.user.replace_text("-- open")
        if (opened := self.user.count_consoles()) < MAX_CONSOLES:
            self.user.choose("t")
            self.user.wait_for_consoles(opened + 1)

    def close_console(self) -> None:
        self.user.replace_text("-- close")
        if (opened := self.user.count_consoles()) > 1:
            self.user.choose("w")
            self.user.wait_for_consoles(opened - 1)

    def go_to_console(self) -> None:
        self.user.choose(self._rng.choice("np"))

    def cancel_query(self) -> None:
        self.user.replace_text("select pg_sleep(20)")
        self.user.press(RUN, pause=0.4)
        self.user.press("\x03", pause=0.3)
        self.user.wait_for_end(3)

    def resize(self) -> None:
        self.user.terminal.resize(*self._rng.choice(SIZES))

    def _insert(self) -> str:
        return f"insert into soak values ({next(self._numbers)}, 'x')"

    def _write_file(self, kind: str) -> tuple[int, int, str]:
        """Write a file of numbers; return the first, the last, and its path."""
        numbers = [next(self._numbers) for _ in range(self._rng.randint(2, 9))]
        path = self.folder / f"{kind}{numbers[0]}-{numbers[-1]}.csv"
        path.write_text("id,note\n" + "".join(f"{each},x\n" for each in numbers))
        return numbers[0], numbers[-1], str(path)


def choose_action(actions: Actions) -> Callable[[], None]:
    """Return an action at random."""
    weighted: Sequence[tuple[int, Callable[[], None]]] = (
        (14, actions.insert),
        (10, actions.run_transaction),
        (5, actions.copy_file),
        (5, actions.import_file),
        (10, actions.read_rows),
        (5, actions.export_rows),
        (9, actions.edit_row),
        (6, actions.type_text),
        (4, actions.use_history),
        (5, actions.open_page),
        (4, actions.open_console),
        (4, actions.close_console),
        (4, actions.go_to_console),
        (3, actions.cancel_query),
        (3, actions.resize),
    )
    weights = [weight for weight, _ in weighted]
    _, action = actions.user.rng.choices(weighted, weights)[0]
    return action


FAULTS: tuple[dict[str, object], ...] = (
    {"commit": "before"},
    {"commit": "after"},
    {"conflict": "OC000"},
    {"conflict": "OC001"},
    {"conflict": ["OC000", "OC000", "OC000"]},
    {"drop": "all"},
    {"drop": 1},
    {"restart": 1},
    {"network": 2},
    {"delay": 0.3},
    {"delay": 0},
    {"ignore_cancel": True},
    {"refuse": {"error": "too_fast", "times": 2}},
    {"refuse": {"error": "unavailable", "times": 1}},
    {"fail": {"error": "ThrottlingException", "times": 2}},
    {"session_limit": 12},
    {"session_limit": None},
)


def arm_fault(actions: Actions, ready: Ready) -> str:
    """Arm a fault at random, and return it."""
    fault = actions.user.rng.choice(FAULTS)
    set_faults(ready, **fault)
    return str(fault)
