"""How a cluster says no to a new session, in its own words.

Where nobody has recorded its words, the docstring says that they are ours.
"""

from __future__ import annotations

from dsql_tui.sandbox.protocol import wire


class Refusal(Exception):
    """A session is refused: SQLSTATE, the words, and the hint, which alone tells the cause."""

    def __init__(self, sqlstate: str, text: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate
        self.hint = hint

    def packet(self) -> bytes:
        """The ErrorResponse that says so."""
        return wire.error("FATAL", self.sqlstate, str(self), self.hint)


class Denied(Refusal):
    """The token does not open this cluster for this role; without a hint when the cause is kept."""

    def __init__(self, hint: str | None = None) -> None:
        super().__init__("08006", "unable to accept connection, access denied", hint)


def sni_missing() -> Refusal:
    """The client did not say in its TLS hello which host it wants."""
    return Refusal("08006", "unable to accept connection, sni was not received")


def plain() -> Refusal:
    """The client did not ask for TLS. The words are ours: no record of a cluster's exists."""
    return Refusal("08006", "unable to accept connection, tls is required")


def alpn_missing() -> Refusal:
    """TLS came at once, but not for PostgreSQL. The words are ours."""
    return Refusal("08P01", "direct tls needs the application protocol postgresql")


def not_ready(status: str) -> Refusal:
    """The cluster is not there yet, or no longer. The words are ours, after those of waking up."""
    return Refusal("08006", f"unable to accept connection, cluster is {status.lower()}")


def unavailable(reason: str) -> Refusal:
    """The cluster's store does not start. The words are the sandbox's own."""
    return Refusal("57P03", reason)


def restarting() -> Refusal:
    """The cluster is away for a moment. The words are DSQL's for a statement, not recorded here."""
    return Refusal("XX000", "server unavailable")


def shut_down() -> Refusal:
    """The server ends all sessions. The words are PostgreSQL's."""
    return Refusal("57P01", "terminating connection due to administrator command")


def too_many() -> Refusal:
    """No more sessions fit."""
    return Refusal("53300", "Unable to accept connection, too many open connections.")


def too_fast() -> Refusal:
    """Sessions are opened faster than the cluster allows."""
    return Refusal("53400", "Unable to accept connection, rate exceeded.")


def waking() -> Refusal:
    """The cluster is INACTIVE, and on its way back. The words are recorded, the SQLSTATE is not."""
    return Refusal("08006", "unable to accept connection, waking up cluster, please retry later")


def unsupported_parameter(name: str) -> Refusal:
    """A session parameter that a cluster does not let anyone set."""
    return Refusal("0A000", f'setting configuration parameter "{name}" not supported')


def unknown_database(name: str) -> Refusal:
    """A cluster has one database only. The words are PostgreSQL's."""
    return Refusal("3D000", f'database "{name}" does not exist')


def malformed() -> Refusal:
    """What came is not the protocol. The words are ours, the SQLSTATE is PostgreSQL's."""
    return Refusal("08P01", "invalid startup packet")
