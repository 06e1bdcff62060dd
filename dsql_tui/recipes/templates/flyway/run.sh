«include shared/java/libraries.sh»

flyway -jarDirs=lib migrate
