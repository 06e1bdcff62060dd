"""Where the sandbox is, and the line of a hosts file that leads there."""

import os
import socket

HOST = os.environ["DSQL_HOST"]
HOSTADDR = os.environ["DSQL_HOSTADDR"]
PORT = int(os.environ["DSQL_PORT"])
CA = os.environ["DSQL_CA"]

STATEMENTS = {
    "create": "create table {} (id uuid primary key default gen_random_uuid(), name text)",
    "write": "insert into {} (name) values ('one'), ('two')",
    "read": "select count(*) from {}",
    "drop": "drop table {}",
}
"""What every client does, in the order of the keys."""


def hosts_entry():
    """Have the endpoint's name lead to the sandbox, as a line in /etc/hosts would."""
    ask = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: ask(
        HOSTADDR if host == HOST else host, *rest, **more
    )
