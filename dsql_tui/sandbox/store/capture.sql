-- Captures the changes of rows for streams, in the transaction that makes them. Run when the first
-- stream of a store becomes active.

SET allow_system_table_mods = on;

SET lock_timeout = '2s';

-- The limits of clients' tables are not for this one.
ALTER EVENT TRIGGER dsql_limits DISABLE;

CREATE TABLE IF NOT EXISTS pg_catalog.pg_dsql_change (
    place bigint GENERATED ALWAYS AS IDENTITY, tx xid8 NOT NULL, op text NOT NULL,
    moment timestamptz NOT NULL DEFAULT clock_timestamp(),
    schema_name text NOT NULL, table_name text NOT NULL, old_key text, new_key text, after text
);

ALTER EVENT TRIGGER dsql_limits ENABLE;

-- Changes made while an earlier stream was being deleted belong to no stream.
DELETE FROM pg_catalog.pg_dsql_change;

REVOKE ALL ON pg_catalog.pg_dsql_change FROM PUBLIC;

CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_record_interval(value interval) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN abs(total) <= 9223372036854775807 THEN total::bigint END FROM (SELECT
        ((extract(year FROM value) * 12 + extract(month FROM value)) * 2629800
         + extract(day FROM value) * 86400 + extract(hour FROM value) * 3600
         + extract(minute FROM value) * 60) * 1000000 + extract(microseconds FROM value) AS total
    ) AS s
$$;

-- The values as the records have them:
-- https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-record-format.html
CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_record_value(kind oid, value text) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT replace(CASE format_type(kind, NULL)
        WHEN 'numeric' THEN '#::text'
        WHEN 'character' THEN 'rtrim(#::text)'
        WHEN 'bytea' THEN $q$translate(encode(#, 'base64'), E'\n', '')$q$
        WHEN 'json' THEN '#::text'
        WHEN 'jsonb' THEN '#::text'
        WHEN 'date' THEN $q$CASE WHEN isfinite(#) THEN # - date '1970-01-01'
            WHEN # > 'epoch' THEN 2147494604 WHEN # < 'epoch' THEN -2147472691 END$q$
        WHEN 'time without time zone' THEN '(extract(epoch FROM #) * 1000000)::bigint'
        WHEN 'time with time zone' THEN
            $q$(extract(epoch FROM (# AT TIME ZONE 'UTC')::time) * 1000000)::bigint$q$
        WHEN 'timestamp without time zone' THEN $q$CASE WHEN isfinite(#)
            THEN (extract(epoch FROM #) * 1000000)::bigint WHEN # > 'epoch'
            THEN 9223372036825200000 WHEN # < 'epoch' THEN -9223372036832400000 END$q$
        WHEN 'timestamp with time zone' THEN $q$CASE WHEN isfinite(#)
            THEN (extract(epoch FROM #) * 1000000)::bigint WHEN # > 'epoch'
            THEN 9223372036825200000 WHEN # < 'epoch' THEN -9223372036832400000 END$q$
        WHEN 'interval' THEN 'pg_catalog.pg_dsql_record_interval(#)'
        ELSE '#' END, '#', value)
$$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_record_query(changed oid, of_key boolean)
RETURNS text LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'SELECT json_object_agg(k, v) FROM (VALUES '
        || string_agg(format('(%s, %L, to_json(%s))', a.attnum, a.attname,
            pg_catalog.pg_dsql_record_value(coalesce(nullif(t.typbasetype, 0), t.oid),
                                            format('($1).%I', a.attname))), ', ' ORDER BY a.attnum)
        || ') AS r (n, k, v)'
    FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = changed AND a.attnum > 0 AND NOT a.attisdropped AND (NOT of_key OR EXISTS (
        SELECT FROM pg_constraint AS p WHERE p.conrelid = changed AND p.contype = 'p'
        AND a.attnum = ANY (p.conkey)))
$$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_capture() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    key_query text := pg_catalog.pg_dsql_record_query(TG_RELID, true);
    old_key text;
    new_key text;
    after text;
BEGIN
    IF TG_OP <> 'INSERT' AND key_query IS NOT NULL THEN
        EXECUTE key_query INTO old_key USING OLD;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        EXECUTE pg_catalog.pg_dsql_record_query(TG_RELID, false) INTO after USING NEW;
        IF key_query IS NOT NULL THEN
            EXECUTE key_query INTO new_key USING NEW;
        END IF;
    END IF;
    INSERT INTO pg_catalog.pg_dsql_change (tx, op, schema_name, table_name, old_key, new_key, after)
    VALUES (pg_current_xact_id(), TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME, old_key, new_key, after);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_capture_table(captured oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER dsql_capture AFTER INSERT OR UPDATE OR DELETE ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION pg_catalog.pg_dsql_capture()',
                   captured::regclass);
    UPDATE pg_trigger SET tgisinternal = true WHERE tgrelid = captured AND tgname = 'dsql_capture';
END $$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_dsql_capture_made() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_catalog.pg_dsql_capture_table(objid) FROM pg_event_trigger_ddl_commands()
    WHERE command_tag = 'CREATE TABLE';
END $$;

DROP EVENT TRIGGER IF EXISTS dsql_capture;

CREATE EVENT TRIGGER dsql_capture ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
EXECUTE FUNCTION pg_catalog.pg_dsql_capture_made();

SELECT pg_catalog.pg_dsql_capture_table(c.oid) FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = c.oid AND tgname = 'dsql_capture');
