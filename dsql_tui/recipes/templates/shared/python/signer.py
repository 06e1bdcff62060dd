dsql = boto3.Session(
    region_name=«region»,
    profile_name=«profile»,
).client("dsql")


def token():
    return dsql.generate_«action:snake»_auth_token(«endpoint», ExpiresIn=«expires_in:plain»)
