"""Settings that are carried from one session to the next."""

from __future__ import annotations

from dsql_tui.db.catalog import rows
from dsql_tui.db.settings import settings
from dsql_tui.opening import Access


def test_a_renewed_session_has_the_settings_of_the_old_one(access: Access) -> None:
    old = access.open()
    rows(old.run('set search_path to shop, "My Schema", public'))
    rows(old.run("set timezone to 'Asia/Tokyo'"))
    rows(old.run("set datestyle to 'German, DMY'"))
    rows(old.run("set enable_seqscan to off"))
    before = settings(old)
    new, missing = access.renew(old)
    assert missing == []
    assert settings(new) == before
    assert old.lost
    assert new.clock.opened > old.clock.opened
    new.close()
