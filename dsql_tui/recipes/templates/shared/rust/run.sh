export PGSSLROOTCERT=«ca_file»
cargo run --quiet
