"""Key the names of every organisation anew; the rows of organisations stay as they are."""

from itertools import batched
from typing import Any

from django.db import migrations

from trato.organisations.names import name_blocks

BATCH = 500


def key_names(apps: Any, _editor: Any) -> None:
    Organisation = apps.get_model("organisations", "Organisation")
    Identifier = apps.get_model("organisations", "Identifier")
    Identifier.objects.filter(kind="block").delete()
    Identifier.objects.filter(organisation__retired_at__isnull=False).delete()
    rows = Organisation.objects.filter(retired_at=None).order_by("pk").values_list("pk", "name", "legal_name")
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        keys = {(pk, block[:254]) for pk, *names in some for name in filter(None, names) for block in name_blocks(name)}
        Identifier.objects.bulk_create(
            [Identifier(organisation_id=pk, kind="block", value=value) for pk, value in sorted(keys)], batch_size=1000
        )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_duplicates")]

    operations = [migrations.RunPython(key_names, migrations.RunPython.noop, elidable=True)]
