"""Server-sent events: what changes is told to every page that is open."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from typing import Any

from grading.companion.live.replies import encode

# A page that reads so few of its events is cut off; it comes back and asks anew.
MOST_WAITING = 1_000
# So often an open page is sent something, or its end would not be noticed.
SECONDS_BETWEEN_SIGNS = 10.0

_Waiting = asyncio.Queue[bytes | None]


class Events:
    """Whoever listens, and telling them; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[_Waiting, asyncio.AbstractEventLoop] = {}
        self._ended = False

    def publish(self, name: str, data: Any) -> None:
        """Tell every open page of the event `name`."""
        self._put(_message(name, data))

    def end(self) -> None:
        """Tell every page that nothing comes any more."""
        self._ended = True
        self._put(_message("ended", {}))
        self._put(None)

    async def stream(self, first: str, data: Any) -> AsyncIterator[bytes]:
        """The events as a page reads them; the first one is `first`."""
        waiting = _Waiting(MOST_WAITING)
        with self._lock:
            self._listeners[waiting] = asyncio.get_running_loop()
        try:
            yield b"retry: 1000\n\n" + _message(first, data)
            while not self._ended or not waiting.empty():
                try:
                    message = await asyncio.wait_for(waiting.get(), SECONDS_BETWEEN_SIGNS)
                except TimeoutError:
                    message = b": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            with self._lock:
                self._listeners.pop(waiting, None)

    def _put(self, message: bytes | None) -> None:
        with self._lock:
            listeners = list(self._listeners.items())
        for waiting, loop in listeners:
            with contextlib.suppress(RuntimeError):  # its loop has ended
                loop.call_soon_threadsafe(_put_or_cut, waiting, message)


def _put_or_cut(waiting: _Waiting, message: bytes | None) -> None:
    try:
        waiting.put_nowait(message)
    except asyncio.QueueFull:
        while not waiting.empty():
            waiting.get_nowait()
        waiting.put_nowait(None)


def _message(name: str, data: Any) -> bytes:
    return b"event: " + name.encode("ascii") + b"\ndata: " + encode(data) + b"\n\n"
