"""Regions are entered once, a department with people is not closed, a hand-over is of all or of nobody."""

from typing import Any

import msgspec
import pytest

pytestmark = pytest.mark.engines


def another(office: Any, name: str = "Saryarka") -> int:
    from bilezik.deeds import departments

    town = departments.NewDepartment(name=name, city="Astana", timezone="Asia/Almaty", lat=51.2, lon=71.4)
    return departments.add(office.aliya, town, why="set-up")


def test_regions_are_entered_once_and_named_anew(office: Any) -> None:
    from bilezik.deeds import Conflict, departments

    shipped = departments.shipped_regions()
    assert len({one.code for one in shipped}) == 20
    assert departments.keep_regions(office.aliya, shipped, why="w") == 20
    with pytest.raises(Conflict):
        departments.keep_regions(office.aliya, shipped, why="w")
    renamed = [msgspec.structs.replace(shipped[0], name_en="Abay"), *shipped[1:]]
    assert departments.keep_regions(office.aliya, renamed, why="w") == 1
    assert office.rows("SELECT name_en FROM regions WHERE code = 'KZ-10'") == [("Abay",)]
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'departments.keep_regions'") == [(21,)]


def test_a_hand_over_is_told_and_handed_back(office: Any) -> None:
    from bilezik.deeds import Conflict, departments, people

    there = another(office)
    assert departments.caseload(office.department) == (office.person,)
    weight = departments.weigh([office.person])
    assert (weight.people, weight.worn_devices) == (1, 1)
    version = people.known(office.person)[1]
    assert departments.hand_over(office.aliya, [office.person, office.person], there, why="moved") == 1
    stated, after = people.known(office.person)
    assert (stated.department, after) == (there, version + 1)
    assert office.rows("SELECT why, content ->> 'before' FROM audit WHERE deed = 'departments.hand_over'") == [
        ("moved", f'{{"department": {office.department}}}')
    ]
    assert office.rows("SELECT body ->> 'person' FROM feed WHERE kind = 'person' ORDER BY id DESC LIMIT 1") == [
        (str(office.person),)
    ]
    with pytest.raises(Conflict):
        departments.hand_over(office.aliya, [office.person], there, why="w")
    departments.hand_over(office.aliya, [office.person], office.department, why="back")
    assert people.known(office.person)[0].department == office.department


def test_what_they_wear_goes_along_so_that_the_department_can_close(office: Any) -> None:
    from bilezik.deeds import departments

    there = another(office)
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE devices SET department = %s WHERE id = %s", (office.department, office.device))
    departments.hand_over(office.aliya, [office.person], there, why="merged")
    assert office.rows("SELECT department FROM devices WHERE id = %s", office.device) == [(there,)]
    told = "SELECT content FROM audit WHERE deed = 'departments.hand_over' AND subject_kind = 'device' AND subject_id = %s"
    assert office.rows(told, office.device) == [
        ({"before": {"department": str(office.department)}, "after": {"department": str(there)}},)
    ]
    departments.close(office.aliya, office.department, why="merged")


def test_a_hand_over_is_of_all_or_nobody(office: Any) -> None:
    from bilezik.deeds import Invalid, NotFound, departments

    there = another(office)
    for people, to, refusal in (
        ([office.person, 2**60], there, NotFound),
        ([office.person], 2**60, NotFound),
        ([], there, Invalid),
        (range(departments.MOST_PEOPLE + 1), there, Invalid),
    ):
        with pytest.raises(refusal):
            departments.hand_over(office.aliya, people, to, why="w")
    assert departments.caseload(office.department) == (office.person,)


def test_a_department_is_closed_when_its_people_are_gone(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, NotFound, departments, people, rights, staff
    from bilezik.store.models import User

    there = another(office)
    made = staff.add(office.aliya, "dana", "a long password", "Dana", why="w", roles=[staff.NewRole("officer", office.department)])
    with pytest.raises(Conflict, match="1 people: hand them over first"):
        departments.close(office.aliya, office.department, why="w")
    assert rights.Right.KEEP_PEOPLE in rights.held(User.objects.get(pk=made))
    departments.hand_over(office.aliya, [office.person], there, why="w")
    departments.close(office.aliya, office.department, why="merged")
    assert rights.held(User.objects.get(pk=made)) == frozenset()
    with pytest.raises(Conflict):
        departments.close(office.aliya, office.department, why="w")
    with pytest.raises(NotFound):
        departments.close(office.aliya, 2**60, why="w")
    with pytest.raises(Invalid, match="closed"):
        departments.hand_over(office.aliya, [office.person], office.department, why="w")
    stated, version = people.known(office.person)
    with pytest.raises(Invalid, match="closed"):
        people.change(
            office.aliya, office.person, msgspec.structs.replace(stated, department=office.department), version=version, why="w"
        )
    with pytest.raises(Invalid, match="closed"):
        staff.give_role(office.aliya, made, staff.NewRole("supervisor", office.department), why="w")


def test_nobody_comes_to_a_department_that_closes_meanwhile(office: Any) -> None:
    """Another session closes it after the deed has looked at it, and before the person is written."""
    from bilezik.deeds import Invalid, departments, people

    there = another(office)
    stated, version = people.known(office.person)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            people,
            "_demand_department",
            lambda _: office.rows("UPDATE departments SET closed_at = now() WHERE id = %s RETURNING id", there),
        )
        with pytest.raises(Invalid, match="closed"):
            people.change(office.aliya, office.person, msgspec.structs.replace(stated, department=there), version=version, why="w")
    assert departments.caseload(there) == ()


def test_a_role_is_held_in_one_region(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, NotFound, departments, staff

    departments.keep_regions(office.aliya, departments.shipped_regions(), why="w")
    ((astana,),) = office.rows("SELECT id FROM regions WHERE code = 'KZ-71'")
    bolat = office.bolat.user_id
    role = staff.give_role(office.aliya, bolat, staff.NewRole("auditor", region=astana), why="w")
    assert office.rows("SELECT department, region FROM staff_roles WHERE id = %s", role) == [(None, astana)]
    with pytest.raises(Conflict):
        staff.give_role(office.aliya, bolat, staff.NewRole("auditor", region=astana), why="w")
    with pytest.raises(NotFound):
        staff.give_role(office.aliya, bolat, staff.NewRole("auditor", region=2**60), why="w")
    with pytest.raises(Invalid, match="not in both"):
        staff.give_role(office.aliya, bolat, staff.NewRole("auditor", office.department, astana), why="w")
