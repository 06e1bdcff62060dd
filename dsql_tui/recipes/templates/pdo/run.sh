export PGSSLROOTCERT=«sslrootcert»
php connect.php
