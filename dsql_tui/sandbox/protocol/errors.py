"""The errors of an opening, in a cluster's words.

Each docstring says if its words are not recorded.
"""

from __future__ import annotations

from dsql_tui.sandbox.protocol import wire


class ServerError(Exception):
    """The error of an opening: SQLSTATE, message, and the hint, which alone tells the cause."""

    def __init__(self, sqlstate: str, text: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate
        self.hint = hint

    def packet(self) -> bytes:
        """Return the ErrorResponse."""
        return wire.error("FATAL", self.sqlstate, str(self), self.hint)


class Denied(ServerError):
    """The token does not open this cluster for this role; DSQL gives a hint for some causes."""

    def __init__(self, hint: str | None = None) -> None:
        super().__init__("08006", "unable to accept connection, access denied", hint)


def missing_sni_error() -> ServerError:
    """Return the error of a TLS hello that names no host."""
    return ServerError("08006", "unable to accept connection, sni was not received")


def missing_tls_error() -> ServerError:
    """Return the error of a connection without TLS."""
    return ServerError("08P01", "SSL is mandatory")


def missing_alpn_error() -> ServerError:
    """Return the error of direct TLS without PostgreSQL's ALPN name. The words are not recorded."""
    return ServerError("08P01", "direct tls needs the application protocol postgresql")


def not_ready_error(status: str) -> ServerError:
    """Return the error of a cluster under creation or deletion. The words are not recorded."""
    return ServerError("08006", f"unable to accept connection, cluster is {status.lower()}")


def unavailable_error(reason: str) -> ServerError:
    """Return the error of a store that does not start. The words are the sandbox's."""
    return ServerError("57P03", reason)


def restarting_error() -> ServerError:
    """Return the error of a cluster that restarts. The words are DSQL's for a statement."""
    return ServerError("XX000", "server unavailable")


def shutdown_error() -> ServerError:
    """Return the error that ends all sessions. The words are PostgreSQL's."""
    return ServerError("57P01", "terminating connection due to administrator command")


def too_many_sessions_error() -> ServerError:
    """Return the error of one session too many."""
    return ServerError("53300", "Unable to accept connection, too many open connections.")


def opening_rate_error() -> ServerError:
    """Return the error of openings that come too fast."""
    return ServerError("53400", "Unable to accept connection, rate exceeded.")


def waking_error() -> ServerError:
    """Return the error of an INACTIVE cluster. The words are recorded, the SQLSTATE is not."""
    return ServerError(
        "08006", "unable to accept connection, waking up cluster, please retry later"
    )


def unsupported_parameter(name: str) -> ServerError:
    """Return the error of a session parameter that cannot be set."""
    return ServerError("0A000", f'setting configuration parameter "{name}" not supported')


def unknown_database(name: str) -> ServerError:
    """Return the error of another database than the only one. The words are PostgreSQL's."""
    return ServerError("3D000", f'database "{name}" does not exist')


def malformed_packet() -> ServerError:
    """Return the error of bytes outside the protocol. The words are not recorded."""
    return ServerError("08P01", "invalid startup packet")
