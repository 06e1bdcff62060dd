"""Name resolution with a time limit."""

from __future__ import annotations

import socket
from queue import Empty, SimpleQueue
from threading import Thread


def resolve(host: str, port: int, ipv4: bool, timeout: float) -> list[str]:
    """Return the addresses of `host`, each once, in the order of preference.

    The look-up runs in a thread of its own, because it cannot be interrupted.

    Raises:
        OSError: The name is unknown, has no address of the family, or took too long.
    """
    family = socket.AF_INET if ipv4 else socket.AF_UNSPEC
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
        except OSError as error:
            answers.put(error)
        except UnicodeError:  # The name has a label that IDNA cannot encode.
            answers.put(socket.gaierror(socket.EAI_NONAME, "Name or service not known"))

    Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise TimeoutError(None, "the name server did not answer in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer
