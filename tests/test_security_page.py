"""docs/security.md names a test for each section, and each operation of AWS that is called."""

from __future__ import annotations

import re
from pathlib import Path

import botocore.session
from botocore import xform_name

from dsql_tui.aws.credential_calls import OPERATIONS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
CALL = re.compile(r'\bCall\(\s*"(\w+)"')
"""A change of a cluster or a stream."""


def test_each_section_has_a_claim_with_a_test() -> None:
    _, _, table = PAGE.partition("## How this is tested")
    rows = re.findall(r"^\| ([a-z]+) \| [^|]+ \| ([^|]+) \|$", table, re.MULTILINE)
    sections = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    named = {section for section, _ in rows}
    without = [title for title in sections if not named & set(title.lower().split())]
    assert without == ["How this is tested", "Report a problem"]
    for _, tests in rows:
        for path in re.findall("`([^`]+)`", tests):
            assert re.search(r"^(async )?def test_", (ROOT / path).read_text(), re.MULTILINE), path


def test_every_operation_of_aws_is_on_the_page() -> None:
    source = {path.stem: path.read_text() for path in (ROOT / "dsql_tui" / "aws").glob("*.py")}
    words = set(re.findall(r"\w+", " ".join(source.values())))
    changes = " ".join(path.read_text() for path in (ROOT / "dsql_tui" / "dsql").rglob("*.py"))
    called = {
        "dsql": words | set(CALL.findall(changes)),
        "cloudwatch": words,
        "kinesis": set(re.findall(r"\w+", source["kinesis"])),
        "sts": words | set(OPERATIONS),
        "sso": set(OPERATIONS),
        "sso-oidc": set(OPERATIONS),
        "signin": set(OPERATIONS),
    }
    models = botocore.session.Session().get_service_model
    found = {
        f"{service}:{name}"
        for service, names in called.items()
        for name in models(service).operation_names
        if xform_name(name) in names or (name in names and service != "cloudwatch")
    }
    assert set(re.findall(r"`((?:[a-z-]+):[A-Z]\w+)`", PAGE)) == found
