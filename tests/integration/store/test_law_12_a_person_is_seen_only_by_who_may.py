"""Law 12, as an attacker has it: a connection of the web role, and any SQL one likes."""

from dataclasses import dataclass

import psycopg
import pytest
from psycopg import errors, sql
from tests.integration.as_web import somebody, voice

from bilezik.app.engines.scratch import Database
from bilezik.store import Connection, connect
from bilezik.store.roles import GRANTS

pytestmark = pytest.mark.engines

OPEN = {
    "leases": "partitions of the stream and who folds them: nobody's",
    "outages": "when nobody listened: nobody's",
    "django_session": "what a sign-in needs between its pages; no identity is read from it",
    "django_content_type": "names of tables",
    "auth_permission": "empty: rights are Bilezik's own",
    "django_migrations": "names of migrations",
}
"""Tables the web reads without a policy, each with the reason. A new table is protected, or it is here."""

OF_PEOPLE = (
    "people", "orders", "conditions", "condition_zones", "permissions", "assignments", "dockets", "violations", "alerts",
    "alert_violations", "deeds", "notices", "commands", "fixes", "events", "envelopes", "person_states", "conflicts",
    "granted_cases", "openings", "order_versions", "suspensions", "order_documents", "memo_signings",
)  # fmt: skip


@dataclass
class Two:
    """Two departments with one person each, of whom there is a row in every table."""

    database: Database
    owner: Connection
    departments: tuple[int, int]
    people: tuple[int, int]
    orders: tuple[int, int]
    homes: tuple[int, int]
    alerts: tuple[int, int]

    def speaks(self, *roles: str, department: int | None = None, username: str = "somebody") -> Connection:
        return voice(
            self.database, "web", somebody(self.database, *roles, department=department, username=username), autocommit=True
        )


@pytest.fixture
def two(database: Database, owner: Connection) -> Two:
    def add(table: str, **values: object) -> int:
        names = sql.SQL(", ").join(map(sql.Identifier, values))
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(sql.Identifier(table), names, marks)
        row = owner.execute(query, list(values.values())).fetchone()
        assert row is not None
        return int(row[0])

    add("users", username="system", name="system")
    made = []
    for number, name in enumerate(("north", "south"), 1):
        department = add("departments", name=name, city=name, timezone="Asia/Almaty", lat=50, lon=70)
        person = add(
            "people", given_name=name, family_name=name, city=name, timezone="Asia/Almaty", department=department,
            iin=f"{number:012}", phone="+7", name_key=name,
        )  # fmt: skip
        order = add(
            "orders", person=person, legal_basis="b", issuer="i", number=name, starts_at="2026-01-01Z", ends_at="2099-01-01Z"
        )
        add("order_versions", order_id=order, person=person, version=1, deed="d", changed_by="n", why="w", content="{}")
        add("suspensions", order_id=order, person=person, from_at="2026-01-01Z", to_at="2026-01-02Z", why="w", entered_by="n")
        add(
            "order_documents", order_id=order, person=person, name="n", type="image/png", size=1, sha256=b"s", content=b"c",
            added_by="n",
        )  # fmt: skip
        condition = add("conditions", order_id=order, person=person, kind="stay_home")
        home = add("zones", name=f"home of {name}", category="home", shape="{}")
        add("condition_zones", condition=condition, zone=home)
        add("permissions", condition=condition, from_at="2026-01-01Z", to_at="2026-01-02Z", reason="r", decided_by="d")
        device = add("devices", identity=name, protocol="gt06", kind="bracelet")
        add(
            "assignments",
            device=device,
            person=person,
            condition=condition,
            order_id=order,
            from_at="2026-02-01Z",
            to_at="2026-03-01Z",
        )
        docket = add("dockets", person=person, content="{}")
        add(
            "memo_signings", person=person, docket=docket, language="kk", is_signed=True, signed_at="2026-02-01Z", explained_by="n",
            recorded_by="n",
        )  # fmt: skip
        add(
            "violations", id=number, person=person, condition=condition, condition_kind="stay_home", kind="not_home",
            began_at="2026-02-01Z", decided_at="2026-02-01Z", raised_at="2026-02-01Z", certainty="certain", probability=1000,
            state="open", reason="", evidence="[]", changed_at="2026-02-01Z",
        )  # fmt: skip
        alert = add(
            "alerts",
            person=person,
            kind="not_home",
            certainty="certain",
            priority=1,
            event_at="2026-02-01Z",
            raised_at="2026-02-01Z",
        )
        add("alert_violations", alert=alert, violation=number)
        add("deeds", alert=alert, person=person, actor_name="n", kind="note", from_where="f", content="{}")
        add("notices", alert=alert, level=1, channel="c", recipient="r", outcome="sent")
        add("commands", device=device, person=person, kind="locate_now", params="{}", expires_at="2026-02-01Z")
        owner.execute(
            "INSERT INTO fixes VALUES (%s, '2026-02-01Z', 1, 1, %s, '2026-02-01Z', '2026-02-01Z', 50, 70, 5, 0, 1, 0, 0, true, '')",
            (person, device),
        )
        owner.execute(
            "INSERT INTO events VALUES (%s, '2026-02-01Z', 1, 1, %s, '2026-02-01Z', 50, 70, 0, 0, 'sos')", (person, device)
        )
        owner.execute(
            "INSERT INTO envelopes VALUES (%s, '2026-02-01Z', '2026-02-01Z', %s, %s, 1, 1, 0, true, 'gt06', '10.0.0.1:5',"
            " NULL, NULL, '')",
            (number, device, person),
        )
        owner.execute(
            "INSERT INTO person_states (person, seq, changed_at, partition, mark, state) VALUES (%s, 1, now(), 1, 'inside', '')",
            (person,),
        )
        owner.execute("INSERT INTO feed (kind, body) VALUES ('alert', jsonb_build_object('person', %s::text))", (str(person),))
        add("conflicts", user=1, person=person, why="w")
        add("granted_cases", user=1, person=person, why="w", to_at="2099-01-01Z", given_by="g")
        add("openings", user=1, person=person, why="w", to_at="2099-01-01Z")
        made.append((department, person, order, home, alert))
    first, second = made
    pairs = [(one, other) for one, other in zip(first, second, strict=True)]
    return Two(database, owner, *pairs)


def readable(connection: Connection) -> dict[str, int]:
    """Count the rows of every table about people; by a column of it, because some have columns that are refused."""
    return {table: connection.execute(f"SELECT count(1) FROM {table}").fetchall()[0][0] for table in OF_PEOPLE}


def refused(connection: Connection, statement: str, *parameters: object) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement, parameters)


def untouched(connection: Connection, statement: str, *parameters: object) -> None:
    """A change of rows one does not see finds none."""
    assert connection.execute(statement, parameters).rowcount == 0, statement


def test_law_12_every_table_the_web_reads_has_a_policy_or_a_reason(owner: Connection) -> None:
    protected = {
        name for (name,) in owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity"
        )
    }  # fmt: skip
    assert set(GRANTS["web"]) - protected == set(OPEN)
    # Views and partitions would be ways round: there is no view, and partitions are granted to nobody.
    assert owner.execute("SELECT count(*) FROM pg_views WHERE schemaname = 'public'").fetchone() == (0,)
    granted = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relispartition AND has_table_privilege('bilezik_web', oid, 'SELECT')"
    ).fetchall()
    assert granted == []
    # A function of the owner passes policies by: the web may call those of the list, and each has a fixed search path.
    called = owner.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'sec'::regnamespace) AND prosecdef"
        " AND has_function_privilege('bilezik_web', oid, 'EXECUTE') AND proconfig IS NULL"
    ).fetchall()
    assert called == []
    assert owner.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'bilezik_web'").fetchone() == (False,)


def test_law_12_a_role_of_the_list_sees_its_own_department_alone(two: Two) -> None:
    for role in ("operator", "officer", "supervisor", "registrar"):
        with two.speaks(role, department=two.departments[0], username=role) as web:
            found = readable(web)
            seen = {
                table: 0 if table in {"conflicts", "granted_cases", "openings"} and role != "supervisor" else 1
                for table in OF_PEOPLE
            }
            assert found == seen, role
            assert web.execute("SELECT id FROM people").fetchall() == [(two.people[0],)]
            assert web.execute("SELECT name FROM zones").fetchall() == [("home of north",)]


def test_law_12_without_a_token_there_is_nobody_and_nothing(two: Two) -> None:
    with connect(two.database.dsn("web"), autocommit=True) as web:
        assert set(readable(web).values()) == {0}
        for table in ("zones", "devices", "users", "staff_roles", "api_tokens", "departments", "duties", "quarantine", "audit"):
            assert web.execute(f"SELECT count(1) FROM {table}").fetchone() == (0,), table
        assert web.execute("SELECT sec.me(), sec.everywhere(), sec.scope(), sec.granted()").fetchone() == (None, False, [], [])
        refused(web, "INSERT INTO feed (kind, body) VALUES ('x', '{}')")
        refused(web, "INSERT INTO audit (actor_name, deed, subject_kind, why, from_where) VALUES ('a', 'b', 'c', 'd', 'e')")


def test_law_12_no_setting_makes_one_somebody_else(two: Two) -> None:
    mine = somebody(two.database, "operator", department=two.departments[0])
    somebody(two.database, "supervisor", username="boss")
    ((digest,),) = two.owner.execute("""SELECT digest FROM api_tokens t JOIN users u ON u.id = t."user" WHERE username = 'boss'""")
    with voice(two.database, "web", mine, autocommit=True) as web:
        for name, value in (
            ("sight.token", "made up"), ("sight.token", "'; DROP TABLE people --"), ("sight.token", digest.hex()),
            ("sight.token", ""), ("bilezik.user", "1"), ("bilezik.department", str(two.departments[1])),
            ("sec.me", "1"), ("search_path", "sec, public"),
        ):  # fmt: skip
            web.execute("SELECT set_config(%s, %s, false)", (name, value))
            seen = web.execute("SELECT id FROM public.people").fetchall()
            assert seen == ([] if name == "sight.token" else seen), (name, value)
            assert (two.people[1],) not in seen, (name, value)
        web.execute("RESET search_path")
        for statement in (
            "SET ROLE bilezik_owner", "SET ROLE bilezik_monitor", "SET ROLE bilezik_door", "SET ROLE bilezik_admin",
            "SET SESSION AUTHORIZATION bilezik_owner", "ALTER ROLE bilezik_web BYPASSRLS", "ALTER TABLE people DISABLE ROW LEVEL SECURITY",  # noqa: E501 - SQL
            "DROP POLICY web_reads ON people", "CREATE POLICY mine ON people USING (true)", "GRANT bilezik_owner TO bilezik_web",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE TEMPORARY TABLE mine (x int)",
            "COPY people FROM PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')",
        ):  # fmt: skip
            refused(web, statement)
        with pytest.raises(psycopg.Error):
            web.execute("SET row_security = off; SELECT * FROM people")


def test_law_12_row_security_cannot_be_switched_off(two: Two) -> None:
    with two.speaks("operator", department=two.departments[0]) as web:
        web.execute("SET row_security = off")
        refused(web, "SELECT * FROM people")


def test_law_12_the_owners_functions_answer_for_the_token_alone(two: Two) -> None:
    with two.speaks("operator", department=two.departments[0]) as web:
        for call in (
            "sec.me_by('x')", "sec.scope_of(1)", "sec.everywhere_of(1)", "sec.granted_of(1)", "sec.opened_of(1)", "sec.hidden_of(1)",  # noqa: E501 - SQL
            "sec.roles_of(1)", "sec.sight_of('x')", "sec.open_session(1, sha256('x'), 'here', '', 'app')", "sequence_feed()",
        ):  # fmt: skip
            refused(web, f"SELECT {call}")
        assert web.execute("SELECT sec.enter('made up')").fetchone() == (None,)


def test_law_12_nobody_mints_a_session_or_reads_a_secret(two: Two) -> None:
    with two.speaks("supervisor", "administrator", "auditor") as web:
        for statement in (
            "SELECT * FROM sec.sessions", "SELECT * FROM sec.passwords", 'UPDATE sec.sessions SET "user" = 1',
            "INSERT INTO sec.sessions (digest, \"user\", from_where, expires_at) VALUES (sha256('x'), 1, 'x', now())",
            "INSERT INTO sec.passwords VALUES (1, 'x')",
            "INSERT INTO api_tokens (\"user\", digest, name) VALUES (1, sha256('x'), 'x')",
            'UPDATE api_tokens SET "user" = 1', "SELECT * FROM person_states", "SELECT body FROM feed", "SELECT * FROM fixes_elsewhen",  # noqa: E501 - SQL
            "SELECT sec.first_password(sec.me(), 'x', false)", "SELECT rolpassword FROM pg_authid", "SELECT * FROM pg_statistic",
        ):  # fmt: skip
            refused(web, statement)
        assert web.execute("SELECT name FROM api_tokens").fetchall() == [("test",)]
        web.execute("SELECT sec.first_password(1, 'first', false)")
        refused(web, "SELECT sec.first_password(1, 'second', false)")


def test_law_12_statistics_tell_nothing_of_rows_that_are_not_seen(two: Two) -> None:
    two.owner.execute("ANALYZE people")
    with two.speaks("operator", department=two.departments[0]) as web:
        assert web.execute("SELECT * FROM pg_stats WHERE tablename = 'people'").fetchall() == []
        queries = web.execute("SELECT query FROM pg_stat_activity WHERE usename <> 'bilezik_web' AND query <> ''").fetchall()
        assert {query for (query,) in queries} <= {"<insufficient privilege>"}


SIGN = (
    "INSERT INTO memo_signings (person, docket, language, is_signed, signed_at, explained_by, recorded_by)"
    " VALUES (%s, %s, 'kk', true, now(), 'n', 'n')"
)


def docket_of(two: Two, person: int) -> int:
    row = two.owner.execute("SELECT max(id) FROM dockets WHERE person = %s", (person,)).fetchone()
    assert row is not None
    return int(row[0])


def test_law_12_nothing_is_changed_across_departments(two: Two) -> None:
    north, south = two.departments
    _, hidden = two.people
    with two.speaks("supervisor", "registrar", department=north) as web:
        untouched(web, "UPDATE people SET city = 'x' WHERE id = %s", hidden)
        untouched(web, "UPDATE orders SET number = 'x' WHERE person = %s", hidden)
        untouched(web, "UPDATE alerts SET text = 'x' WHERE person = %s", hidden)
        untouched(web, "UPDATE suspensions SET to_at = now() WHERE person = %s", hidden)
        untouched(web, "DELETE FROM suspensions WHERE person = %s", hidden)
        refused(
            web,
            "INSERT INTO suspensions (order_id, person, from_at, to_at, why, entered_by)"
            " VALUES (%s, %s, now(), now() + interval '1 day', 'w', 'n')",
            two.orders[1],
            hidden,
        )
        refused(web, SIGN, hidden, docket_of(two, hidden))
        untouched(web, "DELETE FROM assignments WHERE person = %s", hidden)
        untouched(web, "UPDATE zones SET name = 'x' WHERE id = %s", two.homes[1])
        refused(web, "UPDATE people SET department = %s", south)
        refused(
            web,
            "INSERT INTO people (given_name, family_name, city, timezone, department) VALUES ('a', 'b', 'c', 'Asia/Almaty', %s)",
            south,
        )
        refused(
            web, "INSERT INTO orders (person, legal_basis, issuer, number, starts_at, ends_at) VALUES (%s, 'a', 'b', 'c', now(), now() + interval '1 day')",  # noqa: E501 - SQL
            hidden,
        )  # fmt: skip
        refused(
            web,
            "INSERT INTO deeds (person, actor, actor_name, kind, from_where, content) VALUES (%s, sec.me(), 'a', 'b', 'c', '{}')",
            hidden,
        )
        refused(
            web,
            "INSERT INTO deeds (person, actor, actor_name, kind, from_where, content) VALUES (%s, 1, 'a', 'b', 'c', '{}')",
            two.people[0],
        )
        refused(web, "INSERT INTO feed (kind, body) VALUES ('alert', jsonb_build_object('person', %s::text))", str(hidden))
        # A zone that is linked to one's own condition is seen: it would be a way to a stranger's home.
        refused(web, "INSERT INTO condition_zones (condition, zone) SELECT condition, %s FROM assignments", two.homes[1])
        refused(
            web, "INSERT INTO deeds (person, alert, actor, actor_name, kind, from_where, content) VALUES (%s, %s, sec.me(), 'a', 'b', 'c', '{}')",  # noqa: E501 - SQL
            two.people[0], two.alerts[1],
        )  # fmt: skip
    assert two.owner.execute("SELECT count(*) FROM people WHERE city = 'x'").fetchone() == (0,)


def test_law_12_who_keeps_no_people_sees_none(two: Two) -> None:
    for role in ("quartermaster", "administrator", "auditor"):
        with two.speaks(role, username=role) as web:
            assert {table for table, count in readable(web).items() if count} == set(), role
            assert web.execute("SELECT count(*) FROM zones").fetchone() == (0,)
            devices = web.execute("SELECT count(*) FROM devices").fetchone()
            assert devices == ((2,) if role == "quartermaster" else (0,)), role
    with two.speaks("supervisor", username="everywhere") as web:
        assert len(web.execute("SELECT FROM people").fetchall()) == 2


def test_law_12_a_prosecutor_sees_the_granted_case_until_its_date_and_changes_nothing(two: Two) -> None:
    with two.speaks("prosecutor", username="prosecutor") as web:
        assert web.execute("SELECT id FROM people").fetchall() == []
        two.owner.execute(
            "INSERT INTO granted_cases (\"user\", person, why, given_by, to_at) SELECT id, %s, 'w', 'g', now() + interval '1 second' FROM users"  # noqa: E501 - SQL
            " WHERE username = 'prosecutor'", (two.people[1],),
        )  # fmt: skip
        assert web.execute("SELECT id FROM people").fetchall() == [(two.people[1],)]
        assert web.execute("SELECT person FROM alerts").fetchall() == [(two.people[1],)]
        untouched(web, "UPDATE people SET city = 'x'")
        untouched(web, "UPDATE alerts SET text = 'x'")
        refused(web, SIGN, two.people[1], docket_of(two, two.people[1]))
        web.execute("SELECT pg_sleep(1.1)")
        assert web.execute("SELECT id FROM people").fetchall() == []


def test_law_12_a_conflict_wins_over_every_role(two: Two) -> None:
    with two.speaks("supervisor", username="kin") as web:
        assert len(web.execute("SELECT FROM people").fetchall()) == 2
        two.owner.execute(
            "INSERT INTO conflicts (\"user\", person, why) SELECT id, %s, 'a cousin' FROM users WHERE username = 'kin'",
            (two.people[0],),
        )
        assert web.execute("SELECT id FROM people").fetchall() == [(two.people[1],)]
        assert web.execute("SELECT DISTINCT person FROM alerts").fetchall() == [(two.people[1],)]
        untouched(web, "UPDATE conflicts SET to_at = now() WHERE why = 'a cousin'")
        refused(web, "INSERT INTO conflicts (\"user\", person, why) VALUES (sec.me(), %s, 'w')", two.people[1])
        found = web.execute("SELECT * FROM sec.open_outside('000000000001', NULL, 'I want to', 'here')").fetchall()
        assert found == []


def test_law_12_outside_ones_caseload_a_reason_opens_a_case_and_is_told(two: Two) -> None:
    _, hidden = two.people
    with two.speaks("officer", department=two.departments[0], username="nurlan") as web:
        with pytest.raises(errors.CheckViolation):
            web.execute("SELECT * FROM sec.open_outside(NULL, %s, '  ', 'here')", (hidden,))
        assert web.execute("SELECT count(*) FROM people").fetchone() == (1,)
        found = web.execute(
            "SELECT person, department FROM sec.open_outside('000000000002', NULL, 'he was seen here', 'here')"
        ).fetchall()
        assert found == [(hidden, two.departments[1])]
        assert web.execute("SELECT count(*) FROM people").fetchone() == (2,)
    said = two.owner.execute("SELECT actor_name, subject_id, why FROM audit WHERE deed = 'sight.open_outside'").fetchall()
    assert said == [("nurlan", hidden, "he was seen here")]
    assert two.owner.execute("SELECT person, department FROM feed WHERE kind = 'outside'").fetchall() == [
        (hidden, two.departments[1])
    ]
    with two.speaks("supervisor", department=two.departments[1], username="boss") as web:
        assert web.execute("SELECT why FROM openings WHERE why <> 'w'").fetchall() == [("he was seen here",)]
        assert web.execute("SELECT why FROM deeds WHERE kind = 'opened_outside'").fetchall() == [("he was seen here",)]
    with two.speaks("registrar", username="registrar") as web:
        refused(web, "SELECT * FROM sec.open_outside('000000000002', NULL, 'me too', 'here')")


def test_law_12_roles_are_given_by_an_administrator_and_never_to_oneself(two: Two) -> None:
    give = "INSERT INTO staff_roles (\"user\", role) VALUES (%s, 'supervisor')"
    with two.speaks("supervisor", username="boss") as web:
        refused(web, give, 1)
        refused(web, "INSERT INTO users (username, name) VALUES ('x', 'x')")
    with two.speaks("administrator", username="admin") as web:
        web.execute(give, (1,))
        ((me,),) = web.execute("SELECT sec.me()").fetchall()
        refused(web, give, me)
        untouched(web, "UPDATE staff_roles SET role = 'supervisor' WHERE \"user\" = %s", me)
        untouched(web, "UPDATE users SET name = 'x' WHERE id = %s", me)


def test_law_12_a_token_that_ended_is_nobodys(two: Two) -> None:
    token = somebody(two.database, "supervisor")
    with voice(two.database, "web", token, autocommit=True) as web:
        assert len(web.execute("SELECT FROM people").fetchall()) == 2
        for harm, mend in (
            ("UPDATE users SET is_active = false", "UPDATE users SET is_active = true"),
            ("UPDATE staff_roles SET from_at = now() - interval '2 days', to_at = now()", "UPDATE staff_roles SET to_at = NULL"),
            ("DELETE FROM api_tokens", ""),
        ):
            two.owner.execute(harm)
            assert web.execute("SELECT FROM people").fetchall() == [], harm
            if mend:
                two.owner.execute(mend)
                assert len(web.execute("SELECT FROM people").fetchall()) == 2


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE sec.sessions SET ended_at = now()", "UPDATE sec.sessions SET expires_at = now()",
        "UPDATE sec.sessions SET seen_at = now() - interval '31 minutes'",
    ],
)  # fmt: skip
def test_law_12_a_session_ends(two: Two, end: str) -> None:
    somebody(two.database, "supervisor", username="boss")
    two.owner.execute("SELECT sec.open_session(id, sha256('a token'), 'here', '', 'app') FROM users WHERE username = 'boss'")
    with voice(two.database, "web", "a token", autocommit=True) as web:
        assert len(web.execute("SELECT FROM people").fetchall()) == 2
        two.owner.execute(end)
        assert web.execute("SELECT FROM people").fetchall() == []


def test_law_12_one_users_sight_never_leaks_to_the_next_of_the_pool(two: Two) -> None:
    token = somebody(two.database, "supervisor")
    with connect(two.database.dsn("web")) as pooled:
        for ends in (pooled.commit, pooled.rollback):
            pooled.execute("SELECT sec.enter(%s)", (token,))
            assert len(pooled.execute("SELECT FROM people").fetchall()) == 2
            ends()
            assert pooled.execute("SELECT FROM people").fetchall() == []
            pooled.rollback()


def test_law_12_a_policy_that_is_dropped_is_missed(two: Two) -> None:
    """The tests above can fail: without its policy a table shows nothing, with an open one everything."""
    with two.speaks("operator", department=two.departments[0]) as web:
        two.owner.execute("DROP POLICY web_reads ON fixes")
        assert readable(web)["fixes"] == 0
        two.owner.execute("CREATE POLICY web_reads ON fixes FOR SELECT TO bilezik_web USING (true)")
        assert readable(web)["fixes"] == 2
        two.owner.execute("ALTER TABLE people DISABLE ROW LEVEL SECURITY")
        assert readable(web)["orders"] == 2


def test_law_12_the_roles_of_the_database_are_those_of_the_table_of_rights(django: Database) -> None:
    from bilezik.deeds.rights import ROLES, Right

    with django.connect("owner") as owner:
        (seeing, stocking) = owner.execute("SELECT sec.seeing(), sec.stocking()").fetchone() or ((), ())
    assert set(seeing) == {role for role, rights in ROLES.items() if Right.SEE_PEOPLE in rights} - {"prosecutor"}
    assert set(stocking) == {role for role, rights in ROLES.items() if Right.SEE_DEVICES in rights}


def test_law_12_a_command_is_confirmed_in_ones_own_name(two: Two) -> None:
    row = two.owner.execute(
        "INSERT INTO commands (device, person, kind, params, state, expires_at)"
        " SELECT device, person, 'set_server', '{}', 'to_confirm', '2099-01-01Z' FROM assignments WHERE person = %s RETURNING id",
        (two.people[0],),
    ).fetchone()
    assert row is not None
    with two.speaks("officer", department=two.departments[0]) as web:
        me = web.execute("SELECT sec.me()").fetchone()
        assert me is not None
        other = two.owner.execute("SELECT id FROM users WHERE id <> %s LIMIT 1", me).fetchone()
        assert other is not None
        confirming = "UPDATE commands SET state = 'queued', confirmed_by = %s WHERE id = %s"
        with pytest.raises(errors.CheckViolation):
            web.execute(confirming, (other[0], row[0]))
        assert web.execute(confirming, (me[0], row[0])).rowcount == 1


def test_law_09_as_the_web_the_log_is_written_in_ones_own_name_alone(two: Two) -> None:
    line = "INSERT INTO audit (actor, actor_name, deed, subject_kind, why, from_where) VALUES (%s, 'a', 'b', 'c', 'd', 'e')"
    with two.speaks("auditor") as web:
        ((me,),) = web.execute("SELECT sec.me()").fetchall()
        web.execute(line, (me,))
        for other in (1, None):
            refused(web, line, other)
        for statement in ("UPDATE audit SET why = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
            refused(web, statement)
        assert web.execute("SELECT count(*) FROM audit").fetchone() == (1,)


def test_law_10_as_the_web_no_assignment_without_an_order(two: Two) -> None:
    put = "INSERT INTO assignments (device, person, condition, order_id, from_at, to_at) SELECT device, person, condition, %s, %s, %s FROM assignments"  # noqa: E501 - SQL
    with two.speaks("officer", department=two.departments[0]) as web:
        for order, begin, end, kind in (
            (None, "2026-04-01Z", "2026-05-01Z", errors.NotNullViolation),
            (two.orders[1], "2026-04-01Z", "2026-05-01Z", errors.ForeignKeyViolation),
            (two.orders[0], "2025-04-01Z", "2025-05-01Z", errors.CheckViolation),
        ):
            with pytest.raises(kind):
                web.execute(put, (order, begin, end))
        web.execute(put, (two.orders[0], "2026-04-01Z", "2026-05-01Z"))


def test_law_12_a_role_in_a_region_sees_its_departments_and_one_of_a_closed_department_nothing(two: Two) -> None:
    ((region,),) = two.owner.execute(
        "INSERT INTO regions (code, name_kk, name_ru, name_en) VALUES ('X', 'x', 'x', 'x') RETURNING id"
    ).fetchall()
    two.owner.execute("UPDATE departments SET region = %s WHERE id = %s", (region, two.departments[1]))
    with two.speaks("operator", department=two.departments[0], username="op") as web:
        two.owner.execute(
            "UPDATE staff_roles SET department = NULL, region = %s FROM users"
            """ WHERE users.id = "user" AND username = 'op'""",
            (region,),
        )
        assert web.execute("SELECT id FROM people").fetchall() == [(two.people[1],)]
    with two.speaks("operator", department=two.departments[0], username="closed") as web:
        assert web.execute("SELECT id FROM people").fetchall() == [(two.people[0],)]
        two.owner.execute("UPDATE departments SET closed_at = now() WHERE id = %s", (two.departments[0],))
        assert web.execute("SELECT id FROM people").fetchall() == []


def test_law_12_who_hands_over_gives_only_what_is_theirs(two: Two) -> None:
    north, south = two.departments
    mine, strange = two.people
    with two.speaks("supervisor", department=north, username="boss") as web:
        assert web.execute("SELECT sec.hand_over(%s, %s)", ([mine, strange], south)).fetchone() == (1,)
        assert web.execute("SELECT id FROM people").fetchall() == []
        assert web.execute("SELECT sec.hand_over(%s, %s)", ([mine], north)).fetchone() == (0,)  # handing back is the other's
        two.owner.execute("UPDATE departments SET closed_at = now() WHERE id = %s", (north,))
    with two.speaks("supervisor", username="everywhere") as web, pytest.raises(errors.CheckViolation):
        web.execute("SELECT sec.hand_over(%s, %s)", ([mine], north))
