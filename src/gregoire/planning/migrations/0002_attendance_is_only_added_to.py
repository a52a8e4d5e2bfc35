import django.db.models.deletion
import django.db.models.functions.datetime
import gregoire.framework.models
from django.db import migrations, models

ONLY_ADDED_TO = """
CREATE FUNCTION planning_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to: correct it by a counter-entry', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'attendance_is_only_added_to';
END
$$;

CREATE TRIGGER attendance_entries_are_only_added_to
    BEFORE UPDATE OR DELETE ON planning_attendanceentry
    FOR EACH ROW EXECUTE FUNCTION planning_only_added_to();

CREATE TRIGGER learning_hours_are_only_added_to
    BEFORE UPDATE OR DELETE ON planning_learninghours
    FOR EACH ROW EXECUTE FUNCTION planning_only_added_to();
"""

NO_LONGER = """
DROP TRIGGER learning_hours_are_only_added_to ON planning_learninghours;
DROP TRIGGER attendance_entries_are_only_added_to ON planning_attendanceentry;
DROP FUNCTION planning_only_added_to();
"""

class Migration(migrations.Migration):

    dependencies = [
        ('network', '0001_initial'),
        ('people', '0003_cache_shared_by_web_processes'),
        ('planning', '0001_classes_attendance_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', gregoire.framework.models.PublicIdField()),
                ('month', models.DateField()),
                ('registrations', models.JSONField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('refused', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.centre')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('centre', 'month'), name='certificates_of_a_month_are_issued_once_at_a_time')],
            },
        ),
        migrations.RunSQL(ONLY_ADDED_TO, NO_LONGER),
    ]
