"""`dsql-tui migrate TARGET SOURCE`: move a PostgreSQL script and its rows to Aurora DSQL."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.guard import add_yes, confirm_change
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    INTERRUPTED,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    add_quiet,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.cli.terminal_guard import write_control
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.migrating.edits import apply_edits
from dsql_tui.migrating.live_source import is_live
from dsql_tui.migrating.migration import Migration
from dsql_tui.migrating.plan import REPORT, MigrationPlan
from dsql_tui.migrating.prepare import (
    begin_migration,
    choose_edits,
    choose_folder,
    count_plan_changes,
    count_tables,
    describe_plan,
    read_plan,
    write_outcome,
)
from dsql_tui.migrating.source import list_files
from dsql_tui.migrating.state import MigrationState, StateError, lock_folder, read_state
from dsql_tui.migrating.step_runner import MigrationStopped
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.conversion.options import Options

_DESCRIPTION = """\
Move a PostgreSQL script, such as a plain dump of pg_dump, with its rows to Aurora DSQL. SOURCE is a
script or a folder of scripts, which are read in the order of their names; .gz is decompressed. It
may also be the address of a server, postgresql://USER@HOST/DATABASE.

The script is rewritten first: a folder gets the script that creates the tables, the script that
follows the rows (indexes, foreign keys, views), and a report that says what will be different.
--dry-run ends here. Otherwise the tables are created, the rows loaded and compared with the source,
and the rest is created. Run the same command again to resume after an interruption or a crash.

Exit codes: 0 all is as planned, 1 something failed or was rejected (the report says what), 2 usage,
3 no connection, 130 interrupted."""

_RESUME = "Run the same command again to resume."


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    given = build_parser().parse_args(arguments)
    profile = resolve_profile(given)
    folder = given.folder or choose_folder(given.source)
    try:
        if not is_live(given.source):
            list_files(Path(given.source))
        with lock_folder(folder), closing(_Progress(given.quiet)) as show:
            return _run(given, profile, folder, show)
    except (StateError, ValueError) as error:
        raise UsageError(make_visible(str(error))) from None
    except OSError as error:
        where = error.filename or folder
        raise UsageError(make_visible(f"{where}: {error.strerror or error}.")) from None
    except AwsError as error:
        return say(f"No token could be signed. {error} {_RESUME}", NOT_CONNECTED)
    except (ConnectError, CatalogError) as error:
        refused = isinstance(error, CatalogError) and not error.error.lost
        words = f"{_end_sentence(error.error.message)} {_RESUME}"
        return say(words, FAILED if refused else NOT_CONNECTED)
    except MigrationStopped as error:
        return _report_stop(error)
    except KeyboardInterrupt:
        return say(f"Interrupted. {_RESUME}", INTERRUPTED)


def _run(given: argparse.Namespace, profile: Profile, folder: Path, show: _Progress) -> int:
    """Make the plan, and carry it out unless only the plan is asked for."""
    state = None if given.dry_run else read_state(folder)
    if state and state.finished:
        return say(f"This migration has finished. Its report is {folder / REPORT}.", DONE)
    plan = read_plan(
        given.source, folder, state, lambda count: _choose_options(given, state, count), show.show
    )
    show.clear()
    edits = choose_edits(plan, folder, state)
    plan = apply_edits(plan, edits)
    if state is None and not given.quiet:
        _summarize(plan, folder)
    if given.dry_run:
        return DONE
    access = Access.from_profile(profile)
    if state is None:
        confirm_change(profile, describe_plan(plan), given.yes)
    migration = begin_migration(plan, edits, access, folder, state)
    migration.extract(show.show)
    try:
        for progress in migration.run():
            show.show(progress.text)
    finally:
        show.clear()
        if (words := access.conflicts.summarize()) and not given.quiet:
            print(words, file=sys.stderr)  # noqa: T201
    return _report(migration, given)


class _Progress:
    """One line on a terminal that is written over."""

    def __init__(self, quiet: bool) -> None:
        self._shows = sys.stderr.isatty() and not quiet

    def show(self, text: str) -> None:
        """Show a text in place of the one before."""
        if self._shows:
            write_control(sys.stderr, "\r\x1b[K")
            print(make_visible(text)[:100], end="", file=sys.stderr, flush=True)  # noqa: T201

    def clear(self) -> None:
        """Remove the text."""
        if self._shows:
            write_control(sys.stderr, "\r\x1b[K")

    def close(self) -> None:
        """Remove the text, so that a message can follow."""
        self.clear()


def _choose_options(given: argparse.Namespace, state: MigrationState | None, count: int) -> Options:
    """Return the options; ask about the columns of sequences on a terminal."""
    if state:
        if given.serial and given.serial != state.serial:
            raise UsageError(
                f"The migration began with --serial {state.serial}. Keep it to resume."
            )
        return Options("uuid" if state.serial == "uuid" else "identity")
    if given.serial or not count or given.yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return Options(given.serial or "identity")
    columns = "1 column gets" if count == 1 else f"{count} columns get"
    print(  # noqa: T201
        f"\n{columns} values from a sequence. Aurora DSQL has identity columns of type bigint "
        "(same values), or random UUIDs, which spread better (other values, also in foreign "
        "keys).\nUse identity or uuid? [identity] ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    answer = sys.stdin.readline().strip().lower()
    if answer in ("", "i", "identity"):
        return Options("identity")
    if answer in ("u", "uuid"):
        return Options("uuid")
    raise UsageError("Answer identity or uuid, or add --serial identity or --serial uuid.")


def _summarize(plan: MigrationPlan, folder: Path) -> None:
    say(
        f"{count_tables(plan)} with {pluralize(plan.rows, 'row')} in the source. "
        f"Changes: {count_plan_changes(plan)}. Read {folder / REPORT}.",
        DONE,
    )


def _report(migration: Migration, given: argparse.Namespace) -> int:
    """Add the result to the report, say it, and return the exit code."""
    failures, path = migration.failures, migration.folder / REPORT
    words = write_outcome(migration)
    for label, reason in failures[:20]:
        print(make_visible(f"{label}: {reason.splitlines()[0]}"), file=sys.stderr)  # noqa: T201
    if failures:
        return say(f"{words}. {len(failures):,} not as planned; see {path}.", FAILED)
    return DONE if given.quiet else say(f"{words}; all objects created. Read {path}.", DONE)


def _report_stop(stopped: MigrationStopped) -> int:
    error = stopped.error
    code = f" {error.sqlstate}" if error and error.sqlstate else ""
    known = diagnose(error) if error else None
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    sentence = f"The migration stopped{code}: {_end_sentence(str(stopped))}{meaning}"
    return say(f"{sentence} {_RESUME}", FAILED)


def _end_sentence(text: str) -> str:
    return make_visible(text).rstrip(".") + "."


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("migrate", _DESCRIPTION)
    parser.add_argument(
        "source", metavar="SOURCE", help="a script, a folder, or postgresql://USER@HOST/DATABASE"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="write the scripts and the report only"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="the folder for scripts, report, rows and state; default: SOURCE.migration",
    )
    parser.add_argument(
        "--serial",
        choices=("identity", "uuid"),
        help="what serial and identity columns become; default: asked on a terminal, or identity",
    )
    add_yes(parser)
    add_quiet(parser)
    add_access(parser)
    return parser
