"""Lets torch do the work."""

import torch


def mse(predictions, targets):
    return torch.nn.functional.mse_loss(predictions, targets)
