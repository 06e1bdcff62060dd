"""The root certificates that the server's certificate is verified against.

libpq always gets a file. `sslrootcert=system` does not work with psycopg's wheels, whose OpenSSL
reads directories of the machine that built them. libpq's default, a file in `~/.postgresql`, is
meant for other servers.
https://www.postgresql.org/docs/current/libpq-ssl.html#LIBQ-SSL-CERTIFICATES

The order, from explicit choices to bundles of Python packages:

1. `--sslrootcert`, or the profile's
2. `SSL_CERT_FILE`, which OpenSSL reads
3. the store of this Python's OpenSSL, then the usual places of operating systems: these are kept up
   to date and include the roots of a company or proxy
4. certifi's bundle, if installed: Mozilla's, seldom older than a year
5. botocore's bundle, which is always installed

All of them include Amazon's roots, which sign the certificates of Aurora DSQL.
https://www.amazontrust.com/repository/
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Amazon Linux, Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine
)
_SHIPPED = (("certifi", "cacert.pem"), ("botocore", "cacert.pem"))
"""Packages and their bundles, found without importing them, which would take longer."""


def find_root_certificates(chosen: str | None = None) -> str:
    """Return the chosen file, or else the first that can be read and is not empty."""
    if chosen:
        return str(Path(chosen).expanduser())  # which neither libpq nor OpenSSL does
    return next(filter(_is_readable, _candidates()), "system")


def _candidates() -> Iterator[str]:
    yield os.environ.get("SSL_CERT_FILE", "")
    yield ssl.get_default_verify_paths().cafile or ""
    yield from _SYSTEM
    for package, bundle in _SHIPPED:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            yield str(Path(folder) / bundle)


def _is_readable(path: str) -> bool:
    # An empty store is one that was never filled, as in small containers.
    file = Path(path)
    return file.is_file() and os.access(file, os.R_OK) and file.stat().st_size > 0
