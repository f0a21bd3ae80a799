#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image in which every submission is graded.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update

# The newest Python that this Ubuntu has; picograd needs 3.11 or newer.
for version in 3.13 3.12 3.11; do
    if apt-get install -y "python$version" "python$version-venv"; then break; fi
done
# One more wall around the students' code, where the machine allows it.
apt-get install -y bubblewrap || echo "no bubblewrap here; without it grading needs Landlock"

"python$version" -m venv /autograder/venv
# From PyTorch's own index comes the build without CUDA, a tenth of the size.
/autograder/venv/bin/pip install --no-cache-dir \
    --extra-index-url https://download.pytorch.org/whl/cpu --editable "/autograder/source[torch]"
# If something is missing, building fails here and not with the first student.
/autograder/venv/bin/picograd grade --help > /dev/null
/autograder/venv/bin/python -c "import torch"
