<?php
// Connect to Aurora DSQL with PDO: one connection for each request.
require 'vendor/autoload.php';

use Aws\AuroraDsql\PdoPgsql\AuroraDsql;
use Aws\AuroraDsql\PdoPgsql\DsqlConfig;

$pdo = AuroraDsql::connect(new DsqlConfig(
    host: «host»,
    port: «custom_port:plain»,
    user: «role»,
    region: «region»,
    profile: «profile»,
));
«?search_path»$pdo->exec(«set_search_path»);
echo $pdo->query('SELECT 1')->fetchColumn(), "\n";
