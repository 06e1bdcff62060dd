"""Describe a cluster of Aurora DSQL with boto3, and sign a token for it."""

import boto3

«include shared/python/signer.py»


cluster = dsql.get_cluster(identifier=«identifier»)
print(cluster["status"], cluster["arn"])
print(token())
