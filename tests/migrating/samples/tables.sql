-- In the shape of the samples Netflix, Titanic and periodic table: one table each, with COPY.
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.netflix_shows (show_id text NOT NULL, title text, date_added date, release_year integer, description text);
CREATE TABLE public.passenger (passengerid integer NOT NULL, survived double precision, name text, fare double precision, cabin text);
CREATE TABLE public.periodic_table ("AtomicNumber" integer NOT NULL, "Symbol" text, "AtomicMass" numeric, "Natural" boolean, "Density" numeric);
CREATE TABLE public."2019" (overall_rank integer NOT NULL, score numeric(5,2) NOT NULL);
CREATE SEQUENCE public."2019_overall_rank_seq" AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public."2019_overall_rank_seq" OWNED BY public."2019".overall_rank;
ALTER TABLE ONLY public."2019" ALTER COLUMN overall_rank SET DEFAULT nextval('public."2019_overall_rank_seq"'::regclass);
COPY public.netflix_shows (show_id, title, date_added, release_year, description) FROM stdin;
s1	Dick Johnson Is Dead; drop	2021-09-25	2020	He said: “it's\tover”
s2	Blood & Water	\N	2021	
\.
COPY public.passenger (passengerid, survived, name, fare, cabin) FROM stdin;
1	0	Cumings, Mrs. Florence Briggs (née Thayer)	71.2833	\N
2	1	\\.	1e-07	C85
\.
COPY public.periodic_table ("AtomicNumber", "Symbol", "AtomicMass", "Natural", "Density") FROM stdin;
1	H	1.007	t	0.0000899
92	U	238.0289	\N	18.95
\.
COPY public."2019" (overall_rank, score) FROM stdin;
1	7.77
2	7.60
\.
SELECT pg_catalog.setval('public."2019_overall_rank_seq"', 1, false);
ALTER TABLE ONLY public.netflix_shows ADD CONSTRAINT netflix_shows_pkey PRIMARY KEY (show_id);
ALTER TABLE ONLY public.passenger ADD CONSTRAINT passenger_pkey PRIMARY KEY (passengerid);
ALTER TABLE ONLY public.periodic_table ADD CONSTRAINT periodic_table_pkey PRIMARY KEY ("AtomicNumber");
ALTER TABLE ONLY public."2019" ADD CONSTRAINT "2019_pkey" PRIMARY KEY (overall_rank);
