"""Connect to Aurora DSQL with SQLAlchemy: an engine that renews connections before their hour ends."""

from uuid import UUID, uuid4

import certifi
from aurora_dsql_sqlalchemy import create_dsql_engine
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_dsql_engine(
    host=«host»,
    user=«role»,
    driver="psycopg",
    sslrootcert=«ca_file|certifi.where()»,
    pool_recycle=3300,
    connect_args={
        "region": «region»,
        "profile": «profile»,
        "hostaddr": «hostaddr»,
        "port": «custom_port:plain»,
        "options": «options»,
    },
)


«include shared/python/hello_sqlalchemy.py»
