"""A token, a session with it, and the first SELECT."""

from __future__ import annotations

from time import monotonic

from dsql_tui.aws.identity import AwsError
from dsql_tui.aws.tokens import sign
from dsql_tui.db.catalog import CatalogRefused, rows
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.doctor.finding import Trouble
from dsql_tui.doctor.patient import Patient
from dsql_tui.dsql.clock import elapsed
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.role import action_for
from dsql_tui.events import Refusal

_HUNG_UP = ("unexpected eof", "closed the connection unexpectedly", "Connection reset")
"""libpq's words, and OpenSSL's."""


def token(patient: Patient) -> str:
    """Can one be signed?"""
    try:
        signed = sign(patient.identity, patient.target(), patient.role, patient.route.expires_in)
    except AwsError as error:
        raise Trouble(str(error), "No token could be signed.", "Look at the credentials.") from None
    patient.token = signed
    return f"dsql:{action_for(patient.role)} for {patient.role}, good for {signed.expires_in} s"


def login(patient: Patient) -> str:
    """Does it open a session?"""
    endpoint = patient.target()
    assert patient.token is not None
    began = monotonic()
    try:
        patient.session = Session.open(endpoint, patient.role, patient.token, patient.route)
    except OpeningRefused as refused:
        if any(words in refused.refusal.message for words in _HUNG_UP):
            raise Trouble(
                refused.refusal.message,
                "The server hung up after the TLS handshake: it is none of Aurora DSQL's, or a "
                "proxy in between ends what it does not know.",
                "Look at what --hostaddr and --port lead to.",
            ) from None
        raise _explained(refused.refusal) from None
    return f"as {patient.role}, in {elapsed(monotonic() - began)}"


def select(patient: Patient) -> str:
    """Does it answer, once it has begun as the profile wants it?"""
    patient.target()
    assert patient.session is not None
    began = monotonic()
    try:
        for statement in patient.startup:
            rows(patient.session.run(statement))
        version = rows(patient.session.run("select version()"))[0][0]
    except CatalogRefused as refused:
        raise _explained(refused.refusal) from None
    finally:
        patient.session.close()
    return f"{version}, in {elapsed(monotonic() - began)}"


def _explained(refusal: Refusal) -> Trouble:
    said = ". ".join(filter(None, (refusal.message.rstrip("."), refusal.hint)))
    if found := diagnose(refusal):
        return Trouble(said, found.cause, found.remedy)
    return Trouble(
        said,
        "The server refused it, in words that are not known here.",
        "Compare role, identity and region with the cluster's ARN.",
    )
