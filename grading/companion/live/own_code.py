"""Whether what runs is still what the learner's files hold."""

from __future__ import annotations

import hashlib

from grading.companion.live.live import Live


def code_of(live: Live) -> str:
    """Another text for whatever other code the learner's files hold."""
    digest = hashlib.sha256()
    for file in live.submission().files:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()[:16]
