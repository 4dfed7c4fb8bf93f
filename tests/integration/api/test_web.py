"""The web process: its files, its limits, its end."""

import gzip
import socket
from typing import Any

import httpx
import pytest

from bilezik.app.asgi import LARGEST_BODY

pytestmark = pytest.mark.engines


def test_files_are_kept_by_their_hash_and_asked_for_again_by_their_tag(web: str) -> None:
    found = httpx.get(f"{web}/static/ninja/swagger-ui.css", headers={"Accept-Encoding": "gzip"})
    assert (found.status_code, found.headers["content-encoding"]) == (200, "gzip")
    assert found.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{web}/static/ninja/swagger-ui.css", headers={"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.head(f"{web}/static/ninja/swagger-ui.css").content == b""
    assert httpx.post(f"{web}/static/ninja/swagger-ui.css").status_code == 405
    plain = httpx.get(f"{web}/static/ninja/swagger-ui.css", headers={"Accept-Encoding": "identity"})
    assert len(gzip.compress(plain.content)) < len(plain.content)


def test_nothing_outside_the_static_folders_is_served(web: str) -> None:
    host, _, port = web.removeprefix("http://").partition(":")
    for path in ("/static/../app/settings.py", "/static/%2e%2e/urls.py", "/static//etc/passwd", "/static/", "/static/ninja"):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            assert raw.recv(4096).split()[1] == b"404", path


def test_a_body_over_the_limit_is_refused_stated_or_not(web: str) -> None:
    def endless() -> Any:
        for _ in range(LARGEST_BODY // 10_000 + 50):
            yield b"x" * 10_000

    big = b"x" * (LARGEST_BODY + 1)
    for content in (big, endless()):
        response = httpx.post(f"{web}/api/v1/alerts/1/take", content=content, headers={"Content-Type": "application/json"})
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"
    assert httpx.get(f"{web}/sign-in/").status_code == 200


def test_a_foreign_host_name_is_refused(web: str) -> None:
    response = httpx.get(f"{web}/api/v1/alerts", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_a_taken_port_is_one_line(django: Any) -> None:
    import msgspec

    from bilezik.app.supervisor import Obstacle
    from bilezik.app.web import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = msgspec.structs.replace(django.settings, web_port=taken.getsockname()[1])
        with pytest.raises(Obstacle, match="is taken by another program"):
            serve(settings, on_ready=lambda: None)
