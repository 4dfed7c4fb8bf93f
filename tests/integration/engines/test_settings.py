"""Settings: one struct, built once; what is misspelt is an error, what is secret does not show."""

from pathlib import Path

import pytest

from bilezik.app import secrets_file
from bilezik.app.engines import EngineError
from bilezik.app.settings import Secret, Settings, SettingsError


def load(tmp_path: Path, environment: dict[str, str] | None = None, toml: str = "") -> Settings:
    file = tmp_path / "bilezik.toml"
    file.write_text(toml)
    return Settings.load(environment or {}, file)


def test_nothing_said_is_the_embedded_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load({"PATH": "/bin"})
    assert settings.var == tmp_path / "var"
    assert (settings.database_url, settings.nats_url) == (None, None)
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8420)
    assert settings.port_of("gt06", 5023) == 5023


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    toml = 'web_port = 9000\nlog_level = "debug"\ndatabase_url = "postgresql://x@h/d"\n[ports]\ngt06 = 1\n'
    settings = load(tmp_path, {"BILEZIK_WEB_PORT": "9001", "BILEZIK_PORTS": "gt06=15023, watch=0"}, toml)
    assert (settings.web_port, settings.log_level) == (9001, "debug")
    assert settings.ports == {"gt06": 15023, "watch": 0}
    assert settings.database_url == Secret("postgresql://x@h/d")


def test_the_file_is_found_where_one_stands_or_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bilezik.toml").write_text("web_port = 1")
    (tmp_path / "other.toml").write_text("web_port = 2")
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}).web_port == 1
    assert Settings.load({"BILEZIK_CONFIG": str(tmp_path / "other.toml")}).web_port == 2
    with pytest.raises(SettingsError, match=r"missing\.toml"):
        Settings.load({"BILEZIK_CONFIG": str(tmp_path / "missing.toml")})


@pytest.mark.parametrize(
    ("environment", "toml", "message"),
    [
        ({"BILEZIK_WEB_PROT": "1"}, "", "unknown environment variable BILEZIK_WEB_PROT; did you mean BILEZIK_WEB_PORT?"),
        ({}, "web_prot = 1", "unknown key 'web_prot'; did you mean web_port?"),
        ({"BILEZIK_QQQQQQ": "1"}, "", "unknown environment variable BILEZIK_QQQQQQ"),
        ({"BILEZIK_WEB_PORT": "many"}, "", "`web_port`"),
        ({"BILEZIK_LOG_LEVEL": "loud"}, "", "`log_level`"),
        ({"BILEZIK_PORTS": "gt06:1"}, "", "BILEZIK_PORTS is written as"),
        ({"BILEZIK_DATABASE_URL": ""}, "", "is empty"),
        ({"BILEZIK_MONITORS": "-1"}, "", "`monitors`"),
        ({}, "web_port = ", "bilezik.toml"),
        ({}, "var = 5", "`var`"),
        ({"BILEZIK_VAR": "~nobody-of-this-name/x"}, "", "names a home folder that is not there"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path, environment: dict[str, str], toml: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, environment, toml)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_child_has_the_same_settings(tmp_path: Path) -> None:
    settings = Settings(
        var=tmp_path / "v", database_url=Secret("postgresql://a:b@h/d"), ports={"gt06": 0, "watch": 5},
        gateway_idle_s=2.5, log_level="error",
    )  # fmt: skip
    assert Settings.load(settings.environment()) == settings


def test_a_secret_does_not_show(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, database_url=Secret("postgresql://a:hunter2@h/d"))
    assert "hunter2" not in f"{settings!r} {settings} {settings.database_url}"
    secrets = settings.secrets()
    assert not any(word in f"{secrets!r} {secrets}" for word in (*secrets.passwords.values(), secrets.django_key))


def test_secrets_are_made_once_and_for_us_alone(tmp_path: Path) -> None:
    first = secrets_file.load(tmp_path)
    assert secrets_file.load(tmp_path) == first
    assert secrets_file.load(tmp_path / "other") != first
    for name in ("secrets.json", "sealing.private"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "sealing.private").read_text().strip() not in (tmp_path / "secrets.json").read_text()


def test_each_role_has_its_own_way_to_the_database(tmp_path: Path) -> None:
    embedded = Settings(var=tmp_path)
    passwords = embedded.secrets().passwords
    assert len(set(passwords.values())) == len(passwords)
    assert embedded.dsn("web").startswith(f"postgresql://bilezik_web:{passwords['web']}@/bilezik?host=%2F")
    assert not (tmp_path / "engines.json").exists()  # asking decides nothing
    outside = Settings(var=tmp_path, database_url=Secret("postgresql://root:x@db.example:6432/core?sslmode=require"))
    assert outside.dsn("admin") == "postgresql://root:x@db.example:6432/core?sslmode=require"
    web = f"postgresql://bilezik_web:{passwords['web']}@db.example:6432/core?sslmode=require"
    assert outside.dsn("web") == web


def test_nats_is_embedded_once_it_ran_or_external(tmp_path: Path) -> None:
    assert Settings(var=tmp_path, nats_url=Secret("nats://u:p@n:4222")).nats() == "nats://u:p@n:4222"
    with pytest.raises(EngineError, match="never run"):
        Settings(var=tmp_path).nats()
