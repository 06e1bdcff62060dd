-- What every store begins with. Statements end at a semicolon before an empty line.

CREATE ROLE admin WITH LOGIN CREATEROLE;

ALTER SCHEMA public OWNER TO admin;

REVOKE ALL ON DATABASE postgres FROM PUBLIC;

GRANT CONNECT ON DATABASE postgres TO PUBLIC;

GRANT CREATE ON DATABASE postgres TO admin;

