"""The order in which root certificates are looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dsql_tui.db import trust


@pytest.fixture
def without_roots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the system's store, as on small containers."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    monkeypatch.setattr(trust, "_SYSTEM", ())


def test_chosen_file_comes_before_ssl_cert_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = tmp_path / "roots.pem"
    mine.write_text("not empty")
    monkeypatch.setenv("SSL_CERT_FILE", str(mine))
    assert trust.find_root_certificates() == str(mine)
    monkeypatch.setenv("HOME", "/home/of-somebody")
    assert trust.find_root_certificates("~/roots.pem") == "/home/of-somebody/roots.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    assert trust.find_root_certificates() != str(tmp_path / "nowhere.pem")
    mine.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(mine))
    assert trust.find_root_certificates() != str(mine), "an empty store was never filled"


def test_system_store_comes_before_python_packages(
    without_roots: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = tmp_path / "store.pem"
    store.write_text("not empty")
    monkeypatch.setattr(trust, "_SYSTEM", (str(tmp_path / "elsewhere.pem"), str(store)))
    assert trust.find_root_certificates() == str(store)


def test_botocore_bundle_is_the_last_resort(without_roots: None) -> None:
    roots = Path(trust.find_root_certificates())
    assert roots.name == "cacert.pem"
    assert "BEGIN CERTIFICATE" in roots.read_text()


def test_certifi_comes_before_botocore(
    without_roots: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "certifi"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('nobody imports it')")
    (package / "cacert.pem").write_text("not empty")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "certifi", raising=False)
    assert trust.find_root_certificates() == str(package / "cacert.pem")
