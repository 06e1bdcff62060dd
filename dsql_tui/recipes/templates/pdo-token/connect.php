<?php
// Connect to Aurora DSQL with PDO. libpq reads all settings from the PG* environment variables.
$pdo = new PDO('pgsql:dbname=postgres');

// Try it: create a table, insert two rows, count them and drop the table.
$pdo->exec('CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)');
$insert = $pdo->prepare('INSERT INTO hello_dsql (word) VALUES (?), (?)');
$insert->execute(['hello', 'world']);
echo $pdo->query('SELECT count(*) FROM hello_dsql')->fetchColumn(), " rows\n";
$pdo->exec('DROP TABLE hello_dsql');
