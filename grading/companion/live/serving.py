"""The server of the live page, in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn

from grading.companion.live.app import make_app
from grading.companion.live.guard import HOSTS, make_guard
from grading.companion.live.live import Live
from grading.errors import Unreadable

# Always the same where it is free, so that a page that was left open finds a new server.
PORT = 8742
SECONDS_TO_END = 5


@contextlib.contextmanager
def serving(live: Live, port: int | None) -> Iterator[str]:
    """Serves `live` on this machine alone; the first address. Ends with everything it started.

    port: None for PORT or, where that is taken, any free one. Unreadable where it is taken.
    """
    with _listening(port) as listening:
        guard = make_guard(listening.getsockname()[1])
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(live, guard),
                http="h11",
                ws="none",
                loop="asyncio",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=SECONDS_TO_END,
            )
        )
        # Signals stay with the main thread.
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield guard.first_address
        finally:
            live.end()
            server.should_exit = True
            thread.join()


def _listening(port: int | None) -> socket.socket:
    try:
        return socket.create_server((HOSTS[0], PORT if port is None else port))
    except OSError as error:
        if port is None:
            return socket.create_server((HOSTS[0], 0))
        raise Unreadable(
            f"port {port} cannot be opened ({error.strerror}); name another one, or none"
        ) from None
