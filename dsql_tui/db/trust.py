"""Which root certificates the server's certificate is checked against.

A file is named, always. `sslrootcert=system` does not work with psycopg's wheels: their OpenSSL
looks into directories of the machine that built them. And libpq's own default, a file in
`~/.postgresql`, is there for other servers, if at all.
https://www.postgresql.org/docs/current/libpq-ssl.html#LIBQ-SSL-CERTIFICATES

The order is from what somebody has chosen to what comes along with Python packages:

1. `--sslrootcert`, or the profile's; it never gets here
2. `SSL_CERT_FILE`, which OpenSSL heeds, and so everything else on this computer
3. the store that this Python's OpenSSL was built for, then where systems keep theirs: it is kept up
   to date, and holds the roots of a proxy or company that the user has to trust
4. certifi's bundle, where that happens to be installed: Mozilla's, and seldom a year old
5. botocore's bundle, which is always here, and as old as botocore is

Each of them holds Amazon's roots, which sign the certificates of Aurora DSQL.
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
"""Packages, and their bundles: looked for without importing them, which takes longer."""


def root_certificates(chosen: str | None = None) -> str:
    """The file that is chosen, else the first that there is, can be read, and is not empty."""
    if chosen:
        return str(Path(chosen).expanduser())  # which neither libpq nor OpenSSL does
    return next(filter(_readable, _candidates()), "system")


def _candidates() -> Iterator[str]:
    yield os.environ.get("SSL_CERT_FILE", "")
    yield ssl.get_default_verify_paths().cafile or ""
    yield from _SYSTEM
    for package, bundle in _SHIPPED:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            yield str(Path(folder) / bundle)


def _readable(path: str) -> bool:
    # An empty store is one that was never filled, as in small containers.
    file = Path(path)
    return file.is_file() and os.access(file, os.R_OK) and file.stat().st_size > 0
