"""The pictures: what the milestones have drawn, room by room, and how to make the rest."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grading.companion.live.live import Live
from grading.companion.live.replies import posting
from grading.companion.memory import pictures_folder
from grading.companion.picture_rooms import (
    INTRODUCTION,
    ROOMS,
    Picture,
    Room,
    filled_rooms,
)


def routes(live: Live) -> list[Route]:
    """Of the view `pictures`."""
    folder = pictures_folder()

    def show(body: dict[str, Any]) -> Any:
        rooms = [describe_room(room) for room in filled_rooms(folder)]
        return {"introduction": INTRODUCTION, "rooms": rooms}

    def file(request: Request) -> Response:
        name = request.path_params["name"]
        # Nothing is looked up that is not listed.
        if name not in [picture.file for room in ROOMS for picture in room.pictures]:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            content = (folder / name).read_bytes()
        except OSError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        kind = "gif" if name.endswith(".gif") else "png"
        return Response(content, media_type=f"image/{kind}")

    return [
        Route("/api/pictures", posting(show), methods=["POST"]),
        Route("/api/pictures/{name}", file),
    ]


def describe_room(room: Room) -> Any:
    """A room, the pictures that there are, and for each that is missing what draws it."""
    return {
        "title": room.title,
        "sentence": room.sentence,
        "pictures": [
            {"file": p.file, "alt": p.alt, "film": p.is_film, "size": size_of(p.content)}
            for p in room.pictures
            if p.content
        ],
        "missing": [
            {"file": p.file, "commands": commands_for(room, p)}
            for p in room.pictures
            if not p.content
        ],
    }


def commands_for(room: Room, picture: Picture) -> list[str]:
    """What draws the picture."""
    if picture.needs:
        return [f"picograd milestone {picture.needs}", "picograd gallery"]
    return [f"picograd milestone {room.milestone}"]


def size_of(content: bytes) -> list[int]:
    """[width, height] of a PNG or GIF, so that nothing jumps when it comes; [0, 0] of no such."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        return [int.from_bytes(content[i : i + 4], "big") for i in (16, 20)]
    if content.startswith(b"GIF") and len(content) >= 10:
        return [int.from_bytes(content[i : i + 2], "little") for i in (6, 8)]
    return [0, 0]
