from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_models_need_no_migration_that_is_not_written():
    report = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=report, stderr=report)
    except SystemExit:
        pytest.fail(report.getvalue())
