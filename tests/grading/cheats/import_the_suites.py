"""Imports the checks of its stage, to read what they expect."""

import sys

sys.path.insert(0, "@ROOT@")
import tests.stages.test_losses

print(tests.stages.test_losses.LOGITS)
