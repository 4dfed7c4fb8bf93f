"""What is stated of a person: what is refused, what is remarked, and what a change leaves behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

pytestmark = pytest.mark.engines

IIN = "950317400126"  # made up; states 17 March 1995
TODAY = datetime.now(UTC).date()
CHILD = TODAY - timedelta(days=365 * 15)


def stated(office: Any, **changes: Any) -> Any:
    from bilezik.deeds.people import NewPerson

    said = {
        "given_name": "Әлия", "family_name": "Сейтова", "city": "Astana", "timezone": "Asia/Almaty",
        "department": office.department,
    }  # fmt: skip
    return NewPerson(**(said | changes))


def register(office: Any, **changes: Any) -> int:
    from bilezik.deeds import people

    return people.register(office.aliya, stated(office, **changes), why="intake")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"iin": "950317400127"}, "iin"),
    ({"iin": "95031740012"}, "iin"),
    ({"iin": "not a number"}, "iin"),
    ({"birth_date": TODAY + timedelta(days=2)}, "birth_date"),
    ({"birth_date": date(1899, 12, 31)}, "birth_date"),
    ({"kind": "prisoner"}, "kind"),
    ({"language": "de"}, "language"),
    ({"kind": "volunteer"}, "consent"),
    ({"kind": "volunteer", "consent": "I agree"}, "consented_on"),
    ({"kind": "volunteer", "consented_on": TODAY}, "consent"),
    ({"kind": "volunteer", "consent": "I agree", "consented_on": TODAY + timedelta(days=2)}, "consented_on"),
    ({"health": ("flu",)}, "health"),
    ({"health": ("other",)}, "health_note"),
    ({"health_note": "x" * 4_001}, "health_note"),
    ({"more_phones": ("",)}, "more_phones"),
    ({"more_phones": tuple(map(str, range(11)))}, "more_phones"),
    ({"birth_date": CHILD}, "responsible_name"),
    ({"birth_date": CHILD, "responsible_name": "Mother"}, "responsible_phone"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_what_cannot_be_is_refused_by_its_field(office: Any, changes: dict[str, Any], field: str) -> None:
    from bilezik.deeds import Invalid, people

    before = office.counts()
    with pytest.raises(Invalid) as refusal:
        register(office, **changes)
    assert refusal.value.field == field
    person, version = people.known(office.person)
    with pytest.raises(Invalid) as refusal:
        people.change(office.aliya, office.person, msgspec.structs.replace(person, **changes), version=version, why="w")
    assert refusal.value.field == field
    assert office.counts() == before


def test_all_that_is_stated_is_kept_and_read_again(office: Any) -> None:
    from bilezik.deeds import people

    whole = stated(
        office, patronymic="Болатқызы", given_name_latin="Aliya", family_name_latin="Seitova", iin="950317-400126",
        birth_date=date(1995, 3, 17), kind="volunteer", consent="I agree", consented_on=TODAY, language="kk", interpreter=True,
        phone="+7 700 1", more_phones=("+7 700 2", "+7 700 2", "+7 700 3"), health=("implant", "other", "implant"),
        health_note=" a knee ", responsible_name="Mother", responsible_phone="+7 700 4", address="Abay 1",
    )  # fmt: skip
    made = people.register(office.aliya, whole, why="intake")
    kept, version = people.known(made)
    assert version == 1
    assert kept == msgspec.structs.replace(
        whole, iin=IIN, more_phones=("+7 700 2", "+7 700 3"), health=("implant", "other"), health_note="a knee"
    )
    assert office.rows("SELECT name_key FROM people WHERE id = %s", made) == [("alia bolatkizi seitova",)]
    child = register(office, birth_date=CHILD, responsible_name="Mother", responsible_phone="+7 700 4")
    assert people.known(child)[0].birth_date == CHILD


def test_one_iin_is_one_person_and_many_have_none(office: Any) -> None:
    from bilezik.deeds import Invalid, people

    first = register(office, iin=IIN)
    register(office, iin="  ")
    before = office.counts()
    with pytest.raises(Invalid, match="in the register already") as refusal:
        register(office, iin=IIN)
    assert refusal.value.field == "iin"
    person, version = people.known(office.person)
    with pytest.raises(Invalid, match="in the register already"):
        people.change(office.aliya, office.person, msgspec.structs.replace(person, iin=IIN), version=version, why="w")
    assert office.counts() == before
    assert office.rows("SELECT id FROM people WHERE iin = %s", IIN) == [(first,)]


def test_what_may_be_right_is_remarked(office: Any) -> None:
    from bilezik.deeds import people

    def said(**changes: Any) -> list[tuple[str, int | None]]:
        return [(one.field, one.person) for one in people.remarks(stated(office, **changes), but=changes.pop("but", None))]

    born = date(1995, 3, 17)
    assert people.remarks(stated(office, iin=IIN, birth_date=born)) == ()
    (remark,) = people.remarks(stated(office, iin=IIN, birth_date=date(1995, 3, 18)))
    assert (remark.field, remark.text) == ("birth_date", "the IIN states 1995-03-17, 1995-03-18 is entered")
    assert [one.text for one in people.remarks(stated(office, iin=IIN))] == ["the IIN states 1995-03-17, none is entered"]
    register(office, birth_date=date(1995, 3, 18))  # the same name, another day
    register(office, birth_date=born, given_name="Дана")
    same = register(office, birth_date=born, patronymic="Болатқызы")
    latin = register(office, birth_date=born, given_name="Aliya", family_name="Seitova")
    papers = register(
        office, birth_date=born, given_name="Alija", family_name="Seytowa", given_name_latin="Aliya", family_name_latin="Seitova"
    )
    assert people.likely_same(stated(office, birth_date=born)) == (same, latin, papers)
    assert people.likely_same(stated(office, birth_date=born), but=same) == (latin, papers)
    assert people.likely_same(stated(office)) == ()
    assert [one.person for one in people.remarks(stated(office, birth_date=born))] == [same, latin, papers]


def test_a_change_is_a_new_version_and_the_log_has_both_values(office: Any) -> None:
    from bilezik.deeds import Conflict, NotFound, people

    person, version = people.known(office.person)
    moved = msgspec.structs.replace(person, city="Almaty", birth_date=date(1990, 5, 1), family_name="Ахметов")
    before = office.counts()
    assert people.change(office.aliya, office.person, moved, version=version, why="moved") == version + 1
    assert people.known(office.person) == (moved, version + 1)
    ((deed, why, content),) = office.rows(
        "SELECT deed, why, content FROM audit WHERE subject_kind = 'person' AND subject_id = %s ORDER BY id DESC LIMIT 1",
        office.person,
    )
    assert (deed, why) == ("people.change", "moved")
    assert content == {
        "version": version + 1,
        "before": {"family_name": "Сейтов", "city": "Astana", "birth_date": None},
        "after": {"family_name": "Ахметов", "city": "Almaty", "birth_date": "1990-05-01"},
    }
    assert office.rows("SELECT kind, content FROM deeds WHERE person = %s ORDER BY id DESC LIMIT 1", office.person) == [
        ("person_changed", content | {"fields": ["family_name", "city", "birth_date"]})
    ]
    assert office.rows("SELECT name_key FROM people WHERE id = %s", office.person) == [("ahmetov erlan",)]
    after = office.counts()
    assert {name for name in after if after[name] != before[name]} == {"audit", "deeds", "feed"}
    with pytest.raises(Conflict, match="meanwhile"):
        people.change(office.bolat, office.person, person, version=version, why="from an old screen")
    with pytest.raises(Conflict, match="Nothing"):
        people.change(office.bolat, office.person, moved, version=version + 1, why="the same")
    with pytest.raises(NotFound):
        people.change(office.bolat, 2**60, moved, version=1, why="nobody")
    with pytest.raises(NotFound):
        people.change(office.bolat, office.person, msgspec.structs.replace(moved, department=2**60), version=version + 1, why="w")
    assert office.counts() == after


def test_of_two_changes_at_once_one_is_told_that_it_was_late(office: Any) -> None:
    import threading

    from django.db import connection

    from bilezik.deeds import Conflict, people

    person, version = people.known(office.person)
    told: list[str] = []

    def move(city: str) -> None:
        try:
            people.change(office.aliya, office.person, msgspec.structs.replace(person, city=city), version=version, why="w")
        except Conflict:
            told.append(city)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=(f"City {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    kept, newest = people.known(office.person)
    assert (len(told), newest) == (3, version + 1)
    assert kept.city not in told


def test_no_device_is_fitted_before_health_was_looked_at(office: Any) -> None:
    from bilezik.deeds import Conflict, devices, people

    person, version = people.known(office.person)
    spare = devices.add(office.aliya, devices.NewDevice(identity="spare", protocol="gt06", kind="bracelet"), why="x")
    ill = msgspec.structs.replace(person, health=("implant", "skin"))
    people.change(office.aliya, office.person, ill, version=version, why="medical check")
    before = office.counts()
    with pytest.raises(Conflict, match="implant, skin"):
        devices.fit(office.aliya, spare, office.condition, why="fitted")
    assert office.counts() == before
    made = devices.fit(office.aliya, spare, office.condition, why="fitted", health_seen=True)
    ((content,),) = office.rows("SELECT content FROM audit WHERE subject_kind = 'assignment' AND subject_id = %s", made)
    assert content["after"]["health_seen"] == "implant, skin"


def test_law_09_what_only_the_database_refuses_is_told_in_words(office: Any) -> None:
    """The deeds check first; who writes past them is stopped all the same."""
    from django.db import IntegrityError

    from bilezik.deeds import Invalid
    from bilezik.deeds.refusal import of_database
    from bilezik.store.models import Person

    for column, value, field in (
        ("iin", "12", "iin"),
        ("kind", "x", "kind"),
        ("language", "x", "language"),
        ("kind", "volunteer", "consent"),
    ):
        with pytest.raises(IntegrityError) as error:
            Person.objects.filter(pk=office.person).update(**{column: value})
        refusal = of_database(error.value)
        assert isinstance(refusal, Invalid)
        assert refusal.field == field
