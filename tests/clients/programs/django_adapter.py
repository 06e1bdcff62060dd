"""The Aurora DSQL adapter for Django."""

import django
from django.conf import settings
from place import CA, HOST, HOSTADDR, PORT

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "aurora_dsql_django",
            "HOST": HOST,
            "PORT": PORT,
            "USER": "admin",
            "NAME": "postgres",
            "OPTIONS": {"sslmode": "verify-full", "sslrootcert": CA, "hostaddr": HOSTADDR},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402 - Django wants its settings first


class Thing(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        app_label = "things"
        db_table = "by_django"


with connection.schema_editor() as editor:
    editor.create_model(Thing)
Thing.objects.create(name="one")
Thing.objects.create(name="two")
print(Thing.objects.filter(name__in=["one", "two"]).count())
assert "by_django" in connection.introspection.table_names()
with connection.schema_editor() as editor:
    editor.delete_model(Thing)
