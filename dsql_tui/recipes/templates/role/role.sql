«!custom_role»-- Role admin exists in every cluster. For a custom role, choose it first.
«?custom_role»CREATE ROLE «role:identifier» WITH LOGIN;
«?custom_role»CREATE SCHEMA «schema:identifier»;
«?custom_role»GRANT USAGE, CREATE ON SCHEMA «schema:identifier» TO «role:identifier»;
«?custom_role»GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA «schema:identifier» TO «role:identifier»;
«?custom_role»AWS IAM GRANT «role:identifier» TO «principal|'arn:aws:iam::111122223333:role/your-role'»;
SELECT pg_role_name, arn FROM sys.iam_pg_role_mappings;
