-- The IAM identities that may be a database role.
-- Statements end at a semicolon before an empty line.

CREATE SEQUENCE pg_catalog.pg_dsql_iam_oid START 16384;

CREATE TABLE pg_catalog.pg_dsql_trust (
    iam_oid oid NOT NULL DEFAULT nextval('pg_catalog.pg_dsql_iam_oid')::oid,
    role oid NOT NULL,
    arn text NOT NULL,
    grantor oid NOT NULL,
    PRIMARY KEY (role, arn)
);

CREATE VIEW sys.iam_pg_role_mappings AS
SELECT trust.iam_oid, trust.arn, trust.role AS pg_role_oid, r.rolname AS pg_role_name,
       trust.grantor AS grantor_pg_role_oid, g.rolname AS grantor_pg_role_name
FROM pg_catalog.pg_dsql_trust AS trust JOIN pg_roles AS r ON r.oid = trust.role
LEFT JOIN pg_roles AS g ON g.oid = trust.grantor;

GRANT SELECT ON sys.iam_pg_role_mappings TO PUBLIC;

-- Common checks; the SQLSTATEs are PostgreSQL's for similar errors.
CREATE FUNCTION pg_catalog.pg_dsql_trusting(role_name text, arn text) RETURNS oid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    role record;
BEGIN
    IF session_user <> 'admin' THEN
        RAISE EXCEPTION 'permission denied to grant IAM trust with role "%"', role_name
            USING ERRCODE = '42501';
    END IF;
    IF arn !~ '^arn:aws[-a-z]*:(iam|sts)::[0-9]{12}:(role|user|assumed-role)/\S+$' THEN
        RAISE EXCEPTION 'IAM role must look like an IAM ARN' USING ERRCODE = '22023';
    END IF;
    SELECT oid, rolcanlogin INTO role FROM pg_roles WHERE rolname = role_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'role "%" does not exist', role_name USING ERRCODE = '42704';
    END IF;
    IF role_name = 'admin' THEN
        RAISE EXCEPTION 'Role "%" not supported', role_name USING ERRCODE = '0A000';
    END IF;
    IF NOT role.rolcanlogin THEN
        RAISE EXCEPTION 'role "%" must have the LOGIN attribute', role_name
            USING ERRCODE = '22023';
    END IF;
    RETURN role.oid;
END $$;

-- The privilege makes PostgreSQL reject DROP ROLE for a role that is still mapped.
CREATE PROCEDURE pg_catalog.pg_dsql_iam_grant(role_name text, arn text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pg_catalog.pg_dsql_trust (role, arn, grantor)
    VALUES (pg_catalog.pg_dsql_trusting(role_name, arn), arn, session_user::regrole)
    ON CONFLICT DO NOTHING;
    EXECUTE format('GRANT SELECT ON sys.iam_pg_role_mappings TO %I', role_name);
END $$;

CREATE PROCEDURE pg_catalog.pg_dsql_iam_revoke(role_name text, arn text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found_role oid := pg_catalog.pg_dsql_trusting(role_name, arn);
BEGIN
    DELETE FROM pg_catalog.pg_dsql_trust AS t WHERE t.role = found_role AND t.arn = pg_dsql_iam_revoke.arn;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'IAM role "%" does not exist', arn USING ERRCODE = '42704';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_dsql_trust AS t WHERE t.role = found_role) THEN
        EXECUTE format('REVOKE SELECT ON sys.iam_pg_role_mappings FROM %I', role_name);
    END IF;
END $$;

REVOKE EXECUTE ON FUNCTION pg_catalog.pg_dsql_trusting FROM PUBLIC;

