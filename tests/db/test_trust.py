"""Root certificates are found without the user, in a sensible order."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import pytest

from dsql_tui.db import trust


@pytest.fixture
def without_roots(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without a store of its own, as small containers are."""
    nothing = ssl.get_default_verify_paths()._replace(cafile=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    monkeypatch.setattr(trust, "_SYSTEM", ())


def test_what_is_chosen_comes_first_then_what_openssl_heeds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = tmp_path / "roots.pem"
    mine.write_text("not empty")
    monkeypatch.setenv("SSL_CERT_FILE", str(mine))
    assert trust.root_certificates() == str(mine)
    monkeypatch.setenv("HOME", "/home/of-somebody")
    assert trust.root_certificates("~/roots.pem") == "/home/of-somebody/roots.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    assert trust.root_certificates() != str(tmp_path / "nowhere.pem")
    mine.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(mine))
    assert trust.root_certificates() != str(mine), "an empty store was never filled"


def test_the_systems_store_comes_before_what_python_packages_ship(
    without_roots: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = tmp_path / "store.pem"
    store.write_text("not empty")
    monkeypatch.setattr(trust, "_SYSTEM", (str(tmp_path / "elsewhere.pem"), str(store)))
    assert trust.root_certificates() == str(store)


def test_on_a_computer_without_roots_those_of_botocore_are_there(without_roots: None) -> None:
    roots = Path(trust.root_certificates())
    assert roots.name == "cacert.pem"
    assert "BEGIN CERTIFICATE" in roots.read_text()


def test_certifis_are_newer_where_it_is_installed(
    without_roots: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "certifi"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('nobody imports it')")
    (package / "cacert.pem").write_text("not empty")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "certifi", raising=False)
    assert trust.root_certificates() == str(package / "cacert.pem")
