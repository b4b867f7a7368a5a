from typing import Any

from django.db import migrations, models


def say_who_came_in(apps: Any, _schema_editor: Any) -> None:
    """Rows whose cycle was opened before this version came in; its organisation is theirs."""
    rows = apps.get_model("prospects", "ImportRow").objects.exclude(cycle=None)
    cycles = apps.get_model("cycles", "Cycle").objects.filter(pk=models.OuterRef("cycle"))
    rows.update(entered=True, organisation=models.Subquery(cycles.values("organisation")[:1]))


class Migration(migrations.Migration):
    dependencies = [("cycles", "0001_initial"), ("prospects", "0003_imports_in_depth")]

    operations = [migrations.RunPython(say_who_came_in, migrations.RunPython.noop)]
