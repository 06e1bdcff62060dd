"""Connect to Aurora DSQL with SQLAlchemy and a token that boto3 signs for each connection."""

from uuid import UUID, uuid4

import boto3
import certifi
from sqlalchemy import URL, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

«include shared/python/signer.py»


engine = create_engine(
    URL.create(
        "postgresql+psycopg",
        host=«host»,
        port=«custom_port:plain»,
        username=«role»,
        database="postgres",
    ),
    connect_args={
        "hostaddr": «hostaddr»,
        "sslmode": «sslmode»,
«?verified»        "sslrootcert": «ca_file|certifi.where()»,
        "sslnegotiation": "direct",
        "options": «options»,
    },
    use_native_hstore=False,
    pool_recycle=3300,
)


@event.listens_for(engine, "do_connect")
def sign(dialect, record, arguments, parameters):
    parameters["password"] = token()



«include shared/python/hello_sqlalchemy.py»
