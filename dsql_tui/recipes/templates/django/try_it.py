"""Create a table, insert two rows, count them and drop the table."""

import os
import uuid

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.db import connection, models  # noqa: E402


class Hello(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    word = models.CharField(max_length=50)

    class Meta:
        app_label = "hello"
        db_table = "hello_dsql"


with connection.schema_editor() as editor:
    editor.create_model(Hello)
Hello.objects.create(word="hello")
Hello.objects.create(word="world")
print(Hello.objects.count(), "rows")
with connection.schema_editor() as editor:
    editor.delete_model(Hello)
