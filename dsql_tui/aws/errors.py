"""Errors of AWS and of its credentials, each as a sentence for the user."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import Any, Protocol

from dsql_tui.aws.credential_calls import CredentialCalls
from dsql_tui.aws.profile_chain import (
    ProfileChain,
    SessionSource,
    describe_configuration_error,
    describe_missing_credentials,
    describe_missing_file,
    describe_process_error,
    describe_sign_in,
    describe_unanswered_call,
)
from dsql_tui.aws.rejected_credentials import describe_rejection, is_rejection

_SSO_CACHE_NAME = re.compile("[0-9a-f]{40}")

_SIGN_IN_ERRORS = ("SSOError", "TokenRetrievalError", "LoginError")
"""botocore's errors when a sign-in has expired; the last came with `aws login`, in 2025."""

_CONFIGURATION_ERRORS = (
    "ConfigParseError",
    "InvalidConfigError",
    "MissingDependencyException",
    "PartialCredentialsError",
    "UnknownCredentialError",
)

_SDK_ERRORS = (AttributeError, KeyError, OverflowError, RuntimeError, TypeError)
"""Errors that botocore raises for credentials in an unexpected form."""


_WRONG_ANSWER = "The answer did not come from AWS. Check for a proxy on the way."
_PARSER, _ENDPOINT = str(Path("botocore", "parsers.py")), str(Path("botocore", "endpoint.py"))


class AwsError(Exception):
    """AWS could not be asked, or refused; the text is one sentence for the user."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code
        """AWS's name for the error, such as `AccessDeniedException`; empty if there is none."""


class SignInExpired(AwsError):
    """A sign-in with a browser has expired: the user has to sign in again."""


class NoCredentials(AwsError):
    """boto3 found no credentials."""


class MfaError(AwsError):
    """No MFA code was given, or AWS did not accept it."""


class MfaExpired(MfaError):
    """Credentials that took an MFA code have expired: the user has to give another code."""


class CredentialsRejected(AwsError):
    """AWS does not accept the credentials."""


class CredentialSource(SessionSource, Protocol):
    """An identity, as far as its errors are concerned."""

    mfa_error: AwsError | None
    credential_calls: CredentialCalls


@contextmanager
def translate_errors(identity: CredentialSource | None = None) -> Iterator[None]:
    """Turn what botocore raises into an `AwsError` with the reason on one line.

    With an identity, the text names the AWS profile that failed and the remedy.
    """
    # Imported here, because credentials in the environment do without botocore.
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    chain = ProfileChain(identity)
    try:
        yield
    except ClientError as error:
        raise _translate_answer(identity, error.operation_name, error.response) from error
    except BotoCoreError as error:
        raise _translate_sdk_error(identity, error) from error
    except ResponseParserError as error:
        raise AwsError(_WRONG_ANSWER) from error
    except OSError as error:
        raise AwsError(describe_missing_file(chain, error)) from error
    except (ValueError, *_SDK_ERRORS) as error:
        # botocore raises KeyError with the name of a file of its cache that is not JSON.
        if isinstance(error, KeyError) and _SSO_CACHE_NAME.fullmatch(str(error.args[0])):
            raise SignInExpired(describe_sign_in(chain)) from error
        if _comes_from_answer(error):
            raise AwsError(_WRONG_ANSWER) from error
        raise AwsError(describe_process_error(chain, str(error))) from error


def _comes_from_answer(error: BaseException) -> bool:
    """Return whether an answer of an unexpected form caused an error, and not the credentials.

    botocore parses answers in one module and completes them in another, which also signs requests;
    this package reads them.
    """
    places = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    if Path(places[-1]).parent == Path(__file__).parent:
        return isinstance(error, AttributeError | LookupError | TypeError)
    return places[-1].endswith(_ENDPOINT) or any(place.endswith(_PARSER) for place in places)


def _translate_answer(
    identity: CredentialSource | None, operation: str, response: Mapping[str, Any]
) -> AwsError:
    """Return the error that AWS answered with."""
    details = response.get("Error", {})
    code, message = details.get("Code") or "Error", details.get("Message") or ""
    # What may follow repeats the whole request, with the session token in it.
    message = " ".join(message.partition("The Canonical String")[0].split())
    text, chain = f"{code}: {message}".rstrip(": "), ProfileChain(identity)
    role_arn = identity.credential_calls.role_arn if identity else ""
    if identity:
        text = describe_rejection(chain, operation, role_arn, code, text) or text
    if "MultiFactorAuthentication" in message:
        failed: AwsError = MfaError(text, code)
    else:
        failed = CredentialsRejected(text, code) if is_rejection(code) else AwsError(text, code)
    if identity and operation == "AssumeRole":
        identity.mfa_error = failed
    return failed


def _translate_sdk_error(identity: CredentialSource | None, error: Any) -> AwsError:
    """Return an error of botocore's: of credentials, the configuration, or the network."""
    # Imported here, as above.
    from botocore import exceptions

    chain = ProfileChain(identity)
    text = " ".join(str(error).split())
    match type(error).__name__:
        case "NoCredentialsError":
            return NoCredentials(describe_missing_credentials(chain))
        case "RefreshWithMFAUnsupportedError":
            # botocore refuses to ask twice, also after a code that failed.
            return (identity and identity.mfa_error) or MfaExpired(
                "The credentials from the MFA code are not valid any more. Enter a new code."
            )
        case "EndpointConnectionError":
            url = error.kwargs["endpoint_url"]
            text = f"{url} cannot be reached: no such region, or no network."
        case "ProfileNotFound":
            name = error.kwargs.get("profile", "")
            return AwsError(
                f"There is no AWS profile “{name}”: `aws configure list-profiles` lists them."
            )
        case "CredentialRetrievalError":
            return AwsError(describe_process_error(chain, str(error.kwargs["error_msg"])))
    if any(isinstance(error, getattr(exceptions, name, ())) for name in _SIGN_IN_ERRORS):
        return SignInExpired(describe_sign_in(chain))
    if any(isinstance(error, getattr(exceptions, name, ())) for name in _CONFIGURATION_ERRORS):
        return AwsError(describe_configuration_error(chain, text))
    if identity and identity.credential_calls.pending:
        identity.credential_calls.pending = ""
        return AwsError(describe_unanswered_call(chain, identity.credential_calls.role_arn, text))
    return AwsError(text)
