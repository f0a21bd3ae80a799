"""Keeps threads that never end, and an exit handler that never does either."""

import atexit
import threading
import time

atexit.register(time.sleep, 3600)
threading.Thread(target=time.sleep, args=(3600,)).start()
