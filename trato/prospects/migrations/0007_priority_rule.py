"""The rule that suggests a priority, its versions, and what it made of each prospect."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prospects", "0006_tags"),
    ]

    operations = [
        migrations.AddField(
            model_name="prospect",
            name="score",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="prospect",
            name="suggested",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.CreateModel(
            name="ScoringRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField()),
                ("high_from", models.SmallIntegerField()),
                ("medium_from", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=80)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("high_from__gt", models.F("medium_from"))), name="scoringrule_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="scoringrule_says_why"
                    ),
                ],
            },
        ),
    ]
