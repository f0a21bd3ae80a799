# on: solution
"""Right, but prints to every descriptor that is not the judge's, leaves a file and a thread."""

import os
import threading
import time

print("hello " * 1000)
for descriptor in (0, 1, 2):
    os.write(descriptor, b"hello\n" * 10_000)
with open("log.txt", "a") as file:
    file.write("hello")
threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
