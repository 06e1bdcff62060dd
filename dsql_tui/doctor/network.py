"""Checks of the endpoint's name, its port, and TLS."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from dsql_tui.db.trust import find_root_certificates
from dsql_tui.doctor.context import Address, Context
from dsql_tui.doctor.finding import StepFailed

_CONNECT_TIMEOUT = 5.0
"""Seconds for each address to answer."""
_EXPIRY_WARNING = timedelta(days=14)
_ALPN = "postgresql"

_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, 62
"""OpenSSL's codes for an invalid certificate."""


def dns(context: Context) -> str:
    """Resolve the endpoint's name."""
    endpoint, route = context.target(), context.route
    host = route.hostaddr or endpoint.via or endpoint.host
    family = socket.AF_INET if route.ipv4 else socket.AF_UNSPEC
    try:
        found = socket.getaddrinfo(host, route.port, family, socket.SOCK_STREAM)
    except OSError as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise StepFailed(
                f"{host}: {error.strerror}",
                "No name server answered.",
                "Check the network and /etc/resolv.conf.",
            ) from None
        raise StepFailed(
            f"{host}: {error.strerror}",
            f"The name {host} has no address: the cluster does not exist, or only a private "
            "network knows its name.",
            "Compare identifier and region with the cluster's ARN. For a cluster behind "
            "PrivateLink, use its private name, or an address with --hostaddr.",
        ) from None
    context.addresses = [(family, kind, number, to) for family, kind, number, _, to in found]
    shown = ", ".join(dict.fromkeys(str(to[0]) for *_, to in context.addresses))
    return f"skipped: --hostaddr {shown}" if route.hostaddr else shown


def tcp(context: Context) -> str:
    """Connect to the first address that answers."""
    context.target()
    errors: list[tuple[Address, OSError]] = []
    for address in context.addresses:
        try:
            _connect(address).close()
        except OSError as error:
            errors.append((address, error))
            continue
        context.address = address
        result = _format_address(address)
        if errors:
            raise StepFailed(
                result,
                f"{_format_address(errors[0][0])} does not answer ({_reason(errors[0][1])}), and "
                "every session waits for it first.",
                "If there is no IPv6 here, use --ipv4.",
                warning=True,
            )
        return result
    first, reason = errors[0]
    raise StepFailed(
        "; ".join(f"{_format_address(each)}: {_reason(error)}" for each, error in errors),
        *_describe_connect_error(context, first, reason),
    )


def tls(context: Context) -> str:
    """Check TLS for PostgreSQL, and the certificate."""
    endpoint, verified = context.target(), context.route.sslmode == "verify-full"
    host = endpoint.via or endpoint.host
    roots = find_root_certificates(context.route.sslrootcert)
    tls_context = _tls_context(roots, verified)
    assert context.address is not None
    try:
        with (
            _connect(context.address) as plain,
            tls_context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
            protocol, agreed = secured.version(), secured.selected_alpn_protocol()
    except ssl.SSLCertVerificationError as error:
        raise _describe_certificate_error(error, host, roots, context.now()) from None
    except (ssl.SSLError, OSError) as error:
        server = _format_address(context.address)
        raise StepFailed(
            _reason(error),
            f"The server at {server} does not speak TLS for Aurora DSQL.",
            "Check where --hostaddr and --port lead. A proxy that inspects TLS must let this "
            "connection through.",
        ) from None
    if agreed != _ALPN:
        raise StepFailed(
            f"{protocol}, without ALPN",
            f"The server at {_format_address(context.address)} speaks TLS, but not PostgreSQL.",
            "Check where --hostaddr and --port lead.",
        )
    return f"{protocol}, {_describe_certificate(certificate, host, roots, context.now())}"


def _connect(address: Address) -> socket.socket:
    family, kind, number, to = address
    link = socket.socket(family, kind, number)
    link.settimeout(_CONNECT_TIMEOUT)
    try:
        link.connect(to)
    except BaseException:  # Ctrl+C too must not leave the socket open.
        link.close()
        raise
    return link


def _describe_connect_error(context: Context, address: Address, error: OSError) -> tuple[str, str]:
    """Return the cause and the remedy."""
    tunnel = "Check that the tunnel is open at this port."
    if isinstance(error, ConnectionRefusedError):
        cause = f"Nothing listens at {_format_address(address)}."
        return cause, tunnel if context.route.hostaddr else "Check the port: Aurora DSQL uses 5432."
    if isinstance(error, TimeoutError):
        return (
            f"{_format_address(address)} does not answer: packets are dropped on the way.",
            tunnel
            if context.route.hostaddr
            else "Ask for outbound port 5432 to be allowed in security groups and firewalls.",
        )
    return f"{_format_address(address)} was not reached.", "Check the network of this computer."


def _tls_context(roots: str, verified: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols([_ALPN])
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context.load_verify_locations(Path(roots))
    except OSError as error:  # ssl.SSLError is one
        raise StepFailed(
            f"{roots}: {_reason(error)}",
            f"The file {roots} has no root certificates or cannot be read.",
            "Name a file of PEM certificates with --sslrootcert, or remove the option.",
        ) from None
    return context


def _describe_certificate_error(
    error: ssl.SSLCertVerificationError, host: str, roots: str, now: datetime
) -> StepFailed:
    result = error.verify_message
    if error.verify_code == _OTHER_NAME:
        return StepFailed(
            result,
            f"The certificate is for another name than {host}.",
            "Check where --hostaddr leads. A PrivateLink name without private DNS needs "
            "--sslmode require.",
        )
    if error.verify_code in (_EXPIRED, _NOT_YET):
        state = "has expired" if error.verify_code == _EXPIRED else "is not valid yet"
        return StepFailed(
            result,
            f"The certificate {state}, by this computer's clock ({now:%Y-%m-%d}).",
            "Check the clock; if it is correct, check where --hostaddr leads.",
        )
    return StepFailed(
        result,
        f"The certificate is not signed by a root in {roots}.",
        "Use --sslrootcert with a file that has Amazon Root CA 1, or the root of the proxy that "
        "inspects TLS here.",
    )


def _describe_certificate(certificate: dict[str, Any], host: str, roots: str, now: datetime) -> str:
    if not certificate:
        return f"certificate not checked (--sslmode require), SNI {host}"
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), timezone.utc)
    issuer = {name: value for part in certificate["issuer"] for name, value in part}
    signed = issuer.get("commonName") or issuer.get("organizationName") or "?"
    result = f"{host} signed by {signed} until {end:%Y-%m-%d}, root in {roots}"
    if end - now < _EXPIRY_WARNING:
        raise StepFailed(
            result,
            "The certificate expires soon.",
            "Tell the operator of the server.",
            warning=True,
        )
    return result


def _format_address(address: Address) -> str:
    to = address[-1]
    return f"{to[0]} port {to[1]}"


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason or str(error)
    return error.strerror or str(error) or type(error).__name__
