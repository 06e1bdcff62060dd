-- Limits that depend on the catalog or on rows.
-- Statements end at a semicolon before an empty line.

CREATE FUNCTION pg_catalog.pg_dsql_refuse(words text, state text DEFAULT '54000') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = state;
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_count_of(kind "char") RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = kind AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
);

-- The declared length of a key; only the limit is published, not which lengths count.
CREATE FUNCTION pg_catalog.pg_dsql_key_length(index oid) RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce(sum(a.atttypmod - 4), 0)
    FROM pg_index AS i JOIN pg_attribute AS a
        ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
    WHERE i.indexrelid = index AND a.atttypmod > 0
        AND a.atttypid IN ('bpchar'::regtype, 'varchar'::regtype)
);

CREATE FUNCTION pg_catalog.pg_dsql_check_table(made oid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text;
BEGIN
    -- A cluster was seen to accept 256, despite the message.
    IF (SELECT count(*) FROM pg_attribute
        WHERE attrelid = made AND attnum > 0 AND NOT attisdropped) > 256 THEN
        PERFORM pg_catalog.pg_dsql_refuse(
            CASE WHEN EXISTS (SELECT FROM pg_dsql_index WHERE indrelid = made AND indisprimary)
                 THEN 'cannot use more than 256 columns in an index'
                 ELSE 'tables can have at most 255 columns' END, '54011');
    END IF;
    -- The gateway refuses such types, but does not read code.
    kind := (
        SELECT format_type(atttypid, NULL) FROM pg_attribute
        WHERE attrelid = made AND attnum > 0 AND NOT attisdropped
            AND atttypid < 16384 AND atttypid <> ALL (ARRAY[
                'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'bpchar', 'varchar', 'text',
                'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'bool', 'bytea',
                'uuid', 'json', 'jsonb']::regtype[])
        ORDER BY attnum LIMIT 1
    );
    IF kind IS NOT NULL THEN
        PERFORM pg_catalog.pg_dsql_refuse(format('datatype %s not supported', kind), '0A000');
    END IF;
    IF (SELECT count(*) FROM pg_dsql_index WHERE indrelid = made) > 24 THEN
        PERFORM pg_catalog.pg_dsql_refuse('more than 24 indexes per table are not allowed');
    END IF;
    IF EXISTS (SELECT FROM pg_dsql_index
               WHERE indrelid = made AND pg_catalog.pg_dsql_key_length(indexrelid) > 2000) THEN
        PERFORM pg_catalog.pg_dsql_refuse('key size greater than 2000 bytes not supported');
    END IF;
END $$;

-- A cluster limits the parsed query, which takes up to four times its text. This fits the lengths of
-- lists, CASE and OR that a cluster was seen to take.
CREATE FUNCTION pg_catalog.pg_dsql_view_size(made oid) RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT max(CASE WHEN pg_column_size(ev_action) < 65536 THEN 0
                    ELSE pg_column_size(ev_action) + 34 * (
                        length(ev_action::text) - length(replace(ev_action::text, '{OPEXPR', ''))
                    ) / 7 END)
    FROM pg_rewrite WHERE ev_class = made
);

CREATE FUNCTION pg_catalog.pg_dsql_check_made() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
        CASE made.object_type
            WHEN 'schema' THEN
                IF (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_'
                    AND nspname NOT IN ('information_schema', 'public', 'sys')) > 10 THEN
                    PERFORM pg_catalog.pg_dsql_refuse('more than 10 schemas not allowed');
                END IF;
            WHEN 'table' THEN
                PERFORM pg_catalog.pg_dsql_check_table(made.objid);
                IF made.command_tag = 'CREATE TABLE' THEN
                    IF pg_catalog.pg_dsql_count_of('r') > 1000 THEN
                        PERFORM pg_catalog.pg_dsql_refuse('creating more than 1000 tables not allowed');
                    END IF;
                    PERFORM pg_catalog.pg_dsql_watch(made.objid);
                END IF;
            WHEN 'index' THEN
                PERFORM pg_catalog.pg_dsql_check_table(
                    (SELECT indrelid FROM pg_dsql_index WHERE indexrelid = made.objid));
            WHEN 'view' THEN
                IF pg_catalog.pg_dsql_view_size(made.objid) > 524288 THEN
                    PERFORM pg_catalog.pg_dsql_refuse('view definition too large');
                END IF;
            ELSE NULL;
        END CASE;
    END LOOP;
END $$;

-- Triggers check the sizes of values, rows and keys. They are listed as internal ones.
CREATE FUNCTION pg_catalog.pg_dsql_watch(made oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER dsql_sizes BEFORE INSERT OR UPDATE ON %s FOR EACH ROW'
                   ' EXECUTE FUNCTION pg_catalog.pg_dsql_check_row()', made::regclass);
    EXECUTE format('CREATE TRIGGER dsql_truncate BEFORE TRUNCATE ON %s'
                   ' EXECUTE FUNCTION pg_catalog.pg_dsql_refuse_truncate()', made::regclass);
    UPDATE pg_trigger SET tgisinternal = true
    WHERE tgrelid = made AND tgname IN ('dsql_sizes', 'dsql_truncate');
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_catalog.pg_dsql_refuse('unsupported statement: Truncate', '0A000');
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_check_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pg_column_size(NEW) > 1024 THEN
        IF pg_column_size(NEW) > 1048576 THEN
            PERFORM pg_catalog.pg_dsql_check_values(NEW, TG_RELID);
        END IF;
        PERFORM pg_catalog.pg_dsql_check_keys(NEW, TG_RELID);
    END IF;
    RETURN NEW;
END $$;

-- The size of a value counts as it is stored: compressed, if that saves a lot.
CREATE UNLOGGED TABLE pg_catalog.pg_dsql_scratch (value text);

CREATE FUNCTION pg_catalog.pg_dsql_stored_size(value text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place tid;
    stored bigint;
BEGIN
    INSERT INTO pg_dsql_scratch VALUES (pg_dsql_stored_size.value) RETURNING ctid INTO place;
    SELECT pg_column_size(s.value) INTO stored FROM pg_dsql_scratch AS s WHERE ctid = place;
    DELETE FROM pg_dsql_scratch WHERE ctid = place;
    RETURN stored;
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_check_values(new_row anyelement, its_table oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    col record;
    size bigint;
    stored bigint;
    total bigint := 0;
BEGIN
    FOR col IN
        SELECT a.attname, format_type(a.atttypid, NULL) AS kind,
               t.typcategory = 'S' OR t.typname IN ('json', 'jsonb') AS compresses
        FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE a.attrelid = its_table AND a.attlen = -1 AND a.attnum > 0 AND NOT a.attisdropped
    LOOP
        EXECUTE format('SELECT coalesce(pg_column_size(($1).%I), 0)', col.attname)
            INTO size USING new_row;
        IF size > 65536 AND col.compresses THEN
            EXECUTE format('SELECT pg_catalog.pg_dsql_stored_size(($1).%I::text)', col.attname)
                INTO stored USING new_row;
            size := CASE WHEN stored > 0.7 * size THEN size ELSE stored END;
        END IF;
        -- Four bytes are the length.
        IF size > 1048576 + 4 THEN
            PERFORM pg_catalog.pg_dsql_refuse(format(
                'datatype limit greater than 1048576 bytes not supported for %s', col.kind));
        END IF;
        total := total + size;
    END LOOP;
    IF total > 2097152 THEN
        PERFORM pg_catalog.pg_dsql_refuse('maximum row size exceeded');
    END IF;
END $$;

-- The key of a secondary index ends with the columns of the primary key. Each column behind the
-- first costs seven bytes. The documentation says 1 KiB; these numbers were observed.
CREATE FUNCTION pg_catalog.pg_dsql_check_keys(new_row anyelement, its_table oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    size bigint;
    key record;
BEGIN
    FOR key IN
        SELECT string_agg(
            format(CASE a.attlen WHEN -1 THEN 'coalesce(pg_column_size(($1).%I) - 4, 0)'
                                 ELSE 'coalesce(pg_column_size(($1).%I), 0)' END, a.attname),
            ' + ') AS sum, count(*) AS columns
        FROM pg_dsql_index AS i
        LEFT JOIN pg_dsql_index AS p ON p.indrelid = i.indrelid AND p.indisprimary
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid
            AND (a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
                 OR a.attnum = ANY (p.indkey[0:p.indnkeyatts - 1]))
        WHERE i.indrelid = its_table
        GROUP BY i.indexrelid HAVING bool_or(a.attlen = -1)
    LOOP
        EXECUTE 'SELECT ' || key.sum INTO size USING new_row;
        IF size + 7 * (key.columns - 1) > 1981 THEN
            PERFORM pg_catalog.pg_dsql_refuse('key size too large');
        END IF;
    END LOOP;
END $$;

CREATE EVENT TRIGGER dsql_limits ON ddl_command_end
WHEN TAG IN ('CREATE SCHEMA', 'CREATE TABLE', 'CREATE INDEX', 'CREATE VIEW', 'ALTER TABLE')
EXECUTE FUNCTION pg_catalog.pg_dsql_check_made();

