export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:code»)"
