-- Objects of every kind that PostgreSQL has, with names and values that are hard to quote.
create schema "Odd ""schema""";
create type mood as enum ('it''s fine', 'sad');
create type pair as (a int, "B" text);
create type span as range (subtype = int);
create domain positive as numeric(9,2) default 1 constraint above check (value > 0);
create sequence counter as int start with 5 increment by 2 cycle;
create function add_up(a int, b int default 2) returns int language sql as 'select a + b';
create procedure nothing() language plpgsql as $$ begin null; end $$;
create aggregate total(int) (sfunc = add_up, stype = int);
create table "Odd ""schema"""."Table" (
    "Id" int generated always as identity (start with 7) primary key, s serial, m mood not null,
    tags text[] default '{a}', n positive, twice int generated always as (s * 2) stored,
    gone int, note varchar(20) unique, check (n < 1000));
alter table "Odd ""schema"""."Table" drop column gone;
create table parts (id bigint not null, at date not null, primary key (id, at))
    partition by range (at);
create table parts_2024 partition of parts for values from ('2024-01-01') to ('2025-01-01');
create table parents (a int references "Odd ""schema"""."Table" on delete cascade);
create table children (b text) inherits (parents);
create table empty ();
create view both_tables as select p.a, t.note from parents p, "Odd ""schema"""."Table" t;
create materialized view counted as select count(*) from parents;
create unique index on parents (a) where a > 0;
create index on parts (at desc);
create function note_change() returns trigger language plpgsql as
    $$ begin return new; end $$;
create trigger changed before update on parents for each row execute function note_change();
create rule never as on delete to children do instead nothing;
create policy only_mine on parents for update using (a > 1) with check (a > 2);
comment on table parents is E'it\'s\na table';
comment on column children.b is 'b';
comment on view both_tables is 'v';
insert into "Odd ""schema"""."Table" (m, tags, note) values
    ('sad', '{"x,y",null}', E'tab\there'), ('it''s fine', null, E'back\\slash\nline');
insert into parts values (1, '2024-02-29');
insert into parents values (7);
insert into children values (null, '\.');
select nextval('counter'), nextval('counter');
