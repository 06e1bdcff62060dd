// Connect to Aurora DSQL with pgx: a pool that renews connections before their hour ends.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/awslabs/aurora-dsql-connectors/go/pgx/dsql"
«?search_path»	"github.com/jackc/pgx/v5"
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
«?search_path»	limits.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
«?search_path»		_, err := conn.Exec(ctx, «set_search_path»)
«?search_path»		return err
«?search_path»	}
	pool, err := dsql.NewPool(ctx, dsql.Config{
		Host:    «host»,
		Port:    «custom_port:plain»,
		User:    «role»,
		Region:  «region»,
		Profile: «profile»,
	}, limits)
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

«include shared/go/hello.go»
