"""Statements with a secret, and statements without."""

from __future__ import annotations

import pytest

from dsql_tui.sql.secret import contains_secret

SECRETS = [
    "select 'AKIAIOSFODNN7EXAMPLE'",
    "select 'asiaiosfodnn7example'",
    "insert into keys values ('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')",
    "-- cluster.dsql.us-east-1.on.aws/?Action=DbConnectAdmin&X-Amz-Signature=0a1b",
    "select '-----BEGIN RSA PRIVATE KEY-----'",
    "select 'ghp_0123456789abcdef0123456789abcdef0123'",
    "select 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln'",
    "create role app with login password 'hunter2'",
    "update users set password = 'hunter2' where id = 1",
    "alter role app password E'hunter2'",
    "ALTER ROLE app PASSWORD U&'hunter2'",
    "alter role app password $$hunter2$$",
    "alter role app password $x$hunter2$x$",
    "alter role app with encrypted password N'hunter2'",
    "create user app password\n\t'hunter2'",
    "alter role app password/* a */'hunter2'",
    "alter role app password -- a\n 'hunter2'",
    "alter role app password'hunter2'",
    "alter role app password '''hunter2'",
    "set app.password to 'hunter2'",
    "update users set \"password\" = E'hunter2'",
    "\\copy t from program 'curl https://me:hunter2@example.com/t.csv'",
    "select dblink('postgres://me:hunter2@host/db')",
]
PLAIN = [
    "select * from orders where id = 42",
    "select password from users where name = 'ann'",
    "select '9b74c9897bac770ffc029102a571f9f7a8d1e2c3'",
    "aws iam grant app to 'arn:aws:iam::123456789012:role/App'",
    "select a_column_whose_name_is_exactly_40_letters_x from t",
    "select 'https://example.com/a:b'",
    "comment on table t is 'who keeps the secret'",
    "alter role app password null",
    "select secret from t where kind = 'a'",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_found(text: str) -> None:
    assert contains_secret(text)


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_is_no_secret(text: str) -> None:
    assert not contains_secret(text)
