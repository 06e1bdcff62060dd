"""Change streams as calls and commands, and the words about what is wrong."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from dsql_tui.dsql.commands import cli_command
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.streams import Stream, create_stream, delete_stream

CLUSTER = public_endpoint("a" * 26, "us-east-1")
KINESIS = "arn:aws:kinesis:us-east-1:111122223333:stream/changes"
ROLE = "arn:aws:iam::111122223333:role/writer"


def test_a_stream_is_created_and_deleted_by_commands() -> None:
    created = create_stream(CLUSTER, KINESIS, ROLE)
    command = cli_command(created.steps[0])
    assert command.startswith(
        f"aws dsql create-stream --region us-east-1 --cluster-identifier {'a' * 26}"
    )
    assert f'{{"kinesis":{{"streamArn":"{KINESIS}","roleArn":"{ROLE}"}}}}' in command
    assert created.actions == ("dsql:CreateStream", "iam:PassRole")
    stream = Stream("s1", "arn", "ACTIVE", datetime.now(timezone.utc))
    assert "aws dsql delete-stream" in cli_command(delete_stream(CLUSTER, stream).steps[0])


@pytest.mark.parametrize(
    ("target", "role", "words"),
    [
        ("", ROLE, "ARN of a Kinesis stream"),
        (KINESIS.replace("us-east-1", "eu-west-1"), ROLE, "region, us-east-1"),
        (KINESIS, "writer", "ARN of the role"),
        (KINESIS, ROLE.replace("1111", "9999"), "same account"),
    ],
)
def test_wrong_arns_are_explained(target: str, role: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        create_stream(CLUSTER, target, role)


def test_what_is_wrong_is_explained() -> None:
    stream = Stream("s1", "arn", "IMPAIRED", datetime.now(timezone.utc))
    assert stream.explanation == ""
    for failure, words in [("ROLE_ACCESS_DENIED", "dsql.amazonaws.com"), ("NEW_ONE", "NEW_ONE")]:
        failed = Stream("s1", "arn", "IMPAIRED", stream.created, failure=failure)
        assert words in failed.explanation
