"""AWS: identities, tokens and clusters. Besides the sandbox, only this package uses boto3."""
