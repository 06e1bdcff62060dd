--
-- PostgreSQL database dump
--
\restrict aBcD
SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL';
CREATE TYPE public.mpaa_rating AS ENUM (
    'G',
    'PG',
    'PG-13'
);
ALTER TYPE public.mpaa_rating OWNER TO postgres;
CREATE DOMAIN public."bıgınt" AS bigint;
CREATE DOMAIN public.year AS integer
	CONSTRAINT year_check CHECK (((VALUE >= 1901) AND (VALUE <= 2155)));
ALTER DOMAIN public.year OWNER TO postgres;
CREATE FUNCTION public._group_concat(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
SELECT CASE
  WHEN $2 IS NULL THEN $1
  ELSE $1 || ', ' || $2
END
$_$;
ALTER FUNCTION public._group_concat(text, text) OWNER TO postgres;
CREATE FUNCTION public.last_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.last_update = CURRENT_TIMESTAMP;
    RETURN NEW;
END $$;
CREATE FUNCTION public.film_in_stock(p_film_id integer) RETURNS SETOF integer
    LANGUAGE sql AS $_$ SELECT film_id FROM public.film WHERE film_id = $1; $_$;
CREATE AGGREGATE public.group_concat(text) (
    SFUNC = public._group_concat,
    STYPE = text
);
CREATE SEQUENCE public.actor_actor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER TABLE public.actor_actor_id_seq OWNER TO postgres;
SET default_tablespace = '';
CREATE TABLE public.actor (
    actor_id integer DEFAULT nextval('public.actor_actor_id_seq'::regclass) NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.actor OWNER TO postgres;
ALTER SEQUENCE public.actor_actor_id_seq OWNED BY public.actor.actor_id;
CREATE TABLE public.film (
    film_id integer NOT NULL,
    title text NOT NULL,
    release_year public.year,
    rental_rate numeric(4,2) DEFAULT 4.99 NOT NULL,
    weight numeric,
    rating public.mpaa_rating DEFAULT 'G'::public.mpaa_rating,
    special_features text[] DEFAULT '{}'::text[],
    fulltext tsvector NOT NULL
);
CREATE SEQUENCE public.film_film_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.film_film_id_seq OWNED BY public.film.film_id;
CREATE TABLE public.film_actor (
    actor_id smallint NOT NULL,
    film_id smallint NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.payment (
    payment_id integer NOT NULL,
    amount numeric(5,2) NOT NULL,
    payment_date timestamp with time zone NOT NULL
)
PARTITION BY RANGE (payment_date);
CREATE TABLE public.payment_p2022_01 (
    payment_id integer NOT NULL,
    amount numeric(5,2) NOT NULL,
    payment_date timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.payment ATTACH PARTITION public.payment_p2022_01 FOR VALUES FROM ('2022-01-01') TO ('2022-02-01');
CREATE VIEW public.actor_info AS
 SELECT a.actor_id, public.group_concat(f.title) AS film_info FROM public.actor a, public.film f GROUP BY a.actor_id;
CREATE VIEW public.film_list AS SELECT film_id, title, rating FROM public.film WHERE rating <> 'PG'::public.mpaa_rating;
CREATE MATERIALIZED VIEW public.rental_by_category AS SELECT rating, count(*) AS n FROM public.film GROUP BY rating WITH NO DATA;
ALTER TABLE ONLY public.film ALTER COLUMN film_id SET DEFAULT nextval('public.film_film_id_seq'::regclass);
COPY public.actor (actor_id, first_name, last_name, last_update) FROM stdin;
1	PENELOPE	CHASE; DROP TABLE x	2022-02-15 09:34:33+00
2	NICK	O'WAHL\\BERG	2022-02-15 09:34:33+00
\.
COPY public.film (film_id, title, release_year, rental_rate, weight, rating, special_features, fulltext) FROM stdin;
1	ACADEMY DINOSAUR	2012	0.99	1.123456789012	PG	{"Deleted Scenes","Behind the Scenes"}	'academi':1
2	ACE GOLDFINGER	\N	4.99	\N	G	{Trailers}	'ace':1
\.
COPY public.film_actor (actor_id, film_id, last_update) FROM stdin;
1	1	2022-02-15 10:05:03+00
2	2	2022-02-15 10:05:03+00
\.
COPY public.payment_p2022_01 (payment_id, amount, payment_date) FROM stdin;
16051	0.99	2022-01-29 01:58:52.222594+00
16065	0.99	2022-01-28 22:40:48.199226+00
\.
SELECT pg_catalog.setval('public.actor_actor_id_seq', 200, true);
SELECT pg_catalog.setval('public.film_film_id_seq', 1000, true);
ALTER TABLE ONLY public.actor
    ADD CONSTRAINT actor_pkey PRIMARY KEY (actor_id);
ALTER TABLE ONLY public.film ADD CONSTRAINT film_pkey PRIMARY KEY (film_id);
ALTER TABLE ONLY public.film_actor ADD CONSTRAINT film_actor_pkey PRIMARY KEY (actor_id, film_id);
ALTER TABLE ONLY public.payment ADD CONSTRAINT payment_pkey PRIMARY KEY (payment_date, payment_id);
CREATE INDEX film_fulltext_idx ON public.film USING gist (fulltext);
CREATE INDEX idx_actor_last_name ON public.actor USING btree (last_name DESC, first_name text_pattern_ops);
CREATE UNIQUE INDEX idx_title ON public.film USING btree (lower(title));
CREATE TRIGGER last_updated BEFORE UPDATE ON public.actor FOR EACH ROW EXECUTE FUNCTION public.last_updated();
ALTER TABLE ONLY public.film_actor
    ADD CONSTRAINT film_actor_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.actor(actor_id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY public.film_actor ADD CONSTRAINT film_actor_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.film(film_id) ON UPDATE CASCADE ON DELETE RESTRICT;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
\unrestrict aBcD
