"""Go: pgx, with AWS's connector and plain."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_RUN = """
export SSL_CERT_FILE=«ca»
go mod tidy
go run .
"""
_TRY = """
	// Try it: a table, two rows, and away with it again.
	for _, statement := range []string{
		"CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)",
		"INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')",
	} {
		if _, err := pool.Exec(ctx, statement); err != nil {
			log.Fatal(err)
		}
	}
	var count int
	if err := pool.QueryRow(ctx, "SELECT count(*) FROM hello_dsql").Scan(&count); err != nil {
		log.Fatal(err)
	}
	fmt.Println(count, "rows")
	if _, err := pool.Exec(ctx, "DROP TABLE hello_dsql"); err != nil {
		log.Fatal(err)
	}
}
"""

PGX = Recipe(
    name="pgx",
    title="pgx",
    group="Go",
    how="Aurora DSQL connector; it signs for each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/go/pgx",
    packages=(
        Package("go", "github.com/awslabs/aurora-dsql-connectors/go/pgx", "v0.4.0"),
        Package("go", "github.com/jackc/pgx/v5", "v5.8.0"),
    ),
    files=(
        File(
            "main.go",
            "go",
            """
// Aurora DSQL by pgx: a pool whose connections are renewed within their hour.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/awslabs/aurora-dsql-connectors/go/pgx/dsql"
«?schema»	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	ctx := context.Background()
	limits, err := pgxpool.ParseConfig("")
	if err != nil {
		log.Fatal(err)
	}
	limits.MaxConns = 10
	limits.MaxConnLifetime = 55 * time.Minute
«?schema»	limits.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
«?schema»		_, err := conn.Exec(ctx, «set_search_path»)
«?schema»		return err
«?schema»	}
	pool, err := dsql.NewPool(ctx, dsql.Config{
		Host:    «host»,
		Port:    «port:raw»,
		User:    «role»,
		Region:  «region»,
		Profile: «profile»,
	}, limits)
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    notes=(
        "The connector replaces the parameters that are sent when connecting, so the search path is "
        "set afterwards.",
        "Its package occretry runs a transaction again after a conflict.",
    ),
    lifetime="55 * time.Minute",
    toolchain="go",
    tested="sandbox",
)

PGX_TOKEN = Recipe(
    name="pgx-token",
    title="pgx, plain",
    group="Go",
    how="a token from the AWS SDK for each connection",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/go/pgx",
    packages=(
        Package("go", "github.com/aws/aws-sdk-go-v2/config", "v1.32.12"),
        Package("go", "github.com/aws/aws-sdk-go-v2/feature/dsql/auth", "v1.1.20"),
        Package("go", "github.com/jackc/pgx/v5", "v5.8.0"),
    ),
    files=(
        File(
            "main.go",
            "go",
            """
// Aurora DSQL by pgx, with a token that the AWS SDK signs for each connection.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dsql/auth"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	ctx := context.Background()
	identity, err := config.LoadDefaultConfig(
		ctx,
		config.WithRegion(«region»),
		config.WithSharedConfigProfile(«profile»),
	)
	if err != nil {
		log.Fatal(err)
	}
	settings, err := pgxpool.ParseConfig("postgres://«host:raw»:«port_number:raw»/postgres?sslmode=verify-full&sslnegotiation=direct")
	if err != nil {
		log.Fatal(err)
	}
	settings.ConnConfig.User = «role»
	settings.ConnConfig.RuntimeParams["search_path"] = «schema»
	settings.MaxConns = 10
	settings.MaxConnLifetime = 55 * time.Minute
	settings.BeforeConnect = func(ctx context.Context, connection *pgx.ConnConfig) error {
«!custom»		token, err := auth.GenerateDBConnectAdminAuthToken(ctx, «endpoint», «region», identity.Credentials)
«?custom»		token, err := auth.GenerateDbConnectAuthToken(ctx, «endpoint», «region», identity.Credentials)
		connection.Password = token
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    lifetime="55 * time.Minute",
    toolchain="go",
    tested="sandbox",
)

RECIPES = (PGX, PGX_TOKEN)
