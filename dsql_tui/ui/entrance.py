"""Opening the first session on a cluster: it, or why there is none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.app import App

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.roles import mappings
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.opening import Access
from dsql_tui.store.editing import Unusable
from dsql_tui.store.roles import note_mappings, note_role
from dsql_tui.ui.patient import opened
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread

_UNCHECKED = (
    "This name of PrivateLink leads to every cluster of the region, and the certificate there is\n"
    "for another name: it cannot be checked in full. Connect all the same (sslmode require)?"
)


async def as_far_as_it_can_be_checked(app: App[Any], profile: Profile) -> Profile | None:
    """The profile, with `require` where no more can be asked of the certificate and that is agreed.

    Raises:
        ValueError: it names no cluster; with a sentence for the user.
    """
    if not profile.endpoint.via or profile.sslmode == "require":
        return profile
    agreed = await app.push_screen_wait(Confirm(_UNCHECKED))
    return replace(profile, sslmode="require") if agreed else None


async def entered(access: Access, say: Callable[[str], object]) -> Session | str:
    """A session, waited for where the cluster asks for patience; or sentences on why not."""
    try:
        session = await opened(access, say)
    except AwsError as error:
        return f"No token could be signed. {with_key(error)}"
    except OpeningRefused as opening:
        return _told(access, opening)
    await in_thread(lambda: _learn(access, session))
    return session


def _told(access: Access, opening: OpeningRefused) -> str:
    refusal = opening.refusal
    diagnosis = diagnose(refusal)
    lines = [refusal.message, refusal.hint, diagnosis and diagnosis.cause]
    lines.append(diagnosis and diagnosis.remedy)
    facts = [f"{name:<14}{value}" for name, value in refusal.facts]
    role = access.role
    lines += facts or [f"role {role} · dsql:{action_for(role)} · {access.endpoint.host}"]
    return "\n".join(line for line in lines if line)


def _learn(access: Access, session: Session) -> None:
    """Remember the role, and which roles there are, for the next time one is chosen."""
    host = access.endpoint.host
    with contextlib.suppress(Unusable):
        note_role(host, access.role)
        if access.role == ADMIN:
            with contextlib.suppress(CatalogRefused):
                note_mappings(host, mappings(session))
