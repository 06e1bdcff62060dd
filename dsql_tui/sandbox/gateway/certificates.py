"""The sandbox's certificate authority, and the certificate that all clusters share."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path

import trustme

PRIVATE = "dsql-fnh4"
"""The part of PrivateLink's names that AWS chooses for each Region, in record of `dsql`."""

ALPN = "postgresql"
"""The name of PostgreSQL's protocol in a TLS hello."""


def load_authority(folder: Path) -> tuple[trustme.CA, Path]:
    """Return the authority kept in a folder, and its certificate's file; create both at first."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if not certificate.exists():
        made = trustme.CA(organization_name="dsql-tui sandbox")
        # The key first: if only one of the files exists, the next start creates both.
        _write(key, made.private_key_pem.bytes())
        _write(certificate, made.cert_pem.bytes())
    return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes()), certificate


def create_context(
    ca: trustme.CA,
    regions: Iterable[str],
    folder: Path,
    on_name: Callable[[ssl.SSLObject, str | None], None],
) -> ssl.SSLContext:
    """Return the TLS context for all clusters of some Regions.

    Its key is left in `folder`, because OpenSSL reads files only. `on_name` is called with the host
    that a client names.
    """
    services = ("dsql", PRIVATE)
    names = [f"*.{service}.{region}.on.aws" for region in regions for service in services]
    shown = ca.issue_cert(*names, common_name="dsql-tui sandbox")
    _write(folder / "server.pem", shown.private_key_and_cert_chain_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols([ALPN])
    context.load_cert_chain(folder / "server.pem")

    def note(tls: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        assert isinstance(tls, ssl.SSLObject)
        on_name(tls, name)

    context.sni_callback = note
    return context


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically, readable by its owner only."""
    making = path.with_suffix(f"{path.suffix}.new")
    making.unlink(missing_ok=True)
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    making.rename(path)
