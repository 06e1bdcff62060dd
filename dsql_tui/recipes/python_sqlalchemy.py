"""SQLAlchemy: AWS's dialect on two drivers, and PostgreSQL's own."""

from __future__ import annotations

from dsql_tui.recipes.python import SIGNER
from dsql_tui.recipes.recipe import File, Package, Recipe

ADAPTERS = "https://github.com/awslabs/aurora-dsql-orms/tree/main/python"
"""AWS's adapters for Python's mappers."""
ROOTS = (
    "The adapter's own default, sslrootcert=system, fails with the wheels of psycopg and psycopg2; "
    "certifi's root certificates are named instead."
)
_MODEL = """

class Base(DeclarativeBase):
    pass


class Hello(Base):
    __tablename__ = "hello_dsql"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    word: Mapped[str]


# Try it: a table, two rows, and away with it again.
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Hello(word="hello"), Hello(word="world")])
    session.commit()
    print(session.scalar(select(func.count()).select_from(Hello)), "rows")
Base.metadata.drop_all(engine)
engine.dispose()
"""


def _sqlalchemy(driver: str, package: Package, suffix: str) -> Recipe:
    return Recipe(
        name=f"sqlalchemy{suffix}",
        title=f"SQLAlchemy, on {driver}",
        group="Python",
        how="Aurora DSQL dialect; it signs for each connection",
        source=f"{ADAPTERS}/sqlalchemy",
        packages=(
            Package("pip", "aurora-dsql-sqlalchemy", "1.3.0"),
            Package("pip", "aurora-dsql-python-connector", "0.2.7", driver),
            package,
            Package("pip", "certifi", "2026.10.19"),
        ),
        files=(
            File(
                "connect.py",
                "python",
                '''
"""Aurora DSQL by SQLAlchemy: an engine whose connections are renewed within their hour."""

from uuid import UUID, uuid4

import certifi
from aurora_dsql_sqlalchemy import create_dsql_engine
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_dsql_engine(
    host=«host»,
    user=«role»,
'''
                + f'    driver="{driver}",\n'
                + """    sslrootcert=«ca|certifi.where()»,
    pool_recycle=3300,
    connect_args={
        "region": «region»,
        "profile": «profile»,
        "hostaddr": «hostaddr»,
        "port": «port:raw»,
        "options": «options»,
    },
)
"""
                + _MODEL,
            ),
        ),
        run="python connect.py",
        notes=(
            ROOTS,
            "create_engine with an auroradsql URL gets no token: create_dsql_engine does.",
            "No begin_nested(): it sends SAVEPOINT.",
        ),
        trust="file",
        lifetime="pool_recycle=3300",
        hostaddr=True,
        toolchain="python",
        tested="sandbox",
        quick=not suffix,
    )


SQLALCHEMY = _sqlalchemy("psycopg", Package("pip", "psycopg", "3.3.9", "binary"), "")
SQLALCHEMY_PSYCOPG2 = _sqlalchemy(
    "psycopg2", Package("pip", "psycopg2-binary", "2.9.13"), "-psycopg2"
)

SQLALCHEMY_TOKEN = Recipe(
    name="sqlalchemy-token",
    title="SQLAlchemy, plain",
    group="Python",
    how="PostgreSQL's dialect, and a token from boto3 for each connection",
    source="https://docs.sqlalchemy.org/en/20/core/engines.html"
    "#generating-dynamic-authentication-tokens",
    packages=(
        Package("pip", "sqlalchemy", "2.0.44"),
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg", "3.3.9", "binary"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by SQLAlchemy, with a token that boto3 signs for each connection."""

from uuid import UUID, uuid4

import boto3
import certifi
from sqlalchemy import URL, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
'''
            + SIGNER
            + """

engine = create_engine(
    URL.create(
        "postgresql+psycopg",
        host=«host»,
        port=«port:raw»,
        username=«role»,
        database="postgres",
    ),
    connect_args={
        "hostaddr": «hostaddr»,
        "sslmode": «sslmode»,
«?verified»        "sslrootcert": «ca|certifi.where()»,
        "sslnegotiation": "direct",
        "options": «options»,
    },
    use_native_hstore=False,
    pool_recycle=3300,
)


@event.listens_for(engine, "do_connect")
def sign(dialect, record, arguments, parameters):
    parameters["password"] = token()

"""
            + _MODEL,
        ),
    ),
    run="python connect.py",
    notes=(
        "use_native_hstore=False keeps it from asking for hstore in a savepoint.",
        "A token in a URL would be decoded once too often: it never stands there.",
    ),
    trust="file",
    lifetime="pool_recycle=3300",
    hostaddr=True,
    private=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (SQLALCHEMY, SQLALCHEMY_PSYCOPG2, SQLALCHEMY_TOKEN)
