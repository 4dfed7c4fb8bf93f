"""Second factors: nobody is signed in without one, a proof counts once, and who resets a sign-in sees no secret."""

import base64
import hashlib
import json
import struct
import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import CoseKey
from tests.integration.as_web import voice

pytestmark = pytest.mark.engines

PASSWORD = "long enough aliya"
NEW = "seven mountains and a river"
MOMENT = 1_900_000_010.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of day as the codes of an app see it."""
    at = [MOMENT]
    monkeypatch.setattr("bilezik.deeds.factors.time.time", lambda: at[0])
    return at


class Browser:
    """Somebody at the sign-in."""

    def __init__(self, source: str = "10.0.0.1") -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost", REMOTE_ADDR=source)
        self.secret = ""
        self.codes: list[str] = []

    def password(self, said: str = PASSWORD, username: str = "aliya") -> Any:
        return self.client.post("/sign-in/", {"username": username, "password": said})

    def enrol(self, clock: list[float]) -> Any:
        page = self.client.get("/sign-in/first-factor/").content.decode()
        self.secret = page.split('class="adding-secret figure" translate="no">')[1].split("<")[0].replace(" ", "")
        told = self.client.post("/sign-in/first-factor/", {"code": self.now(clock)})
        self.codes = [
            line.split("<")[0] for line in told.content.decode().split('translate="no"><li>')[1].split("</ul>")[0].split("<li>")
        ]
        return told

    def now(self, clock: list[float]) -> str:
        return pyotp.TOTP(self.secret).at(int(clock[0]))

    def code(self, said: str) -> Any:
        return self.client.post("/sign-in/factor/", {"code": said})

    def is_in(self) -> bool:
        return bool(self.client.get("/api/v1/alerts").status_code == 200)


@pytest.fixture
def enrolled(office: Any, clock: list[float]) -> Browser:
    del office
    browser = Browser()
    assert browser.password()["Location"] == "/sign-in/first-factor/"
    browser.enrol(clock)
    assert browser.is_in()
    clock[0] += 60
    return browser


def test_a_password_alone_opens_nothing(office: Any, clock: list[float]) -> None:
    browser = Browser()
    assert browser.password()["Location"] == "/sign-in/first-factor/"
    assert not browser.is_in()
    assert office.rows("SELECT count(*) FROM sec.sessions") == [(0,)]
    assert browser.client.get("/sign-in/factor/")["Location"] == "/sign-in/first-factor/"
    assert b"took too long" in browser.client.post("/sign-in/first-factor/", {"code": "000000"}).content
    wrong = browser.client.post("/sign-in/first-factor/", {"code": "000000"})
    assert (wrong.status_code, b"This is not the code" in wrong.content, browser.is_in()) == (200, True, False)
    told = browser.enrol(clock)
    assert (told.status_code, len(browser.codes), browser.is_in()) == (200, 10, True)
    kept = office.rows("SELECT secret::text || counter FROM sec.factors") + office.rows(
        "SELECT digest::text FROM sec.recovery_codes"
    )
    log = office.rows("SELECT deed, content::text FROM audit WHERE deed LIKE 'factors%%' OR deed = 'staff.sign_in' ORDER BY id")
    for secret in (browser.secret, browser.codes[0], browser.codes[0].replace("-", "")):
        assert secret not in str(kept) + str(log)
    assert [deed for deed, _ in log] == ["factors.add", "factors.new_codes", "staff.sign_in"]
    assert '"app"' in log[-1][1]


def test_a_code_counts_once_and_only_near_its_time(enrolled: Browser, clock: list[float]) -> None:
    code = enrolled.now(clock)
    first, second = Browser(), Browser("10.0.0.2")
    for one in (first, second):
        assert one.password()["Location"] == "/sign-in/factor/"
        assert not one.is_in()
    assert first.code(f"{code[:3]} {code[3:]}").status_code == 302
    assert first.is_in()
    assert b"proves nothing" in second.code(code).content
    clock[0] += 300
    assert b"proves nothing" in second.code(code).content
    clock[0] += 60
    assert second.code(enrolled.now(clock)).status_code == 302


@pytest.mark.parametrize(("off_s", "counts"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_a_code_of_another_time_proves_nothing(enrolled: Browser, clock: list[float], *, off_s: int, counts: bool) -> None:
    clock[0] += 600
    browser = Browser()
    browser.password()
    browser.code(enrolled.now([clock[0] + off_s]))
    assert browser.is_in() == counts


def test_a_recovery_code_counts_once(enrolled: Browser) -> None:
    for number, expected in ((0, 302), (0, 200), (1, 302)):
        browser = Browser()
        browser.password()
        assert browser.code(enrolled.codes[number].upper().replace("-", " ")).status_code == expected
    page = Browser()
    page.password()
    page.code(enrolled.codes[2])
    assert b"7 codes are left" in page.client.get("/account/").content


def test_wrong_codes_lock_the_account_with_wrong_passwords(enrolled: Browser, clock: list[float]) -> None:
    from bilezik.deeds import attempts

    browser = Browser("10.0.0.9")
    Browser("10.0.0.9").password("wrong")
    browser.password()
    for _ in range(attempts.PER_ACCOUNT - 1):
        assert b"proves nothing" in browser.code("123456").content
    assert b"Too many" in browser.code(enrolled.now(clock)).content
    assert b"Too many" in Browser("10.0.0.8").password().content
    assert not browser.is_in()


def test_half_a_sign_in_ends_after_ten_minutes_and_with_the_account(office: Any, enrolled: Browser, clock: list[float]) -> None:
    late, closed = Browser(), Browser()
    late.password()
    with office.database.connect("admin") as admin:
        (given,) = admin.execute("SELECT extract(epoch FROM expires_at - clock_timestamp()) FROM sec.halfway").fetchone() or (0,)
        assert 590 < given <= 600
        admin.execute("UPDATE sec.halfway SET expires_at = now()")
    assert late.code(enrolled.now(clock))["Location"] == "/sign-in/"
    closed.password()
    with office.database.connect("admin") as admin:
        admin.execute("UPDATE users SET is_active = false WHERE username = 'aliya'")
    assert closed.code(enrolled.now(clock))["Location"] == "/sign-in/"
    opened = "SELECT sec.open_session(id, sha256('token'), 'here', 'browser', 'app') FROM users WHERE username = 'aliya'"
    assert office.rows(opened) == [(None,)], "nor does the database open one for a closed account"


def test_a_session_after_sign_out_is_nobodys(enrolled: Browser) -> None:
    cookie = enrolled.client.cookies["bilezik_session"].value
    enrolled.client.post("/sign-out/")
    enrolled.client.cookies["bilezik_session"] = cookie
    assert not enrolled.is_in()


def test_whoever_has_all_of_sql_as_the_web_reads_no_factor_and_opens_no_session(office: Any, enrolled: Browser) -> None:
    from psycopg import errors

    del enrolled
    number, digest = office.aliya.user_id, hashlib.sha256(b"mine").digest()
    for query in (
        "SELECT * FROM sec.factors", "SELECT * FROM sec.recovery_codes", "SELECT * FROM sec.halfway", "SELECT * FROM sec.passwords",
        "UPDATE sec.sign_in SET password_alone = true", "DELETE FROM sec.factors",
        f"SELECT sec.open_session({number}, '\\x{digest.hex()}', 'x', '', 'app')", f"SELECT sec.end_sessions_of({number}, NULL)",
    ):  # fmt: skip
        with voice(office.database, "web", "nobody", autocommit=True) as web, pytest.raises(errors.InsufficientPrivilege):
            web.execute(query)
    with office.database.connect("door", autocommit=True) as door:
        with pytest.raises(errors.InsufficientPrivilege, match="second factor"):
            door.execute("SELECT sec.open_session(%s, %s, 'x', '', '')", (number, digest))
        with pytest.raises(errors.InsufficientPrivilege):
            door.execute("UPDATE sec.sign_in SET password_alone = true")


def test_invented_people_need_no_factor_but_who_has_one_shows_it(office: Any, enrolled: Browser, clock: list[float]) -> None:
    from bilezik.deeds import factors

    del office
    factors.let_passwords_suffice()
    other, own = Browser(), Browser()
    assert other.password("long enough bolat", "bolat")["Location"] == "/"
    assert other.is_in()
    assert own.password()["Location"] == "/sign-in/factor/"
    own.code(enrolled.now(clock))
    assert own.is_in()


def test_an_administrator_resets_a_sign_in_and_sees_one_password(office: Any, enrolled: Browser, clock: list[float]) -> None:
    from bilezik.deeds import Forbidden, factors

    with pytest.raises(Forbidden):
        factors.reset(office.aliya, office.aliya.user_id, why="x")
    once = factors.reset(office.bolat, office.aliya.user_id, why="the phone fell into the Esil")
    assert not enrolled.is_in()
    assert b"wrong" in Browser().password().content
    back = Browser()
    assert back.password(once)["Location"] == "/sign-in/password/"
    assert b"Bolat reset your sign-in" in back.client.get("/sign-in/password/").content
    assert back.client.get("/sign-in/first-factor/")["Location"] == "/sign-in/password/"
    for said, again, words in ((NEW, NEW + "x", b"not the same"), ("short", "short", b"too short"), (once, once, b"old one")):
        assert words in back.client.post("/sign-in/password/", {"password": said, "again": again}).content
    assert back.client.post("/sign-in/password/", {"password": NEW, "again": NEW})["Location"] == "/sign-in/first-factor/"
    back.enrol(clock)
    assert back.is_in()
    assert b"wrong" in Browser().password(once).content
    log = office.rows("SELECT actor, why, content::text FROM audit WHERE deed = 'factors.reset'")
    assert log == [(office.bolat.user_id, "the phone fell into the Esil", '{"factors_removed": ["app"]}')]


def test_the_account_page_adds_renames_and_removes_but_never_the_last(office: Any, enrolled: Browser, clock: list[float]) -> None:
    client = enrolled.client
    ((number,),) = office.rows("SELECT id FROM sec.factors")
    assert b"only factor" in client.post(f"/account/factors/{number}/", {"deed": "remove"}).content
    assert client.post(f"/account/factors/{number}/", {"deed": "rename", "name": "my phone"}).status_code == 302
    assert b'value="my phone"' in client.get("/account/").content
    key = Key()
    asked = json.loads(
        client.get("/account/add/").content.decode().split('id="passkey-asked" type="application/json">')[1].split("</script>")[0]
    )
    assert client.post("/account/add/", {"answer": key.made(asked), "name": "key"}).status_code == 302
    assert office.rows("SELECT kind, name FROM sec.factors ORDER BY id") == [("app", "my phone"), ("passkey", "key")]
    assert client.post(f"/account/factors/{number}/", {"deed": "remove"}).status_code == 302
    foreign = Browser()
    foreign.password("long enough bolat", "bolat")
    foreign.enrol(clock)
    ((left,),) = office.rows("""SELECT id FROM sec.factors WHERE kind = 'passkey'""")
    assert foreign.client.post(f"/account/factors/{left}/", {"deed": "rename", "name": "mine"}).status_code == 409
    codes = client.post("/account/codes/").content.decode()
    assert codes.count("<li>") >= 10
    assert b"proves nothing" in _second(enrolled.codes[3]).content


def test_an_unlocked_screen_does_not_give_the_account_away(office: Any, enrolled: Browser) -> None:
    with office.database.connect("admin") as admin:
        admin.execute("UPDATE sec.sessions SET opened_at = now() - interval '16 minutes'")
    for answer in (
        enrolled.client.get("/account/add/"), enrolled.client.post("/account/codes/"),
        enrolled.client.post("/account/factors/1/", {"deed": "remove"}),
    ):  # fmt: skip
        assert answer["Location"].startswith("/sign-in/?again=1&next=")
    page = enrolled.client.get("/sign-in/?again=1&next=%2Faccount%2F")
    assert (page.status_code, enrolled.client.get("/sign-in/").status_code) == (200, 302)


def test_a_password_is_changed_with_the_old_one_and_ends_the_other_sessions(
    office: Any, enrolled: Browser, clock: list[float]
) -> None:
    other = Browser()
    other.password()
    other.code(enrolled.now(clock))
    assert other.is_in()

    def change(old: str, new: str) -> Any:
        return enrolled.client.post("/account/password/", {"old": old, "password": new, "again": new})

    for old, new, words in (
        ("wrong", NEW, "old password is wrong"), (PASSWORD, "aliya", "too short"), (PASSWORD, "password123456", "common"),
        (PASSWORD, PASSWORD, "old one"),
    ):  # fmt: skip
        refused = change(old, new)
        assert (refused.status_code, words in refused.content.decode().lower()) == (422, True), words
    assert b"The password is changed" in change(PASSWORD, NEW).content
    assert enrolled.is_in()
    assert not other.is_in()
    assert office.rows("SELECT count(*) FROM audit WHERE audit::text LIKE %s", f"%{NEW}%") == [(0,)]


def test_a_passkey_is_a_second_factor_and_signs_in_alone(office: Any, enrolled: Browser) -> None:
    key = Key()
    asked = _asked(enrolled.client.get("/account/add/"))
    enrolled.client.post("/account/add/", {"answer": key.made(asked), "name": ""})
    second = Browser()
    second.password()
    asked = _asked(second.client.get("/sign-in/factor/"))
    answer = key.signed(asked)
    assert second.client.post("/sign-in/factor/", {"answer": answer}).status_code == 302
    assert second.is_in()
    alone = Browser()
    asked = alone.client.post("/sign-in/passkey/").json()
    assert "allowCredentials" not in asked["publicKey"] or not asked["publicKey"]["allowCredentials"]
    answer = key.signed(asked)
    assert alone.client.post("/sign-in/passkey/", {"answer": answer, "next": "/console/today/"}).status_code == 302
    assert alone.is_in()
    # The same answer again, one to another question, one of a copied key, one without its holder, one of a stranger's key.
    again = Browser()
    again.client.cookies["bilezik_halfway"] = alone.client.cookies["bilezik_halfway"].value
    assert b"not known here" in again.client.post("/sign-in/passkey/", {"answer": answer}).content
    tricks: tuple[Callable[[Any], str], ...] = (
        lambda said: key.signed(said, challenge="AAAA"), lambda said: key.signed(said, counter=1),
        lambda said: key.signed(said, verified=False), lambda said: Key(key.user).signed(said),
        lambda said: key.signed(said, origin="https://elsewhere.example"), lambda _said: "{}", lambda _said: "nonsense",
    )  # fmt: skip
    for make in tricks:
        browser = Browser(f"10.1.0.{time.monotonic_ns() % 250}")
        said = browser.client.post("/sign-in/passkey/").json()
        assert b"not known here" in browser.client.post("/sign-in/passkey/", {"answer": make(said)}).content
        assert not browser.is_in()
        with office.database.connect("admin") as admin:
            admin.execute("ALTER TABLE audit DISABLE TRIGGER USER")
            admin.execute("UPDATE audit SET at = at - interval '1 hour' WHERE deed = 'staff.sign_in_refused'")
    factors = office.rows("SELECT content->>'factor' FROM audit WHERE deed = 'staff.sign_in' ORDER BY id")
    assert factors == [("app",), ("passkey",), ("passkey",)]


def _second(code: str) -> Any:
    browser = Browser()
    browser.password()
    return browser.code(code)


def _asked(page: Any) -> Any:
    return json.loads(page.content.decode().split('id="passkey-asked" type="application/json">')[1].split("</script>")[0])


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Key:
    """An authenticator: it signs what it is asked, as WebAuthn has it (level 2, §6.1, §6.5)."""

    def __init__(self, user: str = "") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(time.monotonic_ns()).encode()).digest()
        self.user = user
        self.counter = 1

    def made(self, asked: Any, origin: str = "http://localhost") -> str:
        self.user = asked["publicKey"]["user"]["id"]
        public = cbor.encode(dict(CoseKey.for_alg(-7).from_cryptography_key(self.private.public_key())))
        data = self._data(0x45) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["publicKey"]["challenge"], origin)
        return self._told({"clientDataJSON": _letters(said), "attestationObject": _letters(attested)})

    def signed(
        self, asked: Any, *, challenge: str = "", counter: int = 0, verified: bool = True, origin: str = "http://localhost"
    ) -> str:
        self.counter += 1
        data = self._data(0x05 if verified else 0x01, counter)
        said = self._said("webauthn.get", challenge or asked["publicKey"]["challenge"], origin)
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told({
            "clientDataJSON": _letters(said), "authenticatorData": _letters(data), "signature": _letters(signature),
            "userHandle": self.user,
        })  # fmt: skip

    def _data(self, flags: int, counter: int = 0) -> bytes:
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + struct.pack(">I", counter or self.counter)

    def _said(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _told(self, response: dict[str, str]) -> str:
        number = _letters(self.id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "clientExtensionResults": {}, "response": response})
