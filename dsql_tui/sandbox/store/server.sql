-- Who the server says it is.
-- Statements end at a semicolon before an empty line.

SET allow_system_table_mods = on;

-- PostgreSQL's own functions give way to ones of the same name.
UPDATE pg_proc SET pronamespace = 'pg_sandbox'::regnamespace
WHERE oid IN ('pg_catalog.version()'::regprocedure,
              'pg_catalog.current_setting(text)'::regprocedure,
              'pg_catalog.current_setting(text, boolean)'::regprocedure);

CREATE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN 'PostgreSQL 16'::text;

CREATE FUNCTION pg_catalog.current_setting(setting text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE lower(setting) WHEN 'server_version' THEN '16.15'
                           WHEN 'server_version_num' THEN '160015'
                           WHEN 'max_connections' THEN '20'
                           ELSE pg_sandbox.current_setting(setting) END;

CREATE FUNCTION pg_catalog.current_setting(setting text, missing_ok boolean) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE lower(setting) WHEN 'server_version' THEN '16.15'
                           WHEN 'server_version_num' THEN '160015'
                           WHEN 'max_connections' THEN '20'
                           ELSE pg_sandbox.current_setting(setting, missing_ok) END;

-- A cluster has one database, and no templates for others.
UPDATE pg_database SET datistemplate = false;

DROP DATABASE template0;

DROP DATABASE template1;

-- The sandbox's own role is named like one of PostgreSQL's own, which nobody lists.
UPDATE pg_authid SET rolname = 'pg_sandbox' WHERE rolname = 'sandbox';

RESET allow_system_table_mods;

