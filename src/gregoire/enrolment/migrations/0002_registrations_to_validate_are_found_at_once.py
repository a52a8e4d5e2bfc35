from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("state", "requested")),
                fields=["requested_on", "id"],
                name="registration_to_validate",
            ),
        ),
    ]
