"""TPC-B on the sandbox: many clients move money, repeat what conflicts, and lose none of it.

`python -m benchmarks.tpcb [CLIENTS] [SECONDS]` prints transactions and conflicts in a second. It
exits with 1 if the sums of accounts, tellers, branches and history differ afterwards.
"""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

import psycopg
from psycopg.errors import SerializationFailure

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect

BRANCHES, TELLERS, ACCOUNTS = 16, 160, 2_000
SETUP = (
    "create table branches (id int primary key, balance int not null)",
    "create table tellers (id int primary key, branch int not null, balance int not null)",
    "create table accounts (id int primary key, branch int not null, balance int not null)",
    "create table history (id uuid primary key default gen_random_uuid(), teller int, branch int, "
    "account int, amount int, at timestamptz)",
    f"insert into branches select i, 0 from generate_series(1, {BRANCHES}) i",
    f"insert into tellers select i, i % {BRANCHES} + 1, 0 from generate_series(1, {TELLERS}) i",
    f"insert into accounts select i, i % {BRANCHES} + 1, 0 from generate_series(1, {ACCOUNTS}) i",
)
SUMS = (
    "select (select sum(balance) from accounts), (select sum(balance) from tellers), "
    "(select sum(balance) from branches), (select coalesce(sum(amount), 0) from history), "
    "(select count(*) from history)"
)


@dataclass
class Score:
    """What one client did."""

    done: int = 0
    conflicts: int = 0


def transfer(session: psycopg.Connection[tuple[object, ...]], chance: random.Random) -> None:
    """Run one transaction of TPC-B."""
    account, teller = chance.randint(1, ACCOUNTS), chance.randint(1, TELLERS)
    branch, amount = teller % BRANCHES + 1, chance.randint(-5_000, 5_000)
    with session.transaction():
        for table, key in (("accounts", account), ("tellers", teller), ("branches", branch)):
            change = f"update {table} set balance = balance + %s where id = %s"
            session.execute(change, (amount, key))
        session.execute("select balance from accounts where id = %s", (account,))
        session.execute(
            "insert into history (teller, branch, account, amount, at) "
            "values (%s, %s, %s, %s, now())",
            (teller, branch, account, amount),
        )


def run_client(ready: Ready, seed: int, end: float) -> Score:
    """Run transactions until a point of time; each is repeated until it has been committed."""
    score, chance = Score(), random.Random(seed)
    with connect(ready) as session:
        while monotonic() < end:
            state = chance.getstate()
            while True:
                chance.setstate(state)
                try:
                    transfer(session, chance)
                    break
                except SerializationFailure:
                    score.conflicts += 1
            score.done += 1
    return score


def run(ready: Ready, clients: int, seconds: float) -> tuple[int, int, bool]:
    """Return the numbers of transactions and conflicts, and whether all sums are equal."""
    with connect(ready) as session:
        for statement in SETUP:
            session.execute(statement)
        end = monotonic() + seconds
        with ThreadPoolExecutor(clients) as pool:
            scores = list(pool.map(lambda seed: run_client(ready, seed, end), range(clients)))
        *sums, count = session.execute(SUMS).fetchone() or ()
    done = sum(score.done for score in scores)
    return done, sum(score.conflicts for score in scores), len(set(sums)) == 1 and count == done


def main(clients: int = 16, seconds: float = 20) -> int:
    """Run, and print the figures."""
    with SandboxProcess() as sandbox:
        done, conflicts, exact = run(sandbox.ready, clients, seconds)
    print(f"{clients} clients: {done / seconds:.0f} transactions a second, ", end="")
    print(f"{conflicts / max(done, 1):.1%} conflicts, sums {'equal' if exact else 'DIFFER'}")
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
