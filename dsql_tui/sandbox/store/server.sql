-- The identity of the server.
-- Statements end at a semicolon before an empty line.

-- Replace functions of PostgreSQL.
UPDATE pg_proc SET proname = 'pg_dsql_' || proname
WHERE oid IN ('pg_catalog.version()'::regprocedure,
              'pg_catalog.current_setting(text)'::regprocedure,
              'pg_catalog.current_setting(text, boolean)'::regprocedure);

CREATE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN 'PostgreSQL 16'::text;

-- The settings of a cluster that differ; NULL for all others.
CREATE FUNCTION pg_catalog.pg_dsql_setting(setting text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE lower(setting) WHEN 'server_version' THEN '16.15'
                           WHEN 'server_version_num' THEN '160015'
                           WHEN 'max_connections' THEN '20' END;

-- The name of a setting in PostgreSQL, where a setting of a cluster needs a dot.
CREATE FUNCTION pg_catalog.pg_dsql_stored_name(setting text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE lower(setting) WHEN 'disable_sync_create_index' THEN 'dsql.disable_sync_create_index'
                           ELSE setting END;

CREATE FUNCTION pg_catalog.current_setting(setting text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(pg_catalog.pg_dsql_setting(setting),
                pg_catalog.pg_dsql_current_setting(pg_catalog.pg_dsql_stored_name(setting)));

CREATE FUNCTION pg_catalog.current_setting(setting text, missing_ok boolean) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(pg_catalog.pg_dsql_setting(setting),
                pg_catalog.pg_dsql_current_setting(pg_catalog.pg_dsql_stored_name(setting),
                                                   missing_ok));

CREATE OR REPLACE VIEW pg_catalog.pg_settings AS
SELECT name, coalesce(pg_dsql_setting(name), setting) AS setting, unit, category, short_desc,
       extra_desc, context, vartype, source, min_val, max_val, enumvals,
       coalesce(pg_dsql_setting(name), boot_val) AS boot_val,
       coalesce(pg_dsql_setting(name), reset_val) AS reset_val, sourcefile, sourceline,
       pending_restart
FROM pg_show_all_settings();

-- Only the sessions of clients.
DO $$ BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW pg_catalog.pg_stat_activity AS '
        || rtrim(pg_get_viewdef('pg_catalog.pg_stat_activity'::regclass), ';')
        || ' WHERE u.rolname NOT LIKE ''pg\_%''';
END $$;

CREATE OR REPLACE VIEW pg_catalog.pg_available_extensions AS
SELECT NULL::name AS name, NULL::text AS default_version, NULL::text COLLATE "C" AS installed_version,
       NULL::text AS comment
WHERE false;

-- The only text search configuration is `simple`, and its dictionaries.
DELETE FROM pg_ts_config WHERE cfgname <> 'simple';

DELETE FROM pg_ts_config_map WHERE mapcfg NOT IN (SELECT oid FROM pg_ts_config);

DELETE FROM pg_ts_dict WHERE dictname <> 'simple';

DELETE FROM pg_ts_template WHERE tmplname = 'snowball';

-- A cluster has one database and no templates.
UPDATE pg_database SET datistemplate = false;

DROP DATABASE template0;

DROP DATABASE template1;

-- Name the superuser like PostgreSQL's own roles, which clients do not list.
UPDATE pg_authid SET rolname = 'pg_dsql' WHERE rolname = 'sandbox';

RESET allow_system_table_mods;

