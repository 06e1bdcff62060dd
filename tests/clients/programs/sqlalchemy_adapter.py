"""The Aurora DSQL dialect for SQLAlchemy, with the driver that is named."""

import sys
from uuid import UUID, uuid4

from aurora_dsql_sqlalchemy import create_dsql_engine
from place import CA, HOST, HOSTADDR, PORT
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

driver = sys.argv[1]


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = f"by_sqlalchemy_{driver}"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]


engine = create_dsql_engine(
    host=HOST,
    user="admin",
    driver=driver,
    sslrootcert=CA,
    connect_args={"hostaddr": HOSTADDR, "port": PORT},
)
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Thing(name="one"), Thing(name="two")])
    session.commit()
    print(session.scalar(select(func.count()).select_from(Thing)))
assert inspect(engine).has_table(Thing.__tablename__)
Base.metadata.drop_all(engine)
engine.dispose()
