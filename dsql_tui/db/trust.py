"""Which root certificates the server's certificate is checked against.

`sslrootcert=system` does not work with psycopg's wheels: their OpenSSL looks into directories of
the machine that built them. So a file is named, always.
"""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from pathlib import Path

_SYSTEM = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Amazon Linux, Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine
)


def root_certificates() -> str:
    """The file of root certificates of this computer, else the one that botocore ships."""
    candidates = [os.environ.get("SSL_CERT_FILE"), ssl.get_default_verify_paths().cafile, *_SYSTEM]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return candidate
    return _botocores()


def _botocores() -> str:
    spec = find_spec("botocore")
    folders = (spec.submodule_search_locations or []) if spec else []
    return str(Path(folders[0]) / "cacert.pem") if folders else "system"
