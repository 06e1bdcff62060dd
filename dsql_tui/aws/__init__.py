"""AWS, and nothing else knows boto3: identities, tokens, clusters."""
