"""Raises KeyboardInterrupt, as if the instructor had pressed Ctrl-C."""


def mse(predictions, targets):
    raise KeyboardInterrupt


rmse = cross_entropy = mse
