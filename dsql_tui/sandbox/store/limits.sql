-- Limits that are counted, beside those that a statement itself shows.
-- Statements end at a semicolon before an empty line.

CREATE FUNCTION pg_sandbox.refuse(words text, state text DEFAULT '54000') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = state;
END $$;

CREATE FUNCTION pg_sandbox.count_of(kind "char") RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = kind AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')
);

-- A key of declared length; which lengths count has not been published, only the limit.
CREATE FUNCTION pg_sandbox.key_length(index oid) RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce(sum(a.atttypmod - 4), 0)
    FROM pg_index AS i JOIN pg_attribute AS a
        ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
    WHERE i.indexrelid = index AND a.atttypmod > 0
        AND a.atttypid IN ('bpchar'::regtype, 'varchar'::regtype)
);

CREATE FUNCTION pg_sandbox.check_table(made oid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- 256 were seen accepted, whatever the words say.
    IF (SELECT count(*) FROM pg_attribute
        WHERE attrelid = made AND attnum > 0 AND NOT attisdropped) > 256 THEN
        PERFORM pg_sandbox.refuse('tables can have at most 255 columns', '54011');
    END IF;
    IF (SELECT count(*) FROM pg_index WHERE indrelid = made) > 24 THEN
        PERFORM pg_sandbox.refuse('more than 24 indexes per table are not allowed');
    END IF;
    IF EXISTS (SELECT FROM pg_index
               WHERE indrelid = made AND pg_sandbox.key_length(indexrelid) > 2000) THEN
        PERFORM pg_sandbox.refuse('key size greater than 2000 bytes not supported');
    END IF;
END $$;

CREATE FUNCTION pg_sandbox.check_made() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
        CASE made.object_type
            WHEN 'schema' THEN
                IF (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_'
                    AND nspname NOT IN ('information_schema', 'sys')) > 10 THEN
                    PERFORM pg_sandbox.refuse('more than 10 schemas not allowed');
                END IF;
            WHEN 'table' THEN
                PERFORM pg_sandbox.check_table(made.objid);
                IF made.command_tag = 'CREATE TABLE' THEN
                    IF pg_sandbox.count_of('r') > 1000 THEN
                        PERFORM pg_sandbox.refuse('creating more than 1000 tables not allowed');
                    END IF;
                    PERFORM pg_sandbox.watch(made.objid);
                END IF;
            WHEN 'index' THEN
                PERFORM pg_sandbox.check_table(
                    (SELECT indrelid FROM pg_index WHERE indexrelid = made.objid));
            ELSE NULL;
        END CASE;
    END LOOP;
END $$;

-- The sizes of values, rows and keys are looked at by a trigger that is listed as PostgreSQL's own.
CREATE FUNCTION pg_sandbox.watch(made oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER sandbox_sizes BEFORE INSERT OR UPDATE ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION pg_sandbox.check_row()', made::regclass);
    UPDATE pg_trigger SET tgisinternal = true WHERE tgrelid = made AND tgname = 'sandbox_sizes';
END $$;

CREATE FUNCTION pg_sandbox.check_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pg_column_size(NEW) > 1024 THEN
        PERFORM pg_sandbox.check_sizes(NEW, TG_RELID);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION pg_sandbox.check_sizes(new_row anyelement, its_table oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    size bigint;
    big record;
BEGIN
    IF pg_column_size(new_row) > 1048576 THEN
        FOR big IN SELECT attname, format_type(atttypid, NULL) AS kind FROM pg_attribute
                   WHERE attrelid = its_table AND attlen = -1 AND attnum > 0 LOOP
            EXECUTE format('SELECT pg_column_size(($1).%I)', big.attname) INTO size USING new_row;
            -- Four bytes tell the length.
            IF size > 1048576 + 4 THEN
                PERFORM pg_sandbox.refuse(format(
                    'datatype limit greater than 1048576 bytes not supported for %s', big.kind));
            END IF;
        END LOOP;
        IF pg_column_size(new_row) > 2097152 THEN
            PERFORM pg_sandbox.refuse('maximum row size exceeded');
        END IF;
    END IF;
    FOR big IN
        SELECT string_agg(format('coalesce(pg_column_size(($1).%I), 0)', a.attname), ' + ') AS sum
        FROM pg_index AS i JOIN pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
        WHERE i.indrelid = its_table
        GROUP BY i.indexrelid HAVING bool_or(a.attlen = -1)
    LOOP
        EXECUTE 'SELECT ' || big.sum INTO size USING new_row;
        -- The documentation says 1 KiB; this was observed.
        IF size > 1981 + 4 THEN
            PERFORM pg_sandbox.refuse('key size too large');
        END IF;
    END LOOP;
END $$;

CREATE EVENT TRIGGER sandbox_limits ON ddl_command_end
WHEN TAG IN ('CREATE SCHEMA', 'CREATE TABLE', 'CREATE INDEX', 'ALTER TABLE')
EXECUTE FUNCTION pg_sandbox.check_made();

