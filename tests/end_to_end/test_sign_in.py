"""An expired sign-in, and the key that renews it, in a real terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sign_in_portal import Portal, cache_path, format_cached_token, run_portal
from tests.terminal import Terminal

ENTER, MENU = "\r", "\x0f"
AWS = """#!/bin/sh
echo "aws $*: the browser would open now"
mkdir -p "$(dirname "$CACHED")"
cp "$HOME/next.json" "$CACHED"
echo "$*" >> "$HOME/called"
"""


@pytest.fixture
def center(ready: Ready, tmp_path: Path) -> Iterator[Portal]:
    """Run a portal with an AWS profile `office`, and a program `aws` that signs in there."""
    program = tmp_path / "bin" / "aws"
    program.parent.mkdir()
    program.write_text(AWS)
    program.chmod(0o755)
    with run_portal({"developer": ready.env}) as found:
        (tmp_path / "config").write_text(found.config("office", "developer"))
        yield found


def console(ready: Ready, home: Path, profile: str = "office", **variables: str) -> Terminal:
    """Run the picker in an empty home directory."""
    control = {name: url for name, url in ready.env.items() if "ENDPOINT" in name}
    environment = {
        **control,
        **variables,
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "AWS_CONFIG_FILE": str(home / "config"),
        "CACHED": str(cache_path(home / ".aws" / "sso" / "cache")),
    }
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    way += ["--sslrootcert", ready.sslrootcert, "--region", "us-east-1"]
    command = [sys.executable, "-m", "dsql_tui", "--aws-profile", profile, *way]
    return Terminal(command, environment=environment)


def test_expired_sign_in_is_renewed_by_a_key(ready: Ready, center: Portal, tmp_path: Path) -> None:
    center.seconds = 60  # so that botocore asks for keys each time
    with console(ready, tmp_path, **center.environment) as terminal:
        terminal.wait("Run `aws sso login --profile office`. Press Ctrl+O W")
        _sign_in(terminal, center, tmp_path, "first")
        terminal.wait("shop")
        terminal.press(ENTER)
        terminal.wait("session 59:")
        terminal.press("select 'kept'")
        terminal.wait("select 'kept'")
        center.tokens.clear()
        _choose(terminal, "t")
        terminal.wait("No token could be signed.")
        assert "select 'kept'" in terminal.text
        _sign_in(terminal, center, tmp_path, "second")
        terminal.wait("Signed in again")
        _choose(terminal, "t")
        terminal.wait(lambda text: "select 'kept'" not in text and "session 59:" in text)
        _choose(terminal, "p")
        terminal.wait("select 'kept'")
    assert (tmp_path / "called").read_text() == "sso login --profile office\n" * 2


def test_wrong_mfa_code_is_replaced_by_a_key(ready: Ready, tmp_path: Path) -> None:
    keys = f"aws_access_key_id = {ready.env['AWS_ACCESS_KEY_ID']}\n"
    keys += f"aws_secret_access_key = {ready.env['AWS_SECRET_ACCESS_KEY']}\n"
    phone = "arn:aws:iam::111122223333:mfa/phone"
    role = "role_arn = arn:aws:iam::111122223333:role/reader\nsource_profile = me\n"
    (tmp_path / "config").write_text(
        f"[profile me]\n{keys}[profile careful]\n{role}mfa_serial = {phone}\n"
    )
    with console(ready, tmp_path, "careful") as terminal:
        terminal.wait(f"Enter MFA code for {phone}")
        terminal.press(f"000000{ENTER}")
        terminal.wait("Press Ctrl+O W")
        assert "AWS profile “careful” cannot assume its role" in terminal.text
        _choose(terminal, "W")
        terminal.wait(f"Enter MFA code for {phone}")
        terminal.press(f"123456{ENTER}")
        terminal.wait("shop")


def _sign_in(terminal: Terminal, center: Portal, home: Path, token: str) -> None:
    center.tokens.add(token)
    (home / "next.json").write_text(format_cached_token(token))
    _choose(terminal, "W")


def _choose(terminal: Terminal, letter: str) -> None:
    terminal.wait(lambda text: "Press a key" not in text)  # of the time before
    terminal.press(MENU)
    terminal.wait("Press a key")
    terminal.press(letter)
