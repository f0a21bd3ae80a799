"""Raises an error whose text never comes to an end."""


class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def mse(predictions, targets):
    raise Endless


rmse = cross_entropy = mse
