"""The person's page offers the memo in three languages, the person's own first in weight, and the session opens it."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.engines


def test_the_page_offers_the_memo_and_the_session_opens_it(office: Any) -> None:
    from django.test import Client

    from bilezik.deeds import orders
    from bilezik.store.models import Person, User

    Person.objects.filter(pk=office.person).update(language="ru")
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    page = client.get(f"/console/people/{office.person}/").content.decode()
    form = re.search(
        r'<form class="acts memo no-print" method="get" action="(/api/v1/people/\d+/memo.pdf)".*?</form>', page, re.DOTALL
    )
    assert form is not None
    assert re.findall(r'name="language" value="(\w\w)"', form[0]) == ["kk", "ru", "en"]
    assert re.findall(r'button-main" name="language" value="(\w\w)"', form[0]) == ["ru"]
    why = re.search(r'name="why" value="([^"]+)"', form[0])
    assert why is not None
    answer = client.get(form[1], {"language": "ru", "why": why[1]})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert office.rows("SELECT actor_name, why FROM audit WHERE deed = 'records.memo'") == [("Aliya", why[1])]

    orders.end(office.aliya, office.order, why="served")
    assert "memo.pdf" not in client.get(f"/console/people/{office.person}/").content.decode()
