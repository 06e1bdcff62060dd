"""The way to the endpoint: its name, its port, and TLS."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from dsql_tui.db.trust import root_certificates
from dsql_tui.doctor.finding import Trouble
from dsql_tui.doctor.patient import Address, Patient

_PATIENCE = 5.0
"""Seconds for each address to answer."""
_SOON = timedelta(days=14)
_ALPN = "postgresql"

_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, 62
"""OpenSSL's numbers for why a certificate is not good."""


def dns(patient: Patient) -> str:
    """Which addresses does the endpoint have?"""
    endpoint, route = patient.target(), patient.route
    asked = route.hostaddr or endpoint.via or endpoint.host
    family = socket.AF_INET if route.ipv4 else socket.AF_UNSPEC
    try:
        found = socket.getaddrinfo(asked, route.port, family, socket.SOCK_STREAM)
    except OSError as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise Trouble(
                f"{asked}: {error.strerror}",
                "No name server answered.",
                "Look at the network and at /etc/resolv.conf.",
            ) from None
        raise Trouble(
            f"{asked}: {error.strerror}",
            f"The name {asked} resolves to no address: there is no such cluster, or only a "
            "private network knows its name.",
            "Compare identifier and region with the cluster's ARN; of a cluster that is reached "
            "by PrivateLink, give the private name, or an address as --hostaddr.",
        ) from None
    patient.addresses = [(family, kind, number, to) for family, kind, number, _, to in found]
    shown = ", ".join(dict.fromkeys(str(to[0]) for *_, to in patient.addresses))
    return f"not asked: --hostaddr {shown}" if route.hostaddr else shown


def tcp(patient: Patient) -> str:
    """Does one of them answer at the port?"""
    patient.target()
    errors: list[tuple[Address, OSError]] = []
    for address in patient.addresses:
        try:
            _connected(address).close()
        except OSError as error:
            errors.append((address, error))
            continue
        patient.address = address
        said = _shown(address)
        if errors:
            raise Trouble(
                said,
                f"{_shown(errors[0][0])} does not answer ({_words(errors[0][1])}), so each opening "
                "first waits for that.",
                "Where there is no IPv6, leave it alone: --ipv4.",
                noted=True,
            )
        return said
    first, reason = errors[0]
    raise Trouble(f"{_shown(first)}: {_words(reason)}", *_unreached(patient, first, reason))


def tls(patient: Patient) -> str:
    """Does it speak TLS for PostgreSQL, with a certificate that is good for the endpoint?"""
    endpoint, verified = patient.target(), patient.route.sslmode == "verify-full"
    host = endpoint.via or endpoint.host
    roots = root_certificates(patient.route.sslrootcert)
    context = _context(roots, verified)
    assert patient.address is not None
    try:
        with (
            _connected(patient.address) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
            protocol, agreed = secured.version(), secured.selected_alpn_protocol()
    except ssl.SSLCertVerificationError as error:
        raise _uncertified(error, host, roots, patient.now()) from None
    except (ssl.SSLError, OSError) as error:
        raise Trouble(
            _words(error),
            f"What listens at {_shown(patient.address)} does not speak TLS as Aurora DSQL does.",
            "Look at what --hostaddr and --port lead to; a proxy that opens TLS has to let this "
            "through.",
        ) from None
    if agreed != _ALPN:
        raise Trouble(
            f"{protocol}, without ALPN",
            f"What listens at {_shown(patient.address)} speaks TLS, but not for PostgreSQL.",
            "Look at what --hostaddr and --port lead to.",
        )
    return f"{protocol}, {_certified(certificate, host, roots, patient.now())}"


def _connected(address: Address) -> socket.socket:
    family, kind, number, to = address
    link = socket.socket(family, kind, number)
    link.settimeout(_PATIENCE)
    try:
        link.connect(to)
    except BaseException:  # whatever it was, the socket does not outlive it
        link.close()
        raise
    return link


def _unreached(patient: Patient, address: Address, error: OSError) -> tuple[str, str]:
    """The cause, and the remedy."""
    tunnel = "Is the tunnel open, and at this port?"
    if isinstance(error, ConnectionRefusedError):
        cause = f"Nothing listens at {_shown(address)}."
        return cause, tunnel if patient.route.hostaddr else "Compare the port: DSQL's is 5432."
    if isinstance(error, TimeoutError):
        return (
            f"{_shown(address)} does not answer: packets are dropped on the way.",
            tunnel
            if patient.route.hostaddr
            else "Have port 5432 outward allowed in security groups and firewalls.",
        )
    return f"{_shown(address)} was not reached.", "Look at the network of this computer."


def _context(roots: str, verified: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols([_ALPN])
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context.load_verify_locations(Path(roots))
    except OSError as error:  # ssl.SSLError is one
        raise Trouble(
            f"{roots}: {_words(error)}",
            f"The file {roots} holds no root certificates, or cannot be read.",
            "Name a file of certificates in PEM with --sslrootcert, or leave that out.",
        ) from None
    return context


def _uncertified(
    error: ssl.SSLCertVerificationError, host: str, roots: str, now: datetime
) -> Trouble:
    said = error.verify_message
    if error.verify_code == _OTHER_NAME:
        return Trouble(
            said,
            f"The certificate is for another name than {host}.",
            "Look at what --hostaddr leads to; a PrivateLink name without private DNS takes "
            "--sslmode require.",
        )
    if error.verify_code in (_EXPIRED, _NOT_YET):
        state = "has expired" if error.verify_code == _EXPIRED else "is not valid yet"
        return Trouble(
            said,
            f"The certificate {state}, by this computer's clock ({now:%Y-%m-%d}).",
            "Look at the clock; if that is right, at what --hostaddr leads to.",
        )
    return Trouble(
        said,
        f"The certificate was signed by nobody whom {roots} names.",
        "Name a file with Amazon Root CA 1, or with the root of whoever inspects TLS here: "
        "--sslrootcert.",
    )


def _certified(certificate: dict[str, Any], host: str, roots: str, now: datetime) -> str:
    if not certificate:
        return f"certificate not checked (--sslmode require), SNI {host}"
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), timezone.utc)
    issuer = {name: value for part in certificate["issuer"] for name, value in part}
    signed = issuer.get("commonName") or issuer.get("organizationName") or "?"
    said = f"{host} signed by {signed} until {end:%Y-%m-%d}, root in {roots}"
    if end - now < _SOON:
        raise Trouble(said, "The certificate ends soon.", "Tell whoever runs it.", noted=True)
    return said


def _shown(address: Address) -> str:
    to = address[-1]
    return f"{to[0]} port {to[1]}"


def _words(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason or str(error)
    return error.strerror or str(error) or type(error).__name__
