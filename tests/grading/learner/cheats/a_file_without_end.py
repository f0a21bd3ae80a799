"""Writes one file that fills the disk."""

with open("large", "wb") as file:
    while True:
        file.write(bytes(1_000_000))
