from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evolve", "0002_evolution_fingerprint")]

    operations = [
        migrations.AddField("segment", "hot_rows", models.BigIntegerField(db_default=0)),
    ]
