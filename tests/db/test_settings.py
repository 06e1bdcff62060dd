"""Settings that a renewed session keeps."""

from __future__ import annotations

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.settings import read_session_settings
from dsql_tui.opening import Access


def test_renewed_session_keeps_the_settings(access: Access) -> None:
    old = access.open()
    fetch_rows(old.run('set search_path to shop, "My Schema", public'))
    fetch_rows(old.run("set timezone to 'Asia/Tokyo'"))
    fetch_rows(old.run("set datestyle to 'German, DMY'"))
    fetch_rows(old.run("set enable_seqscan to off"))
    before = read_session_settings(old)
    new, missing = access.renew(old)
    assert missing == []
    assert read_session_settings(new) == before
    assert old.lost
    assert new.clock.opened > old.clock.opened
    new.close()
