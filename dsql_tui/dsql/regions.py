"""The regions that Aurora DSQL is known to be in; any other may be typed.

botocore has no list for this service (`get_available_regions("dsql")` is empty).
https://docs.aws.amazon.com/general/latest/gr/aurora-dsql.html
"""

from __future__ import annotations

REGIONS = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-2",
)
