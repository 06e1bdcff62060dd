"""The diagnosis of each error in AWS's documentation and in recordings of real clusters.

Each row has the SQLSTATE, the message, and a word of the cause or remedy.
"""

from __future__ import annotations

import pytest

from dsql_tui.dsql.diagnoses import TABLE
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.events import ServerError

ROLE = "arn:aws:sts::111122223333:assumed-role/app/me"
OPENINGS = [
    ("Signature expired: 20261124T000000Z is now earlier than 20261124T001000Z", "clock"),
    ("Wrong user to action mapping. user: admin, action: DbConnect", "DbConnectAdmin"),
    (f"User: {ROLE} is not authorized to perform: dsql:DbConnectAdmin on x", "IAM permission"),
    (f"User: {ROLE} is not authorized to access this resource", "another account"),
    ("unable to accept connection, access denied", "does not match"),
    ("unable to accept connection, waking up cluster, please retry later", "waking"),
    ("Unable to accept connection, too many open connections.", "10,000"),
    ("Unable to accept connection, rate exceeded.", "100 a second"),
    ("server unavailable", "briefly unavailable"),
    ("unable to accept connection, sni was not received", "endpoint"),
    ("unrecognized SSL error code: 6", "endpoint"),
    ("SSL error: tlsv1 alert internal error", "handshake"),
    ('IAM authentication failed for user "app"', "more than a week"),
    ('Role "app" does not exist', "CREATE ROLE"),
    ("InvalidAccessKeyId", "access key"),
    ("invalid password packet size", "empty"),
    ("fe_sendauth: no password supplied", "empty"),
    ('invalid URI query parameter: "Action"', "PGPASSWORD"),
    ("Network is unreachable", "IPv6"),
    ("Connection refused", "listens"),
    ("timeout expired", "in time"),
    ('could not translate host name "x" to address: Name or service not known', "DNS"),
    ("SSL error: certificate verify failed", "root"),
    ('root certificate file "~/.postgresql/root.crt" does not exist', "--sslrootcert"),
    ("Could not open SSL root certificate file system.", "--sslrootcert"),
    ("SSL error: unregistered scheme", "--sslrootcert"),
    ('sslmode value "require" invalid when SSL support is not compiled in', "without TLS"),
    ('weak sslmode "require" may not be used with sslrootcert=system', "verify-full"),
    ('invalid connection option "sslnegotiation"', "older than 17"),
    ('server certificate for "a" does not match host name "b"', "another host name"),
    ("Hostname/IP does not match certificate's altnames", "another host name"),
    ('database "shop" does not exist', "postgres"),
    ("unable to accept connection, cluster is creating", "status"),
    ("You have reached the cluster limit.", "limit of clusters"),
]
STATEMENTS = [
    ("54000", "transaction row limit exceeded", "3,000 rows"),
    ("54000", "transaction size limit 10mb exceeded", "10 MiB"),
    ("54000", "transaction age limit of 300s exceeded", "five minutes"),
    ("54000", "query requires more than allowed temp space of 131072 KB to execute", "128 MiB"),
    ("53200", "query requires too much temp space, out of memory.", "128 MiB"),
    ("54000", "more than 10 schemas not allowed", "ten schemas"),
    ("54000", "creating more than 1000 tables not allowed", "1,000 tables"),
    ("54000", "creating more than 5000 views not allowed", "5,000"),
    ("54000", "more than 24 indexes per table are not allowed", "24 indexes"),
    ("54011", "more than 8 column keys in an index are not supported", "eight columns"),
    ("54011", "tables can have at most 255 columns", "255 columns"),
    ("54000", "key size too large", "1 KiB"),
    ("54000", "key size greater than 2000 bytes not supported", "1 KiB"),
    ("54000", "maximum row size exceeded", "2 MiB"),
    ("54000", "maximum column size exceeded", "1 MiB"),
    ("54000", "datatype limit greater than 1048576 bytes not supported for text", "1 MiB"),
    ("54000", "view definition too large", "view"),
    ("22023", "NUMERIC precision 1001 must be between 1 and 1000", "1,000 digits"),
    ("53100", "Current cluster size exceeds cluster size limit.", "quota"),
    ("08P01", "invalid message length", "10 MiB"),
    ("XX000", "server unavailable", "briefly unavailable"),
    ("40001", "change conflicts with another transaction (OC000)", "same rows"),
    ("40001", "mutation conflicts with another transaction, retry as needed (OC000)", "same rows"),
    ("40001", "schema has been updated by another transaction (OC001)", "schema"),
    ("25P02", "current transaction is aborted", "ROLLBACK"),
    ("57014", "canceling statement due to user request", "cancelled"),
    ("57P01", "terminating connection due to administrator command", "restarting"),
    ("0A000", "Unsupported isolation level: SERIALIZABLE", "REPEATABLE READ"),
    ("0A000", "multiple ddl statements not supported in a transaction", "one DDL"),
    ("0A000", "ddl and dml are not supported in the same transaction", "Commit between"),
    ("0A000", "unsupported transaction statement: SAVEPOINT", "savepoints"),
    ("0A000", 'setting configuration parameter "TRANSACTION" not supported', "SET TRANSACTION"),
    ("0A000", 'setting configuration parameter "statement_timeout" not supported', "Ctrl+C"),
    ("0A000", 'setting configuration parameter "role" not supported', "few settings"),
    ("42704", 'type "serial" does not exist', "IDENTITY"),
    ("0A000", "datatype integer not supported, identity column type must be bigint", "bigint"),
    ("0A000", "datatype smallint not supported, sequence type must be bigint", "Sequences"),
    ("0A000", "it is not supported without an explicit cache size. please define", "CACHE 1"),
    ("0A000", "datatype bytea is not supported in a key", "key"),
    ("0A000", "datatype integer[] not supported", "array"),
    ("0A000", "datatype money not supported", "cannot have this type"),
    ("0A000", "CREATE TYPE not supported", "DOMAIN"),
    ("0A000", "unsupported statement: CreateEnum", "DOMAIN"),
    ("0A000", "unsupported statement: CompositeType", "DOMAIN"),
    ("0A000", "unsupported statement: CreateRange", "DOMAIN"),
    ("0A000", "ALTER TYPE not supported", "DOMAIN"),
    ("0A000", "TEMPORARY or TEMP table not supported for CREATE TABLE", "temporary"),
    ("0A000", "UNLOGGED table not supported for CREATE TABLE", "durable"),
    ("0A000", "PARTITION BY clause not supported for CREATE TABLE", "PARTITION BY"),
    ("0A000", "unsupported statement: Truncate", "TRUNCATE"),
    ("0A000", "unsupported statement: CreateTableAs", "INSERT … SELECT"),
    ("0A000", "ALTER TABLE ADD COLUMN with constraint not supported", "alone"),
    ("0A000", "unsupported ALTER TABLE ALTER COLUMN ... SET NOT NULL statement", "NOT NULL"),
    ("0A000", "unsupported ALTER TABLE ADD CONSTRAINT statement", "NOT VALID"),
    ("0A000", "unsupported ALTER TABLE VALIDATE CONSTRAINT statement", "ASYNC"),
    ("0A000", "unsupported ALTER TABLE DROP CONSTRAINT statement", "primary key"),
    ("0A000", "cannot drop primary key column id", "primary key"),
    ("0A000", "unsupported ALTER TABLE ENABLE ROW SECURITY statement", "row-level"),
    ("0A000", "unsupported statement: CreatePolicy", "row-level"),
    ("0A000", "unsupported mode. please use CREATE INDEX ASYNC.", "background"),
    ("0A000", "CONCURRENTLY not supported for CREATE INDEX", "Remove CONCURRENTLY"),
    ("0A000", "USING not supported for CREATE INDEX", "USING"),
    ("0A000", "specifying sort order not supported for index keys", "DESC"),
    ("0A000", "opclass not supported for index keys", "operator classes"),
    ("0A000", "CREATE TRIGGER not supported", "triggers"),
    ("0A000", "CREATE FUNCTION with language plpgsql not supported", "PL/pgSQL"),
    ("0A000", "PROCEDURE is not supported", "procedures"),
    ("0A000", "function pg_backend_pid not supported", "does not have"),
    ("0A000", "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported", "UPDATE"),
    ("0A000", "TABLESAMPLE clause not supported", "TABLESAMPLE"),
    ("0A000", "unsupported statement type: MERGE", "ON CONFLICT"),
    ("0A000", "unsupported VACUUM statement", "automatically"),
    ("0A000", "unsupported statement: CreateExtension", "extensions"),
    ("0A000", "unsupported statement: Createdb", "one database"),
    ("0A000", "unsupported statement: CreateTableSpace", "one database"),
    ("0A000", "unsupported statement: Listen", "NOTIFY"),
    ("0A000", "unsupported statement: DeclareCursor", "cursors"),
    ("0A000", "unsupported statement: Execute", "PREPARE"),
    ("0A000", "unsupported statement: Lock", "LOCK"),
    ("0A000", "unsupported statement: AlterSystem", "Rewrite it"),
    ("0A000", "unsupported object in RENAME statement", "Rewrite it"),
    ("42809", "sys.wait_for_job(text) is a procedure", "CALL"),
    ("0A000", "cannot use subquery in CALL argument", "plain values"),
    ("22P02", "Unable to convert text to UUID", "sys.jobs"),
    ("55000", 'index "x" is not valid', "sys.jobs"),
    ("42704", "IAM role arn:aws:iam::1:role/x does not exist", "ARN"),
    ("22023", "IAM role must look like an IAM ARN", "arn:aws:iam"),
    ("42501", "permission denied to grant IAM trust with role", "Connect as admin"),
    ("22023", 'role "app" must have the LOGIN attribute', "WITH LOGIN"),
    ("2BP01", 'role "app" cannot be dropped because some objects depend on it', "REVOKE"),
    ("0A000", "Cannot establish trust with role app", "AWS IAM GRANT"),
    ("0A000", "Role app not supported", "AWS IAM GRANT"),
    ("42704", 'role "app" does not exist', "CREATE ROLE"),
    ("42501", "permission denied for schema public", "USAGE"),
    ("42501", "permission denied for table orders", "GRANT"),
    ("23503", 'violates foreign key constraint "x"', "other table"),
    ("23505", 'duplicate key value violates unique constraint "x"', "this key"),
]


@pytest.mark.parametrize(
    ("sqlstate", "message", "word"), [*((None, *each) for each in OPENINGS), *STATEMENTS]
)
def test_each_error_has_a_cause_and_a_remedy(sqlstate: str | None, message: str, word: str) -> None:
    found = diagnose(ServerError(message, sqlstate))
    assert found is not None
    assert word in f"{found.cause} {found.remedy}"


@pytest.mark.parametrize(
    ("sqlstate", "message"),
    [
        ("42P01", 'relation "clusters" does not exist'),
        ("42703", 'column "row limit" does not exist'),
        ("22012", "division by zero"),
        (None, "server closed the connection unexpectedly"),
    ],
)
def test_unknown_error_has_no_diagnosis(sqlstate: str | None, message: str) -> None:
    assert diagnose(ServerError(message, sqlstate)) is None


def test_every_entry_has_a_source_and_whole_sentences() -> None:
    for _, entries in TABLE:
        for entry in entries:
            assert entry.source.startswith("https://")
            assert entry.cause.endswith(".")
            assert entry.remedy.endswith(".")
