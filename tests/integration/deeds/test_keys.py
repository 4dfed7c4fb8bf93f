"""The key of a telephone: made, read once, kept as a digest, taken away."""

from typing import Any

import pytest

from bilezik.domain.key import digest

pytestmark = pytest.mark.engines


def test_a_key_is_read_once_and_replaced_by_the_next(office: Any) -> None:
    from bilezik.deeds import Conflict, NotFound, devices, keys

    phone = devices.add(office.aliya, devices.NewDevice(identity="phone-1", protocol="owntracks", kind="phone"), why="x")
    first, second = keys.make(office.aliya, phone, why="new phone"), keys.make(office.aliya, phone, why="lost phone")
    assert len({first, second}) == 2
    assert len(first) == 29
    ((kept,),) = office.rows("SELECT key_digest FROM devices WHERE id = %s", phone)
    assert bytes(kept) == digest(second)
    logged = str(office.rows("SELECT deed, why, content FROM audit WHERE deed LIKE 'keys.%%' ORDER BY id"))
    assert "lost phone" in logged
    assert first not in logged
    assert second not in logged
    keys.take_away(office.aliya, phone, why="old app")
    assert office.rows("SELECT key_digest FROM devices WHERE id = %s", phone) == [(None,)]
    with pytest.raises(Conflict):
        keys.take_away(office.aliya, phone, why="again")
    with pytest.raises(Conflict):
        keys.make(office.aliya, office.device, why="a bracelet has nowhere to type it")
    with pytest.raises(NotFound):
        keys.make(office.aliya, 2**60, why="x")
