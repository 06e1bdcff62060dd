const pool = new AuroraDSQLPool({
  host: «host»,
  port: «custom_port:plain»,
  user: «role»,
  region: «region»,
  profile: «profile»,
  ssl: { rejectUnauthorized: true },
  sslnegotiation: "direct",
  options: «options»,
  max: 10,
  maxLifetimeSeconds: 3300,
});
