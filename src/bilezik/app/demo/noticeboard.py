"""Where the demo's notices arrive: a webhook of its own. What nobody takes is really sent on, and nothing leaves the machine.

Run as `python -m bilezik.app.demo.noticeboard PORT FILE`: prints each notice and appends it to FILE.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

from bilezik.app.supervisor.ready import report_ready

_LONGEST: Final = 64_000


def serve(port: int, file: Path) -> None:
    """Take notices on the loopback until ended."""

    class Notice(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            text = self.rfile.read(min(_LONGEST, int(self.headers.get("Content-Length") or 0))).decode("utf-8", "replace")
            with file.open("a", encoding="utf-8") as board:
                board.write(text.replace("\n", " ") + "\n")
            sys.stderr.write(f"{_title(text)}\n")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass  # a request is a notice, and that is printed

    with HTTPServer(("127.0.0.1", port), Notice) as server:
        report_ready(f"notices arrive in {file}")
        server.serve_forever()


def _title(text: str) -> str:
    try:
        return str(json.loads(text)["title"])
    except (ValueError, KeyError, TypeError):
        return "a notice without a title"


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
