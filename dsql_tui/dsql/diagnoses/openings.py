"""Errors when a session is opened. libpq gives no SQLSTATE, so the words alone decide."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import (
    ACCESS,
    AUTH,
    LIBPQ,
    PRIVATE,
    QUOTAS,
    ROLES,
    TROUBLE,
    KnownError,
)

DENIED = (
    KnownError(
        "Signature expired",
        "The token was signed too long ago, or this computer's clock is behind.",
        "Open the session again for a new token; if that fails too, set the clock.",
        TROUBLE,
    ),
    KnownError(
        "Wrong user to action mapping",
        "admin needs a token for DbConnectAdmin, and every other database role one for DbConnect.",
        "Sign the token for the role that you connect as.",
        TROUBLE,
    ),
    KnownError(
        "explicit deny in a resource-based policy",
        "The cluster's policy denies this identity or its network path.",
        "Ask your administrator to check the policy: it may allow only one VPC or organization.",
        "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/resource-based-policies.html",
    ),
    KnownError(
        "is not authorized to perform",
        "The identity lacks the IAM permission for this database role.",
        "Ask for dsql:DbConnectAdmin (for admin) or dsql:DbConnect on this cluster.",
        AUTH,
    ),
    KnownError(
        "is not authorized to access this resource",
        "The cluster belongs to another account, or the AWS profile or region is wrong.",
        "Compare the identity's account and region with the cluster's.",
        TROUBLE,
    ),
    KnownError(
        "X-Amz-Expires must be less than a week",
        "The token was signed for more than a week, which is the longest that one can last.",
        "Sign a token for a shorter time.",
        TROUBLE,
    ),
    KnownError(
        "AWS rejects the ",
        "The token was signed with credentials that AWS does not accept.",
        "Renew the credentials, then open the session again.",
        TROUBLE,
    ),
    KnownError(
        "access denied",
        "The token, the database role, the region or the cluster's policy does not match.",
        "Check that the role exists and is granted to this identity, that account and region are "
        "the cluster's, and that this computer's clock is correct.",
        TROUBLE,
    ),
    KnownError(
        "IAM authentication failed for user",
        "The token has expired, was signed for more than a week, or outlived its credentials.",
        "Renew the credentials, then open the session again for a new token.",
        TROUBLE,
    ),
    KnownError(
        "InvalidAccessKeyId|UnrecognizedClient|InvalidClientTokenId",
        "AWS does not know the access key.",
        "Correct the credentials, or choose another AWS profile.",
        TROUBLE,
    ),
    KnownError(
        "invalid password packet size|no password supplied",
        "No token was sent: the password is empty.",
        "Check whether the command that signs the token failed.",
        TROUBLE,
    ),
    KnownError(
        "invalid URI query parameter",
        "The connection URL contains a token whose characters have a meaning in URLs.",
        "Pass the token as PGPASSWORD, or percent-encode it.",
        TROUBLE,
    ),
    KnownError(
        r"^role \S+ does not exist",
        "There is no such database role in this cluster.",
        "Create it: CREATE ROLE name WITH LOGIN.",
        ROLES,
    ),
)

FOR_NOW = (
    KnownError(
        "waking up cluster",
        "The cluster was idle for a long time and is waking up.",
        "Try again in a minute.",
        TROUBLE,
    ),
    KnownError(
        "too many open connections",
        "The cluster has reached its limit of sessions (10,000 by default).",
        "Close sessions that you do not need, then try again.",
        QUOTAS,
    ),
    KnownError(
        "rate exceeded",
        "Sessions are being opened faster than the cluster allows (100 a second).",
        "Wait a moment, then try again.",
        QUOTAS,
    ),
    KnownError(
        "server unavailable",
        "The cluster is briefly unavailable.",
        "Wait a moment, then try again.",
        TROUBLE,
    ),
)

TLS = (
    KnownError(
        "sni was not received|unrecognized SSL error code: 6",
        "The TLS handshake did not name the endpoint.",
        "Connect to the cluster's endpoint; for a tunnel, give its address with --hostaddr.",
        TROUBLE,
    ),
    KnownError(
        "certificate verify failed|unregistered scheme",
        "The server's certificate is not signed by a root that this computer trusts, or it is "
        "not valid now.",
        "Name a file of root certificates with --sslrootcert; dsql-tui doctor shows which is used.",
        ACCESS,
    ),
    KnownError(
        "root certificate file|SSL root certificate",
        "The file of root certificates does not exist or contains none.",
        "Name another file with --sslrootcert, or correct SSL_CERT_FILE: it must have certificates "
        "in PEM format.",
        LIBPQ,
    ),
    KnownError(
        "does not match (?:host ?name|certificate)",
        "The server's certificate is for another host name, as behind a private endpoint.",
        "Connect to the cluster's endpoint, or use --sslmode require.",
        PRIVATE,
    ),
    KnownError(
        "without ALPN",
        "The server at this address speaks TLS, but not PostgreSQL.",
        "Check --hostaddr and --port, and where the tunnel ends.",
        LIBPQ,
    ),
    KnownError(
        "weak sslmode",
        "With the system's root certificates libpq always verifies the host name.",
        "Leave --sslmode at verify-full.",
        LIBPQ,
    ),
    KnownError(
        "SSL support is not compiled in",
        "libpq was built without TLS, which Aurora DSQL requires.",
        "Install psycopg with its binary package.",
        LIBPQ,
    ),
    KnownError(
        'invalid (?:connection option|sslnegotiation value).*|sslnegotiation" ',
        "libpq is older than 17 and cannot open a connection with TLS directly.",
        "Install psycopg with its binary package.",
        LIBPQ,
    ),
    KnownError(
        "SSL is mandatory",
        "The client connected without TLS, and the cluster accepts TLS only.",
        "Use sslmode=verify-full.",
        TROUBLE,
    ),
    KnownError(
        "direct tls needs|SSL error|SSL SYSCALL|tls",
        "The TLS handshake failed.",
        "Check for a proxy or firewall between this computer and the cluster.",
        TROUBLE,
    ),
)

NETWORK = (
    KnownError(
        "could not translate host ?name|failed to resolve host|name or service not known|"
        "name resolution",
        "DNS does not know the endpoint: the cluster does not exist, or there is no network.",
        "Check the identifier, the region and the network.",
        LIBPQ,
    ),
    KnownError(
        "network is unreachable|no route to host",
        "This computer has no route to that address; the name has IPv4 and IPv6 addresses.",
        "Check the network; if only IPv6 fails, use --ipv4.",
        TROUBLE,
    ),
    KnownError(
        "connection refused",
        "Nothing listens at that address and port.",
        "Check --hostaddr and --port, and whether the tunnel is open.",
        LIBPQ,
    ),
    KnownError(
        "timeout expired|timed out",
        "Nothing answered in time.",
        "Check the network, the security group of the private endpoint, or the tunnel.",
        LIBPQ,
    ),
    KnownError(
        r'database "\w+" does not exist',
        "A cluster has one database, postgres.",
        "Use schemas to divide it.",
        QUOTAS,
    ),
    KnownError(
        "(?:is|cluster is) (?:creating|deleting|deleted|failed|pending_setup|pending_delete)",
        "The cluster does not accept sessions in this status.",
        "Wait until it is ACTIVE, or choose another.",
        TROUBLE,
    ),
)

CONNECT_ERRORS = DENIED + FOR_NOW + TLS + NETWORK
