"""The Django settings for Aurora DSQL."""

import certifi

DATABASES = {
    "default": {
        "ENGINE": "aurora_dsql_django",
        "HOST": «host»,
        "PORT": «custom_port:plain»,
        "USER": «role»,
        "NAME": "postgres",
        "CONN_MAX_AGE": 3300,
        "OPTIONS": {
            "region": «region»,
            "profile": «profile»,
            "hostaddr": «hostaddr»,
            "sslmode": "verify-full",
            "sslrootcert": «ca_file|certifi.where()»,
            "sslnegotiation": "direct",
            "options": «options»,
        },
    }
}
USE_TZ = True
