"""PHP: PDO, with AWS's connector and plain."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

PDO = Recipe(
    name="pdo",
    title="PDO",
    group="PHP",
    how="Aurora DSQL connector; it signs for each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/php/pdo_pgsql",
    packages=(Package("composer", "awslabs/aurora-dsql-pdo-pgsql", "0.1.1"),),
    files=(
        File(
            "connect.php",
            "php",
            """
<?php
// Aurora DSQL by PDO; a connection for each request.
require 'vendor/autoload.php';

use Aws\\AuroraDsql\\PdoPgsql\\AuroraDsql;
use Aws\\AuroraDsql\\PdoPgsql\\DsqlConfig;

$pdo = AuroraDsql::connect(new DsqlConfig(
    host: «host»,
    port: «port:raw»,
    user: «role»,
    region: «region»,
    profile: «profile»,
));
«?schema»$pdo->exec(«set_search_path»);
echo $pdo->query('SELECT 1')->fetchColumn(), "\\n";
""",
        ),
    ),
    run="""
export PGSSLROOTCERT=«roots»
php connect.php
""",
    notes=("Persistent connections are of no use: they outlive their hour.",),
    trust="libpq",
    why="Packagist was not reached",
)

PDO_TOKEN = Recipe(
    name="pdo-token",
    title="PDO, plain",
    group="PHP",
    how="a token from the environment",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/php",
    packages=(Package("apt", "php-pgsql", "8.2"),),
    files=(
        File(
            "connect.php",
            "php",
            """
<?php
// Aurora DSQL by PDO; the password is in PGPASSWORD, which libpq reads.
$pdo = new PDO('pgsql:' . «conninfo»);

// Try it: a table, two rows, and away with it again.
$pdo->exec('CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)');
$insert = $pdo->prepare('INSERT INTO hello_dsql (word) VALUES (?), (?)');
$insert->execute(['hello', 'world']);
echo $pdo->query('SELECT count(*) FROM hello_dsql')->fetchColumn(), " rows\\n";
$pdo->exec('DROP TABLE hello_dsql');
""",
        ),
    ),
    run="""
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
php connect.php
""",
    notes=("In a web application sign by Aws\\DSQL\\AuthTokenGenerator of aws/aws-sdk-php.",),
    trust="libpq",
    hostaddr=True,
    private=True,
    toolchain="php",
    tested="sandbox",
)

RECIPES = (PDO, PDO_TOKEN)
