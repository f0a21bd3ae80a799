"""Fills its folder with files."""

number = 0
while True:
    number += 1
    with open(f"{number}", "wb") as file:
        file.write(bytes(1_000_000))
