-- What keeps clients from the superuser and from the host.
-- Statements end at a semicolon before an empty line.

-- CREATE ROLE takes no name that begins with `pg_`.
CREATE ROLE "dsql worker" LOGIN;

UPDATE pg_authid SET rolname = 'pg_dsql_worker' WHERE rolname = 'dsql worker';

-- The gateway refuses these statements, but does not read the bodies of functions.
CREATE FUNCTION pg_catalog.pg_dsql_refuse_unsupported() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_user <> 'pg_dsql' THEN
        RAISE EXCEPTION 'unsupported statement: %',
            CASE tg_tag WHEN 'SELECT INTO' THEN 'CreateTableAs'
                        ELSE replace(initcap(tg_tag), ' ', '') END
            USING ERRCODE = '0A000';
    END IF;
END $$;

CREATE EVENT TRIGGER dsql_unsupported ON ddl_command_start
WHEN TAG IN (
    'ALTER EXTENSION', 'CREATE ACCESS METHOD', 'CREATE AGGREGATE', 'CREATE CAST',
    'CREATE COLLATION', 'CREATE CONVERSION', 'CREATE EXTENSION', 'CREATE FOREIGN DATA WRAPPER',
    'CREATE FOREIGN TABLE', 'CREATE LANGUAGE', 'CREATE MATERIALIZED VIEW', 'CREATE OPERATOR',
    'CREATE OPERATOR CLASS', 'CREATE OPERATOR FAMILY', 'CREATE POLICY', 'CREATE PUBLICATION',
    'CREATE RULE', 'CREATE SERVER', 'CREATE TABLE AS', 'CREATE SUBSCRIPTION', 'CREATE TEXT SEARCH CONFIGURATION',
    'CREATE TEXT SEARCH DICTIONARY', 'CREATE TEXT SEARCH PARSER', 'CREATE TEXT SEARCH TEMPLATE',
    'CREATE TRANSFORM', 'CREATE TRIGGER', 'CREATE TYPE', 'CREATE USER MAPPING',
    'IMPORT FOREIGN SCHEMA', 'SELECT INTO'
)
EXECUTE FUNCTION pg_catalog.pg_dsql_refuse_unsupported();

