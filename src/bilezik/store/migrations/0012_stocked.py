"""How many devices a department still answers for: a number, for the administrator, who sees no device and closes what is empty."""

from django.db import migrations

_STOCKED = """
CREATE FUNCTION sec.stocked(which bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT count(*) FROM public.devices d WHERE d.department = which AND d.state NOT IN ('lost', 'retired')
        AND (session_user = 'bilezik_owner' OR sec.holds(ARRAY['administrator', 'supervisor']))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0011_person_pin")]

    operations = [migrations.RunSQL(_STOCKED, "DROP FUNCTION sec.stocked(bigint)")]
