"""What a server may do wrong, at login and in answer to a statement."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from tests.hostile_server import (
    AUTHENTICATION_OK,
    CLEARTEXT,
    FAILED,
    MB,
    PARSED,
    SASL,
    Behaviour,
    Misbehaviour,
    Peer,
    authentication,
    complete,
    copy_out,
    description,
    error,
    log_in,
    message,
    notice,
    parameter,
    ready,
    row,
)

ESCAPE = b"\x1b]0;title\x07\xc2\x9b31m\xe2\x80\xae"
"""Sequences that a terminal would obey: a title, a C1 CSI, and a change of direction."""
NOT_UTF8 = b"caf\xe9\xff\xfe"
BACKEND_KEY = message(b"K", struct.pack(">ii", 1, 2))
COPY_BOTH = message(b"W", struct.pack(">bh", 0, 0))


def answer(*parts: bytes) -> Behaviour:
    """Send an answer that is complete."""
    return lambda peer: peer.send(PARSED, *parts, ready())


def rows(*cells: bytes | None) -> tuple[bytes, ...]:
    """Return an answer of one row."""
    return description(*(b"c%d" % n for n in range(len(cells)))), row(*cells), complete(b"SELECT 1")


def then_close(*parts: bytes) -> Behaviour:
    """Send something, and close the link."""

    def act(peer: Peer) -> None:
        peer.send(*parts)
        raise ConnectionError

    return act


def then_silence(*parts: bytes) -> Behaviour:
    """Send something, and nothing more."""

    def act(peer: Peer) -> None:
        peer.send(*parts)
        peer.be_silent()

    return act


def flood(make: Callable[[int], bytes], *before: bytes) -> Behaviour:
    """Send messages without end."""

    def act(peer: Peer) -> None:
        peer.send(*before)
        peer.flood(make)

    return act


def large(kind: bytes, head: bytes, size: int, tail: bytes, *around: bytes) -> Behaviour:
    """Send one large message."""

    def act(peer: Peer) -> None:
        peer.send(PARSED, *around)
        peer.send_large(kind, head, size, tail)
        peer.send(complete(b"SELECT 1"), ready())

    return act


def large_error(letter: bytes, size: int) -> Behaviour:
    """Answer with an error that has one large field."""
    head = b"SERROR\0VERROR\0C42601\0" + (b"" if letter == b"M" else b"Mno\0") + letter

    def act(peer: Peer) -> None:
        peer.send(PARSED)
        peer.send_large(b"E", head, size, b"\0\0")
        peer.send(ready())

    return act


def lines_error(peer: Peer) -> None:
    """Answer with an error of 20 MB of line ends."""
    peer.send(PARSED, error(b"\n" * (20 * MB)), ready())


def after_login(before_ready: bytes = b"", after_ready: bytes = b"") -> Behaviour:
    """Log in with odd messages, then answer statements."""

    def act(peer: Peer) -> None:
        log_in(peer, before_ready, after_ready)
        while True:
            peer.read_query()
            peer.send(PARSED, *rows(b"1"), ready())

    return act


def login_then(act: Behaviour) -> Behaviour:
    """Accept the token, and misbehave before the session is ready."""

    def login(peer: Peer) -> None:
        peer.send(authentication(CLEARTEXT))
        peer.read()
        peer.send(authentication(AUTHENTICATION_OK))
        act(peer)

    return login


def scram(peer: Peer) -> None:
    """Ask for SCRAM with so many iterations that it takes for ever."""
    peer.send(authentication(SASL, b"SCRAM-SHA-256\0\0"))
    _, payload = peer.read()
    nonce = payload.rpartition(b"r=")[2]
    peer.send(authentication(11, b"r=" + nonce + b"x,s=QSXCR+Q6sek8bf92,i=2000000000"))
    peer.be_silent()


def drip_ready(peer: Peer) -> None:
    """Answer one byte a second."""
    peer.drip(PARSED + b"".join(rows(b"1")) + ready())


def drip_login(peer: Peer) -> None:
    """Log in one byte a second."""
    peer.drip(authentication(CLEARTEXT) * 10)


AT_LOGIN: dict[str, tuple[Behaviour, bool]] = {
    "closes at once": (then_close(), False),
    "closes after the token": (login_then(then_close()), False),
    "closes within a message": (login_then(then_close(b"S\0\0")), False),
    "is silent": (then_silence(), True),
    "is silent after the token": (login_then(then_silence()), True),
    "sends one byte a second": (drip_login, True),
    "sends garbage": (then_close(bytes(range(256)) * 4), False),
    "speaks HTTP": (then_close(b"HTTP/1.1 400 Bad Request\r\n\r\n"), False),
    "asks for MD5": (then_silence(authentication(5, b"salt")), False),
    "asks for SCRAM that never ends": (scram, False),
    "asks for GSSAPI": (then_silence(authentication(7)), False),
    "asks for SSPI": (then_silence(authentication(9)), False),
    "asks for Kerberos": (then_silence(authentication(2)), False),
    "asks for something unknown": (then_silence(authentication(99)), False),
    "asks for no token": (
        lambda peer: then_silence(authentication(AUTHENTICATION_OK), ready())(peer),
        False,
    ),
    "asks for the token again and again": (flood(lambda n: authentication(CLEARTEXT)), True),
    "asks for SCRAM again and again": (flood(lambda n: authentication(SASL, b"X\0\0")), False),
    "refuses with a colourful text": (
        then_close(error(b"no " + ESCAPE + NOT_UTF8, S=b"FATAL", V=b"FATAL", C=b"28000")),
        False,
    ),
    "refuses with a large text": (
        then_close(error(b"x" * 29_000, S=b"FATAL", V=b"FATAL", C=b"28000")),
        False,
    ),
    "refuses with a hint in many lines": (
        then_close(error(b"no", S=b"FATAL", V=b"FATAL", C=b"28000", H=b"a\n" * 5000)),
        False,
    ),
    "sends an error that is too long": (then_silence(message(b"E", b"", 2**30)), False),
    "sends a negative length": (then_silence(message(b"R", b"", -5)), False),
    "sends notices without end": (login_then(flood(lambda n: notice(ESCAPE))), True),
    "sends parameters without end": (
        login_then(flood(lambda n: parameter(b"p%d" % n, b"x" * 100))),
        True,
    ),
    "announces a large message": (
        login_then(lambda peer: peer.send_large(b"N", b"SNOTICE\0M", 500 * MB)),
        True,
    ),
    "never becomes ready": (
        login_then(then_silence(message(b"K", struct.pack(">ii", 1, 2)))),
        True,
    ),
    "is ready in an unknown state": (login_then(then_silence(ready(b"?"))), True),
    "names an unknown client encoding": (
        after_login(parameter(b"client_encoding", b"EUC_TW")),
        False,
    ),
    "names an encoding with an escape": (
        after_login(parameter(b"client_encoding", ESCAPE)),
        False,
    ),
    "names a version that is none": (after_login(parameter(b"server_version", NOT_UTF8)), False),
    "announces a session limit of NaN": (
        after_login(parameter(b"dsql_sandbox.session_limit", b"nan")),
        False,
    ),
    "announces a negative session limit": (
        after_login(parameter(b"dsql_sandbox.session_limit", b"-5")),
        False,
    ),
    "announces a limit that is no number": (
        after_login(parameter(b"dsql_sandbox.session_limit", ESCAPE + NOT_UTF8)),
        False,
    ),
    "announces an endless session": (
        after_login(parameter(b"dsql_sandbox.session_limit", b"1e999")),
        False,
    ),
    "greets with a notice": (after_login(notice(ESCAPE + NOT_UTF8)), False),
    "sends a notice after it is ready": (after_login(after_ready=notice(ESCAPE) * 5), False),
    "answers before it is asked": (
        after_login(after_ready=b"".join(rows(b"1")) + ready()),
        False,
    ),
    "tells another protocol version": (
        lambda peer: then_silence(message(b"v", struct.pack(">ii", 2**31 - 1, 0)))(peer),
        True,
    ),
}

AT_QUERY: dict[str, tuple[Behaviour, bool]] = {
    "a tag that is not UTF-8": (answer(complete(NOT_UTF8)), False),
    "a tag with an escape": (answer(complete(b"INSERT " + ESCAPE)), False),
    "a tag of 10 MB": (answer(complete(b"x" * (10 * MB))), False),
    "a count of 30 digits": (answer(complete(b"INSERT 0 " + b"9" * 30)), False),
    "a count of 5,000 digits": (answer(complete(b"UPDATE " + b"9" * 5000)), False),
    "a count that is negative": (answer(complete(b"DELETE -7")), False),
    "a count in other digits": (answer(complete("UPDATE ٣".encode())), False),
    "an empty tag": (answer(complete(b"")), False),
    "a position that is no number": (answer(error(P=b"abc")), False),
    "a position of 5,000 digits": (answer(error(P=b"9" * 5000)), False),
    "a position that is negative": (answer(error(P=b"-3")), False),
    "a position far behind the end": (answer(error(P=b"999999")), False),
    "an SQLSTATE with an escape": (answer(error(C=ESCAPE)), False),
    "an SQLSTATE that is not UTF-8": (answer(error(C=NOT_UTF8)), False),
    "an error without fields": (answer(message(b"E", b"\0")), False),
    "an error with an escape everywhere": (
        answer(error(ESCAPE, D=ESCAPE, H=ESCAPE, W=ESCAPE, S=ESCAPE)),
        False,
    ),
    "an error that is not UTF-8": (answer(error(NOT_UTF8, D=NOT_UTF8, H=NOT_UTF8)), False),
    "an error text of 100 MB": (large_error(b"M", 100 * MB), False),
    "an error detail of 100 MB": (large_error(b"D", 100 * MB), False),
    "an error hint of 20 MB": (large_error(b"H", 20 * MB), False),
    "20 MB of line ends": (lines_error, False),
    "a conflict with an escape": (answer(error(ESCAPE, C=b"40001")), False),
    "a FATAL error, and the link stays open": (
        answer(error(b"bye", S=b"FATAL", V=b"FATAL", C=b"57P01")),
        False,
    ),
    "a severity that is none": (answer(error(S=b"\0", V=b"HUH")), False),
    "a cell that is not UTF-8": (answer(*rows(NOT_UTF8)), False),
    "a cell with an escape": (answer(*rows(ESCAPE)), False),
    "a cell of 300 MB": (
        large(
            b"D",
            struct.pack(">hi", 1, 300 * MB),
            300 * MB,
            b"",
            description(b"c"),
        ),
        False,
    ),
    "a column name with an escape": (
        answer(description(ESCAPE + NOT_UTF8), row(b"1"), complete(b"SELECT 1")),
        False,
    ),
    "a column name of 10 MB": (
        answer(description(b"n" * (10 * MB)), row(b"1"), complete(b"SELECT 1")),
        False,
    ),
    "30,000 columns": (
        answer(
            description(*(b"c" for _ in range(30_000))),
            row(*(b"1" for _ in range(30_000))),
            complete(b"SELECT 1"),
        ),
        False,
    ),
    "columns in binary format": (
        answer(description(b"c", binary=True, oid=23), row(b"\0\0\0\1"), complete(b"SELECT 1")),
        False,
    ),
    "rows without a description": (answer(row(b"1"), complete(b"SELECT 1")), False),
    "a row with too many cells": (
        answer(description(b"c"), row(b"1", b"2"), complete(b"SELECT 1")),
        False,
    ),
    "a row with too few cells": (
        answer(description(b"c", b"d"), row(b"1"), complete(b"SELECT 1")),
        False,
    ),
    "a cell longer than its message": (
        answer(
            description(b"c"),
            message(b"D", struct.pack(">hi", 1, 1000) + b"short"),
            complete(b"SELECT 1"),
        ),
        False,
    ),
    "a negative number of columns": (answer(message(b"T", struct.pack(">h", -1))), False),
    "two descriptions": (answer(*rows(b"1")[:2], *rows(b"2", b"3")), False),
    "two results": (answer(*rows(b"1"), *rows(b"2")), False),
    "results without end": (flood(lambda n: complete(b"SELECT 1"), PARSED), False),
    "an error after the end": (answer(*rows(b"1"), error(b"late")), False),
    "ready twice": (answer(*rows(b"1"), ready()), False),
    "only ReadyForQuery": (answer(), False),
    "ready in an unknown state": (lambda peer: peer.send(PARSED, *rows(b"1"), ready(b"?")), False),
    "ready in a failed transaction": (
        lambda peer: peer.send(PARSED, *rows(b"1"), ready(FAILED)),
        False,
    ),
    "ready without a state": (lambda peer: peer.send(PARSED, *rows(b"1"), ready(b"")), True),
    "an empty query": (answer(message(b"I")), False),
    "a suspended portal": (answer(*rows(b"1")[:2], message(b"s")), False),
    "an unknown message": (answer(message(b"?", b"x" * 100), *rows(b"1")), False),
    "a message of negative length": (then_silence(PARSED, message(b"D", b"", -1)), False),
    "a length of 2 GB": (then_silence(PARSED, message(b"D", b"", 2**31 - 1)), False),
    "garbage": (then_silence(bytes(range(256)) * 4), True),
    "silence": (then_silence(), True),
    "a row, then silence": (then_silence(PARSED, *rows(b"1")[:2]), True),
    "no ReadyForQuery": (then_silence(PARSED, *rows(b"1")), True),
    "one byte a second": (drip_ready, True),
    "the end of the link": (then_close(), False),
    "the end within a row": (then_close(PARSED, description(b"c"), row(b"1")[:-1]), False),
    "the end after a row": (then_close(PARSED, *rows(b"1")[:2]), False),
    "the end after the tag": (then_close(PARSED, *rows(b"1")), False),
    "notices without end": (flood(lambda n: notice(b"notice %d" % n + ESCAPE), PARSED), True),
    "columns, then notices without end": (
        flood(lambda n: notice(b"notice %d" % n), PARSED, description(b"c")),
        True,
    ),
    "long notices without end": (flood(lambda n: notice(b"x" * 100_000), PARSED), True),
    "5,000 notices": (
        answer(*(notice(b"notice %d" % n + ESCAPE) for n in range(5000)), *rows(b"1")),
        False,
    ),
    "a notice that is not UTF-8": (
        answer(notice(NOT_UTF8, V=ESCAPE, S=ESCAPE), *rows(b"1")),
        False,
    ),
    "a notice of 50 MB": (answer(notice(b"x" * (50 * MB)), *rows(b"1")), False),
    "notifications without end": (
        flood(lambda n: message(b"A", struct.pack(">i", 1) + b"c\0x\0"), PARSED),
        True,
    ),
    "parameters without end": (flood(lambda n: parameter(b"p%d" % n, b"x"), PARSED), True),
    "another client encoding": (
        answer(parameter(b"client_encoding", b"EUC_TW"), *rows(NOT_UTF8)),
        False,
    ),
    "rows without end": (
        flood(lambda n: row(b"%d" % n), PARSED, description(b"c")),
        True,
    ),
    "COPY that is not UTF-8": (
        answer(copy_out(), message(b"d", NOT_UTF8 + b"\n"), message(b"c"), complete(b"COPY 1")),
        False,
    ),
    "COPY with an escape": (
        answer(copy_out(), message(b"d", ESCAPE + b"\n"), message(b"c"), complete(b"COPY 1")),
        False,
    ),
    "COPY in binary format": (
        answer(
            copy_out(binary=True), message(b"d", b"PGCOPY\n"), message(b"c"), complete(b"COPY 1")
        ),
        False,
    ),
    "COPY without end": (flood(lambda n: message(b"d", b"%d\n" % n), PARSED, copy_out()), True),
    "COPY, then silence": (then_silence(PARSED, copy_out(), message(b"d", b"1\n")), True),
    "COPY, then an error": (
        answer(copy_out(), message(b"d", b"1\n"), error(b"broken " + ESCAPE)),
        False,
    ),
    "COPY with a line of 300 MB": (
        large(b"d", b"", 300 * MB, b"", copy_out()),
        False,
    ),
    "COPY in both directions": (
        then_silence(PARSED, message(b"W", struct.pack(">bh", 0, 0))),
        False,
    ),
    "a request for COPY data": (
        then_silence(PARSED, message(b"G", struct.pack(">bh", 0, 0))),
        True,
    ),
    "requests for COPY data without end": (
        flood(lambda n: message(b"G", struct.pack(">bh", 0, 0)), PARSED),
        True,
    ),
    "a request to authenticate": (answer(authentication(CLEARTEXT), *rows(b"1")), False),
}


def _misbehaviours() -> Iterator[Misbehaviour]:
    for name, (act, endless) in AT_LOGIN.items():
        yield Misbehaviour(f"login: {name}", act, "login", endless)
    for name, (act, endless) in AT_QUERY.items():
        yield Misbehaviour(name, act, "query", endless)


MISBEHAVIOURS = tuple(_misbehaviours())
