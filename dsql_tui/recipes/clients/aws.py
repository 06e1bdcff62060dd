"""Recipes for programs and interfaces of AWS: MCP server, loader, CLI, HTTPS API, boto3."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_OFFLINE_SIGNING = (
    "Signing contacts no server: a wrong endpoint, Region or profile also gives a token, which is "
    "then rejected when you connect."
)

MCP = Recipe(
    name="mcp",
    title="MCP server for assistants",
    group="Tools",
    summary="awslabs.aurora-dsql-mcp-server, started by uvx, which authenticates with IAM",
    source="https://awslabs.github.io/mcp/servers/aurora-dsql-mcp-server",
    packages=(Package("pip", "awslabs.aurora-dsql-mcp-server", "1.1.4"),),
    files=(File("mcp.json", "json"),),
    notes=(
        "It is read-only unless you add --allow-writes. Give it a role that cannot write.",
        "It uses sslmode=require, so it does not verify the server's certificate.",
        "It always connects to port 5432.",
        "It sets no search path: write the schema before each name.",
    ),
    trust="other",
    sets_search_path=False,
    static_reason="always connects to port 5432",
)

LOADER = Recipe(
    name="loader",
    title="Aurora DSQL loader",
    group="Tools",
    summary="the AWS loader for CSV, TSV and Parquet files, which authenticates with IAM",
    source="https://github.com/aws-samples/aurora-dsql-loader",
    notes=(
        "It also has the commands migrate, export and list-tables. --resume-job-id continues an "
        "interrupted load.",
    ),
    trust="other",
    static_reason="only released as a program on GitHub",
)

TOKEN = Recipe(
    name="token",
    title="dsql-tui token",
    group="AWS",
    summary="a token for any client that takes a password",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html",
    notes=(
        "A token contains / ? & = %. Percent-encode it in a URL or, better, use PGPASSWORD.",
        "A token is valid for 15 minutes by default and for a week at most. Only connecting "
        "needs it.",
    ),
    trust="other",
    sets_search_path=False,
    supports_hostaddr=True,
    supports_privatelink=True,
    tested="sandbox",
    quick=True,
)

AWS_CLI = Recipe(
    name="aws-cli",
    title="AWS CLI",
    group="AWS",
    summary="the description of the cluster, and a token",
    source="https://docs.aws.amazon.com/cli/latest/reference/dsql/",
    notes=(
        "Use version 2. Version 1 describes clusters but cannot sign tokens; `dsql-tui token` can.",
        _OFFLINE_SIGNING,
    ),
    trust="other",
    sets_search_path=False,
    supports_hostaddr=True,
    supports_privatelink=True,
    static_reason="version 2 is not available to the tests, which run version 1 for clusters",
)

HTTPS_API = Recipe(
    name="https-api",
    title="HTTPS API",
    group="AWS",
    summary="requests signed by curl",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/Welcome.html",
    notes=(
        "ListClusters is GET /cluster, CreateCluster is POST /cluster, and DeleteCluster is "
        "DELETE /cluster/ID.",
        "The API does not run SQL. For that, use the PostgreSQL protocol.",
    ),
    trust="other",
    sets_search_path=False,
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="curl",
    tested="sandbox",
    quick=True,
)

CLOUDFORMATION = Recipe(
    name="cloudformation",
    title="CloudFormation",
    group="AWS",
    summary="a template for a cluster with its endpoint as an output",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-dsql-cluster.html",
    files=(File("cluster.yaml", "yaml"),),
    notes=("To export an existing cluster as a template, use the cluster list of the console.",),
    trust="other",
    sets_search_path=False,
    supports_hostaddr=True,
    supports_privatelink=True,
    static_reason="creates a cluster; cfn-lint finds no problem in it",
)

BOTO3 = Recipe(
    name="boto3",
    title="AWS SDK for Python (boto3)",
    group="AWS",
    summary="the description of the cluster, and a token",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/userguide/aws-sdks.html",
    packages=(Package("pip", "boto3", "1.44.8"),),
    files=(File("describe.py", "python"),),
    notes=(
        _OFFLINE_SIGNING,
        "get_cluster needs dsql:GetCluster. Signing needs no permission, but connecting does.",
    ),
    trust="other",
    sets_search_path=False,
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (MCP, LOADER, TOKEN, AWS_CLI, HTTPS_API, CLOUDFORMATION, BOTO3)
