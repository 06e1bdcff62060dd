-- Jobs, which Aurora DSQL has in its catalog and PostgreSQL does not.
-- Statements end at a semicolon before an empty line. What a cluster does not have is in
-- `pg_catalog`, and its name begins with `pg_dsql_`.

SET allow_system_table_mods = on;

CREATE SCHEMA sys;

GRANT USAGE ON SCHEMA sys TO PUBLIC;

-- A job is submitted, then in process, then over. The first two depend on the time only, and so
-- does all of a DROP or an ANALYZE, which is done before its job begins. The sandbox's process
-- ends the others (`jobs.py`).

CREATE TABLE pg_catalog.pg_dsql_pace (
    submitted interval NOT NULL,
    processing interval NOT NULL,
    kept interval NOT NULL
);

INSERT INTO pg_catalog.pg_dsql_pace VALUES ('0.5 s', '1.5 s', '30 min');

-- A cluster writes a UUID in base32: sixteen bytes are 26 characters.
CREATE FUNCTION pg_catalog.pg_dsql_base32(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (
    SELECT string_agg(
        substr('abcdefghijklmnopqrstuvwxyz234567', 1 + substring(b FROM i * 5 + 1 FOR 5)::bit(5)::int, 1),
        '' ORDER BY i
    )
    FROM (SELECT ('x' || encode(bytes, 'hex'))::bit(128) || B'00' AS b) AS bits,
         generate_series(0, 25) AS i
);

CREATE TABLE pg_catalog.pg_dsql_job (
    job_id text PRIMARY KEY DEFAULT pg_catalog.pg_dsql_base32(uuid_send(gen_random_uuid())),
    job_type text NOT NULL,
    class_id oid NOT NULL,
    object_id oid NOT NULL,
    table_id oid,
    table_name text,
    started timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished timestamptz,
    status text,
    details text
);

CREATE VIEW sys.jobs AS
SELECT job.job_id,
       CASE WHEN over IS NOT NULL THEN job.status
            WHEN clock_timestamp() < begun THEN 'submitted'
            ELSE 'processing' END AS status,
       job.details,
       job.job_type,
       job.class_id,
       job.object_id,
       CASE job.class_id
           WHEN 'pg_class'::regclass THEN
               (SELECT n.nspname || '.' || c.relname FROM pg_class AS c
                JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = job.object_id)
           ELSE (SELECT c.conname::text FROM pg_constraint AS c WHERE c.oid = job.object_id)
       END AS object_name,
       job.started AS start_time,
       coalesce(over, CASE WHEN clock_timestamp() < begun THEN job.started ELSE begun END)
           AS update_time
FROM (
    SELECT job_id, job_type, class_id, object_id, started, finished, details,
           coalesce(status, 'completed') AS status
    FROM pg_catalog.pg_dsql_job
    UNION ALL
    SELECT pg_catalog.pg_dsql_base32(decode(md5(relid || ' ' || last_analyze), 'hex')), 'ANALYZE',
           'pg_class'::regclass, relid, last_analyze, NULL, NULL, 'completed'
    FROM pg_stat_user_tables
    -- Without those of the sample data, from before the first start.
    WHERE last_analyze > pg_postmaster_start_time() AND schemaname !~ '^pg_'
) AS job
CROSS JOIN pg_catalog.pg_dsql_pace
CROSS JOIN LATERAL (
    SELECT job.started + submitted AS begun, job.started + submitted + processing AS due
) AS times
CROSS JOIN LATERAL (
    SELECT CASE WHEN job.job_type NOT IN ('DROP', 'ANALYZE') THEN job.finished
                WHEN clock_timestamp() >= due THEN due END AS over
) AS ends
WHERE over IS NULL OR over > clock_timestamp() - kept;

GRANT SELECT ON sys.jobs TO PUBLIC;

-- An index under construction is not valid. A unique one is not maintained either, so it enforces
-- nothing; it is created without UNIQUE, which would check the rows at once.
CREATE FUNCTION pg_catalog.pg_dsql_begin_build(index oid, is_unique boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    identifier text;
BEGIN
    IF NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = index), 'MEMBER') THEN
        RAISE insufficient_privilege;
    END IF;
    UPDATE pg_dsql_index
    SET indisvalid = false, indisready = NOT is_unique, indisunique = is_unique
    WHERE indexrelid = index;
    INSERT INTO pg_catalog.pg_dsql_job (job_type, class_id, object_id, table_id, table_name)
    SELECT 'INDEX_BUILD', 'pg_class'::regclass, index, c.oid, n.nspname || '.' || c.relname
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE i.indexrelid = index
    RETURNING job_id INTO identifier;
    PERFORM pg_notify('pg_dsql_job', '');
    RETURN identifier;
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_begin_validation(validated oid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    identifier text;
BEGIN
    IF NOT pg_has_role(session_user, (
        SELECT relowner FROM pg_class AS c JOIN pg_constraint AS k ON k.conrelid = c.oid
        WHERE k.oid = validated
    ), 'MEMBER') THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO pg_catalog.pg_dsql_job (job_type, class_id, object_id, table_id, table_name)
    SELECT 'VALIDATE_CONSTRAINT', 'pg_constraint'::regclass, validated, c.oid,
           n.nspname || '.' || c.relname
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.oid = validated
    RETURNING job_id INTO identifier;
    PERFORM pg_notify('pg_dsql_job', '');
    RETURN identifier;
END $$;

-- Find the constraint of a VALIDATE by running it and rolling it back: the job will do it.
CREATE FUNCTION pg_catalog.pg_dsql_constraint_of(statement text) RETURNS oid LANGUAGE plpgsql AS $$
DECLARE
    pending oid[] := array(SELECT oid FROM pg_catalog.pg_constraint WHERE NOT convalidated);
    meant oid;
    its_schema text;
    its_table text;
    its_name text;
BEGIN
    BEGIN
        EXECUTE statement;
        SELECT oid INTO meant FROM pg_catalog.pg_constraint
        WHERE oid = ANY (pending) AND convalidated;
        RAISE SQLSTATE 'SBX00';
    EXCEPTION
        WHEN SQLSTATE 'SBX00' THEN
            RETURN meant;
        WHEN check_violation OR foreign_key_violation THEN
            GET STACKED DIAGNOSTICS its_schema = SCHEMA_NAME, its_table = TABLE_NAME,
                                    its_name = CONSTRAINT_NAME;
    END;
    RETURN (
        SELECT k.oid FROM pg_catalog.pg_constraint AS k
        JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = its_schema AND c.relname = its_table AND k.conname = its_name
    );
END $$;

-- Run a statement as the caller, and leave the rest to a job; return NULL if nothing is left.
CREATE FUNCTION pg_catalog.pg_dsql_start_job(job_type text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    space CONSTANT text := '(?:\s|--[^\n]*\n|/\*(?:[^*]|\*+[^*/])*\*+/)';
    head CONSTANT text := '^(' || space || '*create' || space || '+)unique\M';
    existing oid[];
    form CONSTANT text := CASE job_type
        WHEN 'INDEX_BUILD' THEN 'create(' || space || '+unique)?' || space || '+index\M'
        ELSE 'alter' || space || '+table\M' END;
    found oid;
BEGIN
    IF statement !~* ('^' || space || '*' || form) THEN
        RAISE feature_not_supported;
    END IF;
    IF job_type = 'INDEX_BUILD' THEN
        existing := array(SELECT indexrelid FROM pg_catalog.pg_index);
        -- Blank UNIQUE, so that the position of an error stays the same.
        EXECUTE regexp_replace(statement, head, '\1      ', 'i');
        SELECT indexrelid INTO found FROM pg_catalog.pg_index WHERE indexrelid <> ALL (existing);
        RETURN CASE WHEN found IS NOT NULL
                    THEN pg_catalog.pg_dsql_begin_build(found, statement ~* head) END;
    END IF;
    found := pg_catalog.pg_dsql_constraint_of(statement);
    RETURN CASE WHEN found IS NOT NULL THEN pg_catalog.pg_dsql_begin_validation(found) END;
END $$;

-- A transaction sees a job as it was when the transaction began. So the sandbox announces the end
-- of a job by a lock that only it can take: (1, hash) for success, (2, hash) for anything else.
CREATE FUNCTION pg_catalog.pg_dsql_announce() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH held AS MATERIALIZED (
        SELECT classid::bigint::int AS outcome, objid::bigint AS hash FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 2
    ), ended AS MATERIALIZED (
        SELECT CASE status WHEN 'completed' THEN 1 ELSE 2 END AS outcome, hashtext(job_id) AS key,
               hashtext(job_id)::bigint & 4294967295 AS hash
        FROM pg_catalog.pg_dsql_job WHERE finished IS NOT NULL AND job_type <> 'DROP'
    )
    SELECT pg_advisory_lock(outcome, key) FROM ended
    WHERE NOT EXISTS (SELECT FROM held WHERE held.outcome = ended.outcome AND held.hash = ended.hash)
$$;

CREATE FUNCTION pg_catalog.pg_dsql_is_announced(outcome integer, job_id text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pg_try_advisory_lock_shared(outcome, hashtext(job_id)) THEN
        PERFORM pg_advisory_unlock_shared(outcome, hashtext(job_id));
        RETURN false;
    END IF;
    RETURN true;
END $$;

CREATE PROCEDURE sys.wait_for_job(job_id text, INOUT succeeded boolean DEFAULT NULL)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    seen record;
BEGIN
    IF job_id IS NULL OR job_id !~ '^[a-z2-7]{25}[aeimquy4]$' THEN
        RAISE EXCEPTION 'Unable to convert text to UUID' USING ERRCODE = '22P02';
    END IF;
    LOOP
        SELECT status INTO seen FROM sys.jobs WHERE jobs.job_id = wait_for_job.job_id;
        IF NOT FOUND THEN
            -- This message is not recorded.
            RAISE EXCEPTION 'job "%" does not exist', job_id USING ERRCODE = '42704';
        END IF;
        succeeded := CASE
            WHEN seen.status NOT IN ('submitted', 'processing') THEN seen.status = 'completed'
            WHEN pg_catalog.pg_dsql_is_announced(1, job_id) THEN true
            WHEN pg_catalog.pg_dsql_is_announced(2, job_id) THEN false
        END;
        EXIT WHEN succeeded IS NOT NULL;
        PERFORM pg_sleep(0.05);
    END LOOP;
END $$;

CREATE FUNCTION pg_catalog.pg_dsql_note_drops() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept text;
BEGIN
    SELECT address_names[array_upper(address_names, 1)] INTO kept
    FROM pg_event_trigger_dropped_objects()
    WHERE object_type = 'trigger' AND original;
    IF kept LIKE 'dsql\_%' THEN
        RAISE EXCEPTION 'trigger "%" does not exist', kept USING ERRCODE = '42704';
    END IF;
    INSERT INTO pg_catalog.pg_dsql_job (job_type, class_id, object_id)
    SELECT 'DROP', classid, objid FROM pg_event_trigger_dropped_objects()
    WHERE object_type IN ('table', 'index') AND schema_name !~ '^pg_';
    IF FOUND THEN
        PERFORM pg_notify('pg_dsql_job', '');
    END IF;
END $$;

CREATE EVENT TRIGGER dsql_drops ON sql_drop EXECUTE FUNCTION pg_catalog.pg_dsql_note_drops();

REVOKE EXECUTE ON FUNCTION pg_catalog.pg_dsql_announce FROM PUBLIC;

