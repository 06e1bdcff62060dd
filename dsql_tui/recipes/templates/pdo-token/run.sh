«include shared/libpq/environment.sh»
php connect.php
