// Connect to Aurora DSQL with pgx and a token that the AWS SDK signs for each connection.
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
	settings, err := pgxpool.ParseConfig("postgres://«host:plain»:«port:plain»/postgres?sslmode=verify-full&sslnegotiation=direct")
	if err != nil {
		log.Fatal(err)
	}
	settings.ConnConfig.User = «role»
	settings.ConnConfig.RuntimeParams["search_path"] = «search_path»
	settings.MaxConns = 10
	settings.MaxConnLifetime = 55 * time.Minute
	settings.BeforeConnect = func(ctx context.Context, connection *pgx.ConnConfig) error {
«!custom_role»		token, err := auth.GenerateDBConnectAdminAuthToken(ctx, «endpoint», «region», identity.Credentials)
«?custom_role»		token, err := auth.GenerateDbConnectAuthToken(ctx, «endpoint», «region», identity.Credentials)
		connection.Password = token
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

«include shared/go/hello.go»
