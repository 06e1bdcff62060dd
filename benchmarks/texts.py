"""Texts of any length for the editor."""

from __future__ import annotations

from itertools import count

ROW = "select id, name from shop.customers where country = 'DE' and id <> 'x'; -- {}\n"
_TABLE = """--
-- Name: {name}; Type: TABLE; Schema: public; Owner: admin
--

CREATE TABLE public.{name} (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    title text NOT NULL,
    amount numeric(12,2) DEFAULT 0.00,
    made timestamp with time zone DEFAULT now() NOT NULL,
    note character varying(200),
    CONSTRAINT {name}_amount_check CHECK ((amount >= (0)::numeric))
);

ALTER TABLE ONLY public.{name} ADD CONSTRAINT {name}_pkey PRIMARY KEY (id);

"""
_INSERT = (
    "INSERT INTO public.{name} VALUES ('{number:08}-0000-4000-8000-000000000000', 'It''s row "
    "{number}', {number}.25, '2026-01-01 12:00:00+00', NULL);\n"
)


def build_lines(lines: int) -> str:
    """Return a script with a statement on each line."""
    return "".join(map(ROW.format, range(lines)))


def build_script(size: int) -> str:
    """Return a script of about `size` bytes with a statement on each line."""
    return build_lines(max(1, size // len(ROW)))


def build_dump(size: int, first: int = 0) -> str:
    """Return a script of about `size` bytes like pg_dump's: tables and their rows as INSERT.

    The tables are numbered from `first`, so that texts with other numbers have other lines.
    """
    parts: list[str] = []
    length = 0
    for table in count(first):
        name = f"table_{table}"
        rows = (_INSERT.format(name=name, number=number) for number in range(200))
        parts.append(_TABLE.format(name=name) + "".join(rows) + "\n")
        length += len(parts[-1])
        if length >= size:
            return "".join(parts)
    raise AssertionError
