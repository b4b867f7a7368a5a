"""The economic activity of a prospect, by section or division of CLAE."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0008_next_step_and_idle"),
        ("prospects", "0007_priority_rule"),
    ]

    operations = [
        migrations.AddField(
            model_name="prospect",
            name="activity",
            field=models.CharField(blank=True, default="", max_length=2, verbose_name="economic activity (CLAE)"),
        ),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(
                condition=models.Q(("activity", ""), _negated=True),
                fields=["activity", "cycle"],
                name="prospect_activity",
            ),
        ),
    ]
