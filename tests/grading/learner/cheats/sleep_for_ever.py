"""Waits for better times."""

import threading

threading.Event().wait()
