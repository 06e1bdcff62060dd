"""Scripts of the shapes that public samples have: pg_dump, Chinook, Northwind, Titanic, AWS."""

from __future__ import annotations

PREAMBLE = r"""--
-- PostgreSQL database dump
--

\restrict abc123

-- Dumped from database version 16.1
-- Dumped by pg_dump version 16.1

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;

"""

_PAGILA_SCHEMA = r"""
CREATE TYPE public.mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
ALTER TYPE public.mpaa_rating OWNER TO postgres;

CREATE DOMAIN public.bıgınt AS bigint;

CREATE DOMAIN public.year AS integer
	CONSTRAINT year_check CHECK (((VALUE >= 1901) AND (VALUE <= 2155)));

CREATE FUNCTION public._group_concat(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
SELECT CASE
  WHEN $2 IS NULL THEN $1
  WHEN $1 IS NULL THEN $2
  ELSE $1 || ', ' || $2
END
$_$;

CREATE FUNCTION public.film_in_stock(p_film_id integer, p_store_id integer, OUT p_count integer)
    RETURNS SETOF integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT inventory.inventory_id AS "end", CASE WHEN (1 = 1) THEN 2 ELSE 3 END AS x
    FROM public.inventory
   WHERE ((inventory.film_id = film_in_stock.p_film_id) AND public.in_stock(inventory_id));
END;

CREATE FUNCTION public.rewards_report(min_purchases integer) RETURNS SETOF public.customer
    LANGUAGE plpgsql SECURITY DEFINER
    AS $_$
DECLARE
    last_month_start DATE;
    tmpSQL TEXT;
BEGIN
    /* Some sanity checks... */
    IF min_purchases = 0 THEN
        RAISE EXCEPTION 'Minimum monthly purchases parameter must be > 0';
    END IF;
    tmpSQL := 'INSERT INTO tmpCustomer (customer_id) SELECT p.customer_id FROM payment AS p;';
    EXECUTE tmpSQL;
    -- it's over
END
$_$;

CREATE AGGREGATE public.group_concat(text) (
    SFUNC = public._group_concat,
    STYPE = text
);

CREATE TABLE public.film (
    film_id integer DEFAULT nextval('public.film_film_id_seq'::regclass) NOT NULL,
    title text NOT NULL,
    rating public.mpaa_rating DEFAULT 'G'::public.mpaa_rating,
    special_features text[],
    fulltext tsvector NOT NULL
)
PARTITION BY RANGE (film_id);

CREATE VIEW public.actor_info AS
 SELECT a.actor_id,
    public.group_concat(DISTINCT (((c.name)::text || ': '::text) || ( SELECT
           public.group_concat((f.title)::text) AS group_concat
           FROM public.film f))) AS film_info
   FROM public.actor a;

CREATE RULE film_log AS ON UPDATE TO public.film DO ALSO ( INSERT INTO public.log (a) VALUES (1);
 INSERT INTO public.log (a) VALUES (2); );

COMMENT ON TABLE public.film IS 'it''s; a film';

"""

_ROWS = (
    '1\tACADEMY; DINOSAUR\tit\'s "good"\t{"Deleted Scenes",\'x\'}\n',
    "2\t$_$ begin; -- no comment\t\\N\t\\\\.\n",
    "3\t/* open\tE'\\t\\n\\\\'\tcopy t from stdin;\n",
    "\n",
    "\\\\.\tnot the end\t \\.\t\\.\n",
)
_TABLES = [
    "actor",
    "address",
    "category",
    "city",
    "country",
    "customer",
    "film",
    "film_actor",
    "film_category",
    "inventory",
    "language",
    "payment_p2022_01",
    "payment_p2022_02",
    "payment_p2022_03",
    "payment_p2022_04",
    "payment_p2022_05",
    "payment_p2022_06",
    "payment_p2022_07",
    "rental",
    "staff",
    "store",
]


def _pagila() -> str:
    parts = [PREAMBLE, _PAGILA_SCHEMA]
    for number, table in enumerate(_TABLES):
        rows = "".join(_ROWS[n % len(_ROWS)] for n in range(number))
        parts.append(
            f"--\n-- Data for Name: {table}; Type: TABLE DATA; Schema: public\n--\n\n"
            f'COPY public.{table} ({table}_id, "from", last_update) FROM stdin;\n{rows}\\.\n\n\n'
        )
    parts.append(
        "SELECT pg_catalog.setval('public.actor_actor_id_seq', 200, true);\n\n"
        "ALTER TABLE ONLY public.actor\n    ADD CONSTRAINT actor_pkey PRIMARY KEY (actor_id);\n\n"
        "CREATE INDEX idx_title ON public.film USING btree (title);\n\n"
        "CREATE TRIGGER last_updated BEFORE UPDATE ON public.actor FOR EACH ROW EXECUTE FUNCTION "
        "public.last_updated();\n\n--\n-- PostgreSQL database dump complete\n--\n\n"
        "\\unrestrict abc123\n"
    )
    return "".join(parts)


_CHINOOK = """\
/*******************************************************************************
   Chinook Database - Version 1.4.5
   Script: Chinook_PostgreSql.sql; Description: creates and populates the database.
********************************************************************************/

DROP DATABASE IF EXISTS chinook;
CREATE DATABASE chinook;
\\c chinook;

CREATE TABLE "Invoice"
(
    "InvoiceId" INT NOT NULL,
    "Total" NUMERIC(10,2) NOT NULL,
    CONSTRAINT "PK_Invoice" PRIMARY KEY  ("InvoiceId")
);
INSERT INTO "Artist" ("ArtistId", "Name") VALUES
    (1, N'AC/DC'),
    (2, N'Guns N'' Roses'),
    (3, N'Mötley Crüe; --');
INSERT INTO "Invoice" VALUES (1, '2021/1/6', N'C:\\temp\\', N'69 Salem Street', 1.98);
ALTER TABLE "Album" ADD CONSTRAINT "FK_AlbumArtistId"
    FOREIGN KEY ("ArtistId") REFERENCES "Artist" ("ArtistId") ON DELETE NO ACTION;
"""

_NORTHWIND = """\
SET statement_timeout = 0;
SET default_tablespace = '';
SET default_with_oids = false;

DROP TABLE IF EXISTS customer_customer_demo;

CREATE TABLE categories (
    category_id smallint NOT NULL,
    description text,
    picture bytea
);

INSERT INTO categories VALUES (1, 'Soft drinks, coffees, teas', '\\x');
INSERT INTO categories VALUES (2, 'Sweet and savory; "sauces"', E'\\\\x15\\'2f');
INSERT INTO employees VALUES (1, 'Education includes a BA in psychology.  She''s a member; ok.');

ALTER TABLE ONLY categories
    ADD CONSTRAINT pk_categories PRIMARY KEY (category_id);
"""

_TITANIC = (
    """\
SET xmloption = content;
CREATE TABLE public.passenger (
    passengerid integer NOT NULL,
    name text
);
COPY public.passenger (passengerid, name, sex, age, cabin) FROM stdin;
"""
    + "".join(
        f'{n}\tBraund, Mr. "Owen" O\'Harris (n° {n}); Esq.\tmale\t22\t\\N\n' for n in range(1, 300)
    )
    + "\\.\n\nALTER TABLE ONLY public.passenger ADD CONSTRAINT pk PRIMARY KEY (passengerid);\n"
)

_CSV = """\
CREATE TABLE elements (number int, name text);
COPY elements FROM STDIN WITH (FORMAT csv, HEADER, DELIMITER ';', QUOTE '''', NULL 'NULL');
number;name
1;'Hydro;gen'
2;'He
lium'
\\.
COPY elements (name) FROM STDIN CSV;
"it's; ""quoted"" text"
\\.
SELECT 1;
"""

_AWS = """\
-- Indexes are built asynchronously; do not block.
CREATE INDEX ASYNC idx ON orders (customer_id); -- returns a job; wait for it
--> statement-breakpoint
INSERT INTO orders VALUES
""" + ",\n".join(f"({n}, 'order {n}; it''s open', now())" for n in range(1000))


def _chinook_by_pg_dump() -> str:
    tables = "Album", "Artist", "Customer", "Employee", "Genre", "Invoice", "InvoiceLine"
    parts = (
        f'CREATE TABLE public."{table}" (\n    "{table}Id" integer NOT NULL,\n'
        '    "Title" character varying(160)\n);\n\n'
        f'ALTER TABLE public."{table}" OWNER TO postgres;\n\n'
        f'COPY public."{table}" ("{table}Id", "Title") FROM stdin;\n'
        "1\tFor Those About To Rock; We Salute You\n2\tBalls to the Wall's \\N\n\\.\n\n\n"
        for table in tables
    )
    key = (
        'ALTER TABLE ONLY public."Album"\n    ADD CONSTRAINT "PK_Album" PRIMARY KEY ("AlbumId");\n'
    )
    return "".join([PREAMBLE, *parts, key])


DUMPS = {
    "pagila": _pagila(),
    "chinook by pg_dump": _chinook_by_pg_dump(),
    "chinook": _CHINOOK,
    "northwind": _NORTHWIND,
    "titanic": _TITANIC,
    "csv": _CSV,
    "aws": _AWS,
    "pagila with CR LF": _pagila().replace("\n", "\r\n"),
    "chinook with a byte order mark": "\ufeff" + _CHINOOK,
}
"""Scripts by name."""
