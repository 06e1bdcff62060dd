export AWS_PROFILE=«profile»
aurora-dsql-loader load --endpoint «endpoint» --username=«role» --source-uri s3://your-bucket/hello.csv --table hello --if-not-exists --dry-run
«?schema»aurora-dsql-loader load --endpoint «endpoint» --username=«role» --source-uri s3://your-bucket/hello.csv --schema=«schema» --table hello --if-not-exists
«!schema»aurora-dsql-loader load --endpoint «endpoint» --username=«role» --source-uri s3://your-bucket/hello.csv --table hello --if-not-exists
