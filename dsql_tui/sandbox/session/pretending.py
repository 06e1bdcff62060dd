"""How a statement is answered whose rows another transaction has changed and committed."""

from __future__ import annotations

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.rules.pretence import Pretence, pretence
from dsql_tui.sandbox.session.claims import Step
from dsql_tui.sandbox.session.dialogue import Dialogue


async def pretend(dialogue: Dialogue, sql: str, step: Step) -> bool:
    """Answer from the snapshot as if the statement had been run; False where that is impossible."""
    instead = pretence(sql)
    if instead is None or not await _described(dialogue, step):
        return False
    answers = dialogue.answers
    before, answers.plain = answers.plain, True
    answers.mute, answers.keeps = instead.counts, True
    query = instead.query.encode(errors="surrogateescape")
    own = extended.own(query, answers.types, step.values)
    dialogue.say(own, extended.OWN_ANSWERS)
    well = await dialogue.settled()
    answers.mute, answers.plain, answers.keeps = False, before, False
    dialogue.drop()
    rows = extended.rows(answers.rows())
    if well:
        dialogue.tell(wire.message(b"C", _tag(instead, answers.tag, rows) + b"\0"))
    return well


async def _described(dialogue: Dialogue, step: Step) -> bool:
    """Let the server say which types the parameters have: what is run instead may not tell."""
    dialogue.answers.mute = True
    dialogue.say(extended.own_parse(step.sql, step.types), 3)
    dialogue.say(extended.describe(b"S", extended.OWN), 1)
    well = await dialogue.settled()
    dialogue.answers.mute = False
    return well


def _tag(instead: Pretence, tag: str, rows: list[list[bytes | None]]) -> bytes:
    count = rows[0][0] or b"0" if instead.counts and rows else tag.split()[-1].encode()
    return f"{instead.tag} ".encode() + count
