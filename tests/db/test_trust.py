"""Root certificates are found without the user, in a sensible order."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from dsql_tui.db import trust


def test_the_users_own_file_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "roots.pem"
    mine.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(mine))
    assert trust.root_certificates() == str(mine)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    assert trust.root_certificates() != str(tmp_path / "nowhere.pem")


def test_on_a_computer_without_roots_those_of_botocore_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = ssl.get_default_verify_paths()._replace(cafile=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    monkeypatch.setattr(trust, "_SYSTEM", ())
    roots = Path(trust.root_certificates())
    assert roots.name == "cacert.pem"
    assert "BEGIN CERTIFICATE" in roots.read_text()
