"""Why a session is not opened. libpq gives no SQLSTATE then, so the words alone must tell."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import (
    ACCESS,
    AUTH,
    LIBPQ,
    PRIVATE,
    QUOTAS,
    ROLES,
    TROUBLE,
    Known,
)

DENIED = (
    Known(
        "Signature expired",
        "The token was signed too long ago, or this computer's clock is behind.",
        "Open the session again for a new token; if that fails too, set the clock.",
        TROUBLE,
    ),
    Known(
        "Wrong user to action mapping",
        "admin takes a token for DbConnectAdmin, every other database role one for DbConnect.",
        "Sign the token for the role that you connect as.",
        TROUBLE,
    ),
    Known(
        "explicit deny in a resource-based policy",
        "The cluster's own policy denies this identity, or the way that it comes by.",
        "Have the policy looked at: it may let in one VPC only, or one organisation.",
        "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/resource-based-policies.html",
    ),
    Known(
        "is not authorized to perform",
        "The identity lacks the IAM permission for this database role.",
        "Have dsql:DbConnectAdmin (for admin) or dsql:DbConnect allowed on this cluster.",
        AUTH,
    ),
    Known(
        "is not authorized to access this resource",
        "The cluster belongs to another account, or the profile or region is a different one.",
        "Compare the identity's account and region with the cluster's.",
        TROUBLE,
    ),
    Known(
        "access denied",
        "The token, the database role, the region or the cluster's policy does not fit.",
        "Check that the role exists and is granted to this identity, that identity and region are "
        "the cluster's, and that this computer's clock is right.",
        TROUBLE,
    ),
    Known(
        "IAM authentication failed for user",
        "The token has expired, was signed for more than a week, or outlived its credentials.",
        "Renew the credentials, then open the session again for a new token.",
        TROUBLE,
    ),
    Known(
        "InvalidAccessKeyId|UnrecognizedClient|InvalidClientTokenId",
        "AWS does not know the access key.",
        "Correct the credentials, or choose another AWS profile.",
        TROUBLE,
    ),
    Known(
        "invalid password packet size|no password supplied",
        "No token was sent: the password is empty.",
        "Look whether the command that makes the token failed.",
        TROUBLE,
    ),
    Known(
        "invalid URI query parameter",
        "A token stands in a connection URL, where its characters mean something else.",
        "Give the token as PGPASSWORD, or percent-encode it.",
        TROUBLE,
    ),
    Known(
        r"^role \S+ does not exist",
        "There is no such database role in this cluster.",
        "Create it: CREATE ROLE name WITH LOGIN.",
        ROLES,
    ),
)

FOR_NOW = (
    Known(
        "waking up cluster",
        "The cluster has been idle for long and is waking up.",
        "Try again in a little while.",
        TROUBLE,
    ),
    Known(
        "too many open connections",
        "The cluster has as many sessions as it allows (10,000 unless raised).",
        "Close sessions that are not needed, then try again.",
        QUOTAS,
    ),
    Known(
        "rate exceeded",
        "Sessions are being opened faster than the cluster allows (100 a second).",
        "Wait a moment, then try again.",
        QUOTAS,
    ),
    Known(
        "server unavailable",
        "The cluster is not available for a moment.",
        "Wait a moment, then try again.",
        TROUBLE,
    ),
)

TLS = (
    Known(
        "sni was not received|unrecognized SSL error code: 6",
        "The TLS handshake did not name the endpoint.",
        "Reach the cluster by its endpoint; through a tunnel, give its address as --hostaddr.",
        TROUBLE,
    ),
    Known(
        "certificate verify failed|unregistered scheme",
        "The server's certificate was not signed by a root that this computer trusts, or it is "
        "not valid now.",
        "Name the file of root certificates with --sslrootcert; dsql-tui doctor tells which it is.",
        ACCESS,
    ),
    Known(
        "root certificate file|SSL root certificate",
        "The file of root certificates is not there, or holds none.",
        "Name another with --sslrootcert: certificates in PEM.",
        LIBPQ,
    ),
    Known(
        "does not match (?:host ?name|certificate)",
        "The server's certificate is for another host name, as behind a private endpoint.",
        "Connect to the cluster's own endpoint, or check less with --sslmode require.",
        PRIVATE,
    ),
    Known(
        "without ALPN",
        "What listens there speaks TLS, but not for PostgreSQL.",
        "Check --hostaddr and --port, and what the tunnel leads to.",
        LIBPQ,
    ),
    Known(
        "weak sslmode",
        "With the system's root certificates libpq insists on checking the host name.",
        "Leave --sslmode at verify-full.",
        LIBPQ,
    ),
    Known(
        "SSL support is not compiled in",
        "libpq was built without TLS, which Aurora DSQL insists on.",
        "Install psycopg with its binary package.",
        LIBPQ,
    ),
    Known(
        'invalid (?:connection option|sslnegotiation value).*|sslnegotiation" ',
        "libpq is older than 17 and does not know how to begin with TLS at once.",
        "Install psycopg with its binary package.",
        LIBPQ,
    ),
    Known(
        "tls is required|direct tls needs|SSL error|SSL SYSCALL|tls",
        "The TLS handshake failed.",
        "Look for a proxy or firewall between this computer and the cluster.",
        TROUBLE,
    ),
)

NETWORK = (
    Known(
        "could not translate host ?name|failed to resolve host|name or service not known|"
        "name resolution",
        "The endpoint's name is not known to DNS: no such cluster, or no network.",
        "Check the identifier, the region and the network.",
        LIBPQ,
    ),
    Known(
        "network is unreachable|no route to host",
        "This computer has no way to that address; the name has IPv4 and IPv6 addresses.",
        "Check the network; where only IPv6 fails, give an IPv4 address as --hostaddr.",
        TROUBLE,
    ),
    Known(
        "connection refused",
        "Nothing listens at that address and port.",
        "Check --hostaddr and --port, and whether the tunnel is up.",
        LIBPQ,
    ),
    Known(
        "timeout expired|timed out",
        "Nothing answered in time.",
        "Check the network, the security group of the private endpoint, or the tunnel.",
        LIBPQ,
    ),
    Known(
        r'database "\w+" does not exist',
        "A cluster has one database, postgres.",
        "Use schemas to divide it.",
        QUOTAS,
    ),
    Known(
        "(?:is|cluster is) (?:creating|deleting|deleted|failed|pending_setup|pending_delete)",
        "The cluster takes no sessions in this status.",
        "Wait until it is ACTIVE, or choose another.",
        TROUBLE,
    ),
)

OPENINGS = DENIED + FOR_NOW + TLS + NETWORK
