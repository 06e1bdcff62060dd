class Base(DeclarativeBase):
    pass


class Hello(Base):
    __tablename__ = "hello_dsql"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    word: Mapped[str]


# Try it: create a table, insert two rows, count them and drop the table.
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Hello(word="hello"), Hello(word="world")])
    session.commit()
    print(session.scalar(select(func.count()).select_from(Hello)), "rows")
Base.metadata.drop_all(engine)
engine.dispose()
