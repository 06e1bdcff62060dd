# Credentials are read from the environment. To use a profile: eval "$(aws configure export-credentials --format env)"
api="${AWS_ENDPOINT_URL_DSQL:-https://dsql.«region:plain».api.aws}"
curl --silent --show-error --fail-with-body --aws-sigv4 aws:amz:«region:plain»:dsql --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${AWS_SESSION_TOKEN:+--header "x-amz-security-token: $AWS_SESSION_TOKEN"} "$api/cluster/«identifier:plain»"
