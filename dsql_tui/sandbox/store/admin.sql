-- The first script of every store. Statements end at a semicolon before an empty line.

CREATE ROLE admin WITH LOGIN CREATEROLE;

ALTER SCHEMA public OWNER TO admin;

-- Every role sees this schema, and needs grants on its tables only.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO PUBLIC;

REVOKE ALL ON DATABASE postgres FROM PUBLIC;

GRANT CONNECT ON DATABASE postgres TO PUBLIC;

GRANT CREATE ON DATABASE postgres TO admin WITH GRANT OPTION;

