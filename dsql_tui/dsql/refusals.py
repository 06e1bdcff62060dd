"""What a refusal means on Aurora DSQL, and what to do about it.

The words are the server's (AWS troubleshooting guide and recordings of real clusters):
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsql_tui.events import Refusal


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why it was refused and what helps, a sentence each."""

    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A refusal that we know: by SQLSTATE, by words in its message or hint, or by both."""

    sqlstate: str | None
    words: str
    cause: str
    remedy: str


_KNOWN = (
    _Known(
        None,
        "Signature expired",
        "The token was signed too long ago, or this computer's clock is behind.",
        "Open the session again for a new token; if that fails too, set the clock.",
    ),
    _Known(
        None,
        "Wrong user to action mapping",
        "admin takes a token for DbConnectAdmin, every other database role one for DbConnect.",
        "Sign the token for the role that you connect as.",
    ),
    _Known(
        None,
        "is not authorized to perform",
        "The identity lacks the IAM permission for this database role.",
        "Have dsql:DbConnectAdmin (for admin) or dsql:DbConnect allowed on this cluster.",
    ),
    _Known(
        None,
        "is not authorized to access this resource",
        "The cluster belongs to another account, or the profile or region is a different one.",
        "Compare the identity's account and region with the cluster's ARN.",
    ),
    _Known(
        None,
        "waking up cluster",
        "The cluster has been idle for long and is waking up.",
        "Try again in a little while.",
    ),
    _Known(
        None,
        "sni was not received",
        "The TLS handshake did not name the endpoint.",
        "Reach the cluster by its endpoint; through a tunnel, give its address as --hostaddr.",
    ),
    _Known(
        None,
        "access denied",
        "The token, the database role, the region or the cluster's policy does not fit.",
        "Check that the role exists, and that identity and region are the cluster's.",
    ),
    _Known(
        None,
        "certificate verify failed",
        "The server's certificate was not signed by a root that this computer trusts.",
        "Name the file of root certificates with --sslrootcert.",
    ),
    _Known(
        None,
        "root certificate file",
        "The file of root certificates cannot be read.",
        "Name an existing file with --sslrootcert.",
    ),
    _Known(
        "53300",
        "",
        "The cluster has as many sessions as it allows.",
        "Close sessions that are not needed, then try again.",
    ),
    _Known(
        "53400",
        "",
        "Sessions are being opened faster than the cluster allows (100 a second).",
        "Wait a moment, then try again.",
    ),
    _Known(
        "40001",
        "OC001",
        "Another session changed the schema since this one last looked.",
        "Run it again: the first repetition normally succeeds.",
    ),
    _Known(
        "40001",
        "",
        "Another transaction changed the same rows first, and nothing of this one was kept.",
        "Run the whole transaction again.",
    ),
    _Known(
        "25P02",
        "",
        "An earlier statement of this transaction was refused, so all of it is lost.",
        "End it with ROLLBACK, then begin again.",
    ),
    _Known(
        "54000",
        "row limit",
        "A transaction may change 3,000 rows.",
        "Change them in smaller batches, each a transaction of its own.",
    ),
    _Known(
        "54000",
        "size limit",
        "A transaction may change 10 MiB, index entries included.",
        "Change less at once.",
    ),
    _Known("54000", "age limit", "A transaction may last five minutes.", "Do less in each."),
    _Known(
        "0A000",
        "CREATE INDEX ASYNC",
        "Indexes on tables that hold rows are built in the background.",
        "Write CREATE INDEX ASYNC.",
    ),
    _Known(
        "0A000",
        "multiple ddl",
        "A transaction may hold one DDL statement.",
        "Give each DDL statement a transaction of its own.",
    ),
    _Known(
        "0A000",
        "ddl and dml",
        "DDL and changes of rows do not go into one transaction.",
        "Commit between them.",
    ),
    _Known(
        "0A000",
        "setting configuration parameter",
        "Sessions of Aurora DSQL take only a few settings.",
        "Leave this one out.",
    ),
    _Known("57014", "", "The statement was cancelled.", "Nothing of it was kept."),
)

_FATAL = re.compile(r"(?:FATAL|ERROR):\s+(?P<message>[^\n]+)(?:\nHINT:\s+(?P<hint>[^\n]+))?")
_LEAD = re.compile(r"^connection (?:to server at .*? )?failed: ", re.DOTALL)


def diagnose(refusal: Refusal) -> Diagnosis | None:
    """What we know about a refusal; `None` where the server's words must do."""
    text = f"{refusal.message}\n{refusal.hint or ''}"
    for known in _KNOWN:
        if known.sqlstate in (None, refusal.sqlstate) and known.words in text:
            return Diagnosis(known.cause, known.remedy)
    return None


def words_of_loss(text: str) -> str:
    """What libpq says of a link that is gone, without its guesses at why."""
    line = text.strip().splitlines()[0] if text.strip() else "the connection was closed"
    return line.removeprefix("consuming input failed: ").removeprefix("sending failed: ")


def refusal_of_opening(text: str) -> Refusal:
    """Read why a session could not be opened out of libpq's text.

    A failed opening has no SQLSTATE in libpq, only this text: a block for each address that was
    tried. The last block with the server's own words counts, else the last line.
    """
    said = list(_FATAL.finditer(text))
    if said:
        return Refusal(said[-1]["message"].strip(), hint=said[-1]["hint"], lost=True)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    message = _LEAD.sub("", lines[-1]) if lines else "The connection failed without a reason."
    return Refusal(message, lost=True)
