from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evolve", "0003_segment_hot_rows")]

    operations = [
        migrations.AddField("segment", "busy_ms", models.FloatField(db_default=0)),
    ]
