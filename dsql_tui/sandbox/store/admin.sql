-- What every store begins with. Statements end at a semicolon before an empty line.

CREATE ROLE admin WITH LOGIN CREATEROLE;

ALTER SCHEMA public OWNER TO admin;

-- Whoever is to see a schema has to be granted its use, this one too.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

REVOKE ALL ON DATABASE postgres FROM PUBLIC;

GRANT CONNECT ON DATABASE postgres TO PUBLIC;

GRANT CREATE ON DATABASE postgres TO admin WITH GRANT OPTION;

