"""The schema that a script defines: its DDL runs in a sandbox, whose catalog is then read.

So both sides of a comparison have PostgreSQL's own texts. Nothing is sent to a cluster.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from dsql_tui.aws.signing import credentials_from_environment, presign
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.limits import TOKEN_SECONDS
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.dsql.token import Token
from dsql_tui.events import ServerError
from dsql_tui.execution.source import ScriptFileError, read_source
from dsql_tui.sandbox.extra import INSTALL, missing_packages
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.sql.ddl.grants import grants_role
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.risk.tokens import tokens
from dsql_tui.sql.statements import Statement, split

_ROWS_TEXT = """
    analyze call copy delete explain insert merge select show table truncate update vacuum values
    with
"""
_ROWS = frozenset(_ROWS_TEXT.split())
"""First words of statements that define no object."""
_TRANSACTIONS = frozenset({"abort", "begin", "commit", "end", "rollback", "start"})
_COMMANDS_TEXT = r"\echo \encoding \g \gset \gx \pset \qecho \set \timing \unset \warn"
_COMMANDS = frozenset(_COMMANDS_TEXT.split())
"""Commands of psql that define no object."""
_MISSING_ROLE = re.compile(r'role "(.*)" does not exist', re.DOTALL)
_UNDEFINED_OBJECT = "42704"
_MAX_ATTEMPTS = 5
_EMPTY_CLUSTER = -1
"""The place of the sample cluster that has no objects."""
_GRANT_OF_ROLE = "grant role"
_SHOWN = 60
"""Characters of a statement in a message."""

NO_SCRIPT = "It would drop what the statements that were not read create. Correct them first."
"""Why there is no script for a file of which not all was read."""


class UnreadableFile(Exception):
    """The file cannot be read, or there is no sandbox to run it in; the text is for the user."""


class Unread(NamedTuple):
    """A statement of the file that could not be run."""

    line: int
    """Its line, counted from 1."""
    text: str
    reason: str

    def __str__(self) -> str:
        """Return one sentence: `Line 3: … was not read: …`."""
        words = " ".join(self.text.split())
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        return f"Line {self.line}, “{shown}”, was not read: {self.reason}"


@dataclass(slots=True)
class FileSchema:
    """The schema that a file defines."""

    facts: SchemaFacts = field(default_factory=SchemaFacts)
    unread: list[Unread] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """The numbers of statements that define no object, by their first word."""
    verbs: set[str] = field(default_factory=set)
    """The statements that have run: `create role`."""

    def describe_left_out(self) -> str:
        """Return a sentence about the statements that define no object."""
        listed = ", ".join(f"{count} {command}" for command, count in self.left_out.items())
        return f"Statements that define no object are left out: {listed}."

    def adopt_roles(self, cluster: SchemaFacts) -> None:
        """Take roles, identities and default privileges that the file says nothing about."""
        own = self.facts
        if "alter default" not in self.verbs:
            own.defaults = cluster.defaults
        if own.roles is None or cluster.roles is None:
            return
        names = {each.name: each.key for each in own.roles}
        if not self.verbs & {"create role", "create user"}:
            known = {each.name: each for each in cluster.roles}
            added = [each for each in own.roles if each.name not in known]
            own.roles = [*cluster.roles, *added]
            names = {each.name: each.key for each in own.roles}
        if _GRANT_OF_ROLE not in self.verbs:
            own.members = cluster.members
        if "aws iam" not in self.verbs:
            own.identities = {
                names[each.name]: cluster.identities.get(each.key, ())
                for each in cluster.roles
                if each.name in names
            }


def read_schema_file(path: Path, schema: str | None = None) -> FileSchema:
    """Run the DDL of a file in a temporary sandbox and return the schema; takes seconds.

    Raises:
        UnreadableFile: The file cannot be read, or the sandbox is not installed.
        SandboxFailed: The sandbox did not start.
        CatalogError: The catalog of the sandbox cannot be read.
        ConnectError: The sandbox cannot be reached.
    """
    try:
        script = read_source(path).text
    except ScriptFileError as error:
        raise UnreadableFile(str(error)) from None
    if missing := missing_packages():
        needed = " and ".join(missing)
        raise UnreadableFile(f"To read {path}, the sandbox needs {needed}. Run: {INSTALL}")
    with SandboxProcess() as sandbox, closing(_open_session(sandbox.ready)) as session:
        loader = _Loader(session)
        loader.load(script)
        found = loader.found
        found.facts = read_schema_facts(session, schema)
    return found


def _open_session(ready: Ready) -> Session:
    cluster = ready.clusters[_EMPTY_CLUSTER]
    endpoint = public_endpoint(cluster.identifier, cluster.region)
    credentials = credentials_from_environment(ready.env)
    assert credentials
    now = datetime.now(timezone.utc)
    text = presign(credentials, endpoint, get_action(ADMIN), TOKEN_SECONDS, now)
    route = Route(ready.hostaddr, ready.port, sslrootcert=ready.sslrootcert)
    return Session.open(endpoint, ADMIN, Token(text, TOKEN_SECONDS), route)


class _Loader:
    """Runs the DDL of a script, one transaction for each statement."""

    def __init__(self, session: Session) -> None:
        self.found = FileSchema()
        self._session = session
        self._jobs: list[str] = []

    def load(self, script: str) -> None:
        """Run the script, and wait until its jobs have ended."""
        for statement in split(script):
            self._load_statement(script, statement)
        self._wait_for_jobs()

    def _load_statement(self, script: str, statement: Statement) -> None:
        words = [word.text for _, word in zip(range(2), tokens(statement.text), strict=False)]
        verb = words[0] if words else statement.text.split()[0]
        if statement.text.startswith("\\"):
            command = statement.text.split()[0]
            reason = "" if command in _COMMANDS else "It is a command of psql."
        elif verb in _TRANSACTIONS:
            return
        elif verb in _ROWS:
            command, reason = verb.upper(), ""
        else:
            command, reason = verb.upper(), self._run(statement.text)
            if not reason:
                granted = grants_role(statement.text)
                self.found.verbs.add(_GRANT_OF_ROLE if granted else " ".join(words))
                return
            if verb in ("set", "reset") and words[1:] != ["search_path"]:
                reason = ""
        if reason:
            line = script.count("\n", 0, statement.start) + 1
            self.found.unread.append(Unread(line, statement.text, reason))
        else:
            self.found.left_out[command] += 1

    def _run(self, text: str) -> str:
        """Run a statement; return why it failed, or an empty text."""
        error = self._try(text)
        for _ in range(_MAX_ATTEMPTS):
            if error is None:
                break
            role = _MISSING_ROLE.fullmatch(error.message)
            if role and error.sqlstate == _UNDEFINED_OBJECT:
                self._try(f"create role {quote_name(role[1])} with login")
            elif self._jobs:
                self._wait_for_jobs()  # It may need the index of a job.
            elif error.sqlstate != SERIALIZATION_FAILURE:
                break
            error = self._try(text)
        return error.message if error else ""

    def _try(self, text: str, values: Sequence[str] = ()) -> ServerError | None:
        """Run a statement once; return its error."""
        try:
            rows = fetch_rows(self._session.run(text, values))
        except CatalogError as failed:
            return failed.error
        if "async" in text.lower():
            self._jobs += [row[0] for row in rows if len(row) == 1 and row[0]]
        return None

    def _wait_for_jobs(self) -> None:
        for job in self._jobs:
            self._try("call sys.wait_for_job($1)", (job,))
        self._jobs.clear()


def is_schema_file(written: str) -> bool:
    """Return True if a target of a comparison names a file of SQL."""
    return written.lower().endswith(".sql")
