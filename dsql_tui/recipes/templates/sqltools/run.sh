code --install-extension amazonwebservices.aurora-dsql-driver-for-sqltools
