    let limits = PgPoolOptions::new()
«?search_path»        .after_connect(|connection, _| {
«?search_path»            Box::pin(async move {
«?search_path»                connection.execute(«set_search_path»).await?;
«?search_path»                Ok(())
«?search_path»            })
«?search_path»        })
        .max_connections(10)
        .max_lifetime(Duration::from_secs(3300));
