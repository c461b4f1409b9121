from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evolve", "0001_initial")]

    operations = [
        migrations.AddField(
            "evolution",
            "fingerprint",
            models.JSONField(db_default=models.Value({}, models.JSONField())),
        )
    ]
