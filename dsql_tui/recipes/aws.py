"""AWS's own programs: MCP server, loader, command line, HTTPS API, CloudFormation."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

MCP = Recipe(
    name="mcp",
    title="MCP server, for assistants",
    group="Programs",
    how="awslabs.aurora-dsql-mcp-server, started by uvx, which signs by itself",
    source="https://awslabs.github.io/mcp/servers/aurora-dsql-mcp-server",
    packages=(Package("pip", "awslabs.aurora-dsql-mcp-server", "1.1.4"),),
    files=(
        File(
            "mcp.json",
            "json",
            """
{
  "mcpServers": {
    "aurora-dsql": {
      "command": "uvx",
      "args": [
        "awslabs.aurora-dsql-mcp-server@latest",
«?profile»        "--profile",
        «profile»,
        "--cluster_endpoint",
        «host»,
        "--region",
        «region»,
        "--database_user",
        «role»
      ],
      "env": { "FASTMCP_LOG_LEVEL": "ERROR" }
    }
  }
}
""",
        ),
    ),
    run='claude mcp add-json aurora-dsql "$(python -c \'import json; print(json.dumps(json.load(open("mcp.json"))["mcpServers"]["aurora-dsql"]))\')"',
    notes=(
        "It reads only; --allow-writes lets it change things. Give it a role that may not.",
        "It connects with sslmode=require: the server's certificate is not verified. Port 5432 only.",
        "It sets no search path: write the schema before each name.",
    ),
    trust="other",
    searches=False,
    why="it connects to port 5432 only",
)

LOADER = Recipe(
    name="loader",
    title="Aurora DSQL loader",
    group="Programs",
    how="AWS's loader for CSV, TSV and Parquet, which signs by itself",
    source="https://github.com/aws-samples/aurora-dsql-loader",
    run="""
export AWS_PROFILE=«profile»
aurora-dsql-loader load --endpoint «endpoint» --source-uri s3://your-bucket/hello.csv --table hello --if-not-exists --dry-run
«?schema»aurora-dsql-loader load --endpoint «endpoint» --source-uri s3://your-bucket/hello.csv --schema «schema:raw» --table hello --if-not-exists
«!schema»aurora-dsql-loader load --endpoint «endpoint» --source-uri s3://your-bucket/hello.csv --table hello --if-not-exists
""",
    notes=(
        "It also has migrate, export and list-tables; --resume-job-id goes on where it stopped.",
    ),
    trust="other",
    why="it comes as a program from GitHub",
)

AWS_CLI = Recipe(
    name="aws-cli",
    title="AWS CLI",
    group="AWS",
    how="the cluster's description, and a token",
    source="https://docs.aws.amazon.com/cli/latest/reference/dsql/",
    run="""
aws --version
export AWS_PROFILE=«profile»
aws dsql get-cluster --identifier «identifier» --region «region»
aws dsql generate-«action:kebab»-auth-token --hostname «endpoint» --region «region» --expires-in «expires_in»
""",
    notes=(
        "Version 2 only: version 1 describes clusters, but cannot sign tokens. `dsql-tui token` can.",
        "Signing asks nobody: a wrong endpoint, Region or profile yields a token too, and is refused "
        "when connecting.",
    ),
    trust="other",
    searches=False,
    hostaddr=True,
    private=True,
    why="version 2 is not in the registries that the tests reach; version 1 is run for clusters",
)

TOKEN = Recipe(
    name="token",
    title="dsql-tui token",
    group="AWS",
    how="a token, for whatever takes a password",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html",
    run="""
dsql-tui token «endpoint» --role «role» --aws-profile «profile» --expires-in «expires_in»
«!profile»dsql-tui token «endpoint» --role «role» --expires-in «expires_in»
""",
    notes=(
        "In a URL a token must be percent-encoded: it has / ? & = % in it. Better in PGPASSWORD.",
        "It lasts 15 minutes by default, a week at most, and is needed to connect only.",
    ),
    trust="other",
    searches=False,
    hostaddr=True,
    private=True,
    tested="sandbox",
    quick=True,
)

HTTPS_API = Recipe(
    name="https-api",
    title="HTTPS API",
    group="AWS",
    how="signed by curl",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/Welcome.html",
    run="""
# Credentials come from the environment; for a profile: eval "$(aws configure export-credentials --format env)"
api="${AWS_ENDPOINT_URL_DSQL:-https://dsql.«region:raw».api.aws}"
curl --silent --show-error --fail-with-body --aws-sigv4 aws:amz:«region:raw»:dsql --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${AWS_SESSION_TOKEN:+--header "x-amz-security-token: $AWS_SESSION_TOKEN"} "$api/cluster/«identifier:raw»"
""",
    notes=(
        "ListClusters is GET /cluster, CreateCluster POST /cluster, DeleteCluster DELETE /cluster/…",
        "SQL does not go over it: that takes PostgreSQL's protocol.",
    ),
    trust="other",
    searches=False,
    hostaddr=True,
    private=True,
    toolchain="curl",
    tested="sandbox",
    quick=True,
)

CLOUDFORMATION = Recipe(
    name="cloudformation",
    title="CloudFormation",
    group="AWS",
    how="a template for a cluster, and its endpoint as an output",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-dsql-cluster.html",
    files=(
        File(
            "cluster.yaml",
            "yaml",
            """
AWSTemplateFormatVersion: "2010-09-09"
Description: A cluster of Aurora DSQL in one Region
Resources:
  Cluster:
    Type: AWS::DSQL::Cluster
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      DeletionProtectionEnabled: true
      Tags:
        - Key: Name
          Value: app
Outputs:
  Identifier:
    Value: !Ref Cluster
  Endpoint:
    Value: !GetAtt Cluster.Endpoint
  Arn:
    Value: !GetAtt Cluster.ResourceArn
""",
        ),
    ),
    run="""
export AWS_PROFILE=«profile»
aws cloudformation deploy --template-file cluster.yaml --stack-name dsql-app --region «region»
""",
    notes=("The console writes the template of a cluster that is there: in its clusters, export.",),
    trust="other",
    searches=False,
    hostaddr=True,
    private=True,
    why="it makes a cluster; cfn-lint finds nothing wrong with it",
)

RECIPES = (MCP, LOADER, TOKEN, AWS_CLI, HTTPS_API, CLOUDFORMATION)
