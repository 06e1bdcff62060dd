-- Indexes as a cluster's catalog shows them: an access method of its own, and primary keys that
-- include all other columns, because a table is stored in the order of its primary key.
-- Statements end at a semicolon before an empty line.

-- PostgreSQL finds its catalogs by their OIDs, so a view can take the name of one.
ALTER TABLE pg_catalog.pg_am RENAME TO pg_dsql_am;

CREATE VIEW pg_catalog.pg_am AS
SELECT oid, CASE amname WHEN 'btree' THEN 'btree_index' WHEN 'heap' THEN 'btree_table' ELSE amname
            END::name AS amname,
       amhandler, amtype
FROM pg_catalog.pg_dsql_am
UNION ALL
SELECT 9001, 'btree', 'bthandler', 'i'
UNION ALL
SELECT 9002, 'heap', 'heap_tableam_handler', 't';

GRANT SELECT ON pg_catalog.pg_am TO PUBLIC;

-- A cluster compresses texts. PostgreSQL does so too, and leaves its usual method out.
ALTER TABLE pg_catalog.pg_attribute RENAME TO pg_dsql_attribute;

CREATE VIEW pg_catalog.pg_attribute AS
SELECT attrelid, attname, atttypid, attlen, attnum, attcacheoff, atttypmod, attndims, attbyval,
       attalign, attstorage,
       CASE WHEN attcompression = '' AND attlen = -1 AND attnum > 0 AND attstorage IN ('x', 'm')
                 AND attrelid >= 16384 AND attcollation <> 0
            THEN 'l' ELSE attcompression END::"char" AS attcompression,
       attnotnull, atthasdef, atthasmissing, attidentity, attgenerated, attisdropped, attislocal,
       attinhcount, attstattarget, attcollation, attacl, attoptions, attfdwoptions, attmissingval
FROM pg_catalog.pg_dsql_attribute;

GRANT SELECT ON pg_catalog.pg_attribute TO PUBLIC;

-- The columns of a table that its primary key includes.
CREATE FUNCTION pg_catalog.pg_dsql_included(its_table oid, keys int2vector) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(attnum::text, ' ' ORDER BY attnum) FROM pg_catalog.pg_dsql_attribute
    WHERE attrelid = its_table AND attnum > 0 AND NOT attisdropped AND attnum <> ALL (keys)
);

ALTER TABLE pg_catalog.pg_index RENAME TO pg_dsql_index;

CREATE VIEW pg_catalog.pg_index AS
SELECT indexrelid, indrelid,
       CASE WHEN indisprimary
            THEN (SELECT count(*) FROM pg_catalog.pg_dsql_attribute
                  WHERE attrelid = indrelid AND attnum > 0 AND NOT attisdropped)::smallint
            ELSE indnatts END AS indnatts,
       indnkeyatts, indisunique, indnullsnotdistinct, indisprimary, indisexclusion, indimmediate,
       indisclustered, indisvalid, indcheckxmin, indisready, indislive, indisreplident,
       CASE WHEN indisprimary
            THEN concat_ws(' ', indkey::text,
                           pg_catalog.pg_dsql_included(indrelid, indkey))::int2vector
            ELSE indkey END AS indkey,
       indcollation, indclass, indoption, indexprs, indpred
FROM pg_catalog.pg_dsql_index;

GRANT SELECT ON pg_catalog.pg_index TO PUBLIC;

UPDATE pg_proc SET proname = 'pg_dsql_' || proname
WHERE oid IN ('pg_catalog.pg_get_indexdef(oid)'::regprocedure,
              'pg_catalog.pg_get_indexdef(oid, integer, boolean)'::regprocedure,
              'pg_catalog.pg_get_constraintdef(oid)'::regprocedure,
              'pg_catalog.pg_get_constraintdef(oid, boolean)'::regprocedure);

-- The definition of a primary key or of its index, with the columns that it includes.
CREATE FUNCTION pg_catalog.pg_dsql_with_included(definition text, index oid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN regexp_replace(definition, ' INCLUDE \([^)]*\)', '') || coalesce((
    SELECT ' INCLUDE (' || string_agg(quote_ident(a.attname), ', ' ORDER BY n) || ')'
    FROM pg_catalog.pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS key (attnum, n)
    JOIN pg_catalog.pg_dsql_attribute AS a ON a.attnum = key.attnum
    WHERE i.indexrelid = index AND a.attrelid = i.indrelid AND key.n > i.indnkeyatts
), '');

CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid, number integer, pretty boolean) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_dsql_index WHERE indexrelid = index AND indisprimary)
        THEN replace(pg_catalog.pg_dsql_pg_get_indexdef(index, number, pretty), ' USING btree ',
                     ' USING btree_index ')
    WHEN number = 0
        THEN pg_catalog.pg_dsql_with_included(
            replace(pg_catalog.pg_dsql_pg_get_indexdef(index, 0, pretty), ' USING btree ',
                    ' USING btree_index '), index)
    ELSE coalesce((
        SELECT quote_ident(a.attname) FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_dsql_attribute AS a ON a.attrelid = i.indrelid
        WHERE i.indexrelid = index AND a.attnum = i.indkey[number - 1]
    ), '') END;

CREATE FUNCTION pg_catalog.pg_get_indexdef(index oid) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN EXISTS (SELECT FROM pg_catalog.pg_dsql_index WHERE indexrelid = index AND indisprimary)
        THEN pg_catalog.pg_dsql_with_included(
            replace(pg_catalog.pg_dsql_pg_get_indexdef(index), ' USING btree ',
                    ' USING btree_index '), index)
    ELSE replace(pg_catalog.pg_dsql_pg_get_indexdef(index), ' USING btree ', ' USING btree_index ')
    END;

CREATE FUNCTION pg_catalog.pg_get_constraintdef(subject oid) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT pg_catalog.pg_dsql_with_included(pg_catalog.pg_dsql_pg_get_constraintdef(oid), conindid)
    FROM pg_catalog.pg_constraint WHERE oid = subject AND contype = 'p'
), pg_catalog.pg_dsql_pg_get_constraintdef(subject));

CREATE FUNCTION pg_catalog.pg_get_constraintdef(subject oid, pretty boolean) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT pg_catalog.pg_dsql_with_included(
        pg_catalog.pg_dsql_pg_get_constraintdef(oid, pretty), conindid)
    FROM pg_catalog.pg_constraint WHERE oid = subject AND contype = 'p'
), pg_catalog.pg_dsql_pg_get_constraintdef(subject, pretty));

CREATE OR REPLACE VIEW pg_catalog.pg_indexes AS
SELECT n.nspname AS schemaname, c.relname AS tablename, i.relname AS indexname,
       t.spcname AS tablespace, pg_catalog.pg_get_indexdef(i.oid) AS indexdef
FROM pg_catalog.pg_dsql_index AS x
JOIN pg_class AS c ON c.oid = x.indrelid
JOIN pg_class AS i ON i.oid = x.indexrelid
LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace AS t ON t.oid = i.reltablespace
WHERE c.relkind IN ('r', 'm', 'p') AND i.relkind IN ('i', 'I');

-- The functions of the schema `sys`. Only their names are published.

CREATE FUNCTION sys.dsql_major_version() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1;

CREATE FUNCTION sys.uuid_to_base32_str(value uuid) RETURNS text LANGUAGE sql IMMUTABLE STRICT
RETURN pg_catalog.pg_dsql_base32(uuid_send(value));

CREATE FUNCTION sys.base32_str_to_uuid(value text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF value !~ '^[a-z2-7]{25}[aeimquy4]$' THEN
        RAISE EXCEPTION 'Unable to convert text to UUID' USING ERRCODE = '22P02';
    END IF;
    RETURN (
        SELECT string_agg(lpad(to_hex(substring(b FROM i * 8 + 1 FOR 8)::bit(8)::int), 2, '0'), ''
                          ORDER BY i)
        FROM (
            SELECT string_agg((strpos('abcdefghijklmnopqrstuvwxyz234567', letter) - 1)::bit(5)::text,
                              '' ORDER BY n)::varbit AS b
            FROM regexp_split_to_table(value, '') WITH ORDINALITY AS letters (letter, n)
        ) AS bits, generate_series(0, 15) AS i
    )::uuid;
END $$;

CREATE FUNCTION sys.base_type_oid(type_oid oid) RETURNS oid LANGUAGE sql STABLE STRICT
RETURN (
    WITH RECURSIVE bases AS (
        SELECT oid, typbasetype FROM pg_catalog.pg_type WHERE oid = type_oid
        UNION ALL
        SELECT t.oid, t.typbasetype FROM bases JOIN pg_catalog.pg_type AS t ON t.oid = bases.typbasetype
    )
    SELECT oid FROM bases WHERE typbasetype = 0
);

CREATE FUNCTION sys.cluster_size() RETURNS bigint LANGUAGE sql VOLATILE
RETURN (
    SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::bigint
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
);

CREATE FUNCTION sys.cluster_size_limit() RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN 10995116277760;

CREATE FUNCTION sys.current_session_id() RETURNS uuid LANGUAGE sql STABLE
RETURN md5(pg_catalog.pg_backend_pid() || ' ' || (
    SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()
))::uuid;

CREATE FUNCTION sys.current_transaction_id() RETURNS uuid LANGUAGE sql STABLE
RETURN md5(sys.current_session_id() || ' ' || transaction_timestamp())::uuid;

CREATE FUNCTION sys.iam_session_user() RETURNS text LANGUAGE sql STABLE RETURN session_user::text;

CREATE FUNCTION sys.decode_job_status(status integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
RETURN (ARRAY['submitted', 'processing', 'completed', 'failed', 'cancelled'])[status + 1];

CREATE FUNCTION sys.decode_job_ext_status(status bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
RETURN NULL::text;

CREATE FUNCTION sys.decode_job_statement(statement bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
RETURN convert_from(statement, 'UTF8');

CREATE FUNCTION sys.job_err_msg(status bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT
RETURN NULL::text;

CREATE FUNCTION sys.fetch_seq_data_tuple(seq oid, OUT last_value bigint, OUT is_called boolean)
LANGUAGE sql STABLE STRICT AS $$
    SELECT coalesce(pg_catalog.pg_sequence_last_value(seq), s.seqstart),
           pg_catalog.pg_sequence_last_value(seq) IS NOT NULL
    FROM pg_catalog.pg_sequence AS s WHERE s.seqrelid = seq
$$;

CREATE FUNCTION sys.get_key_desc(index oid) RETURNS text LANGUAGE sql STABLE STRICT
RETURN (
    SELECT string_agg(pg_catalog.pg_get_indexdef(index, n, true), ', ' ORDER BY n)
    FROM pg_catalog.pg_dsql_index AS i, generate_series(1, i.indnkeyatts) AS n
    WHERE i.indexrelid = index
);

CREATE FUNCTION sys.supported_datatypes() RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT unnest(ARRAY['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric',
        'character', 'character varying', 'text', 'date', 'time without time zone',
        'time with time zone', 'timestamp without time zone', 'timestamp with time zone',
        'interval', 'boolean', 'bytea', 'uuid', 'json', 'jsonb'])
$$;

