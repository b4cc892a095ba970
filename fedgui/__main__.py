"""`python -m fedgui`."""

import sys

# On Windows, torch's libraries don't load any more once Qt's are in the process (torch 2.9 and later).
if sys.platform == "win32":
    import torch  # noqa: F401

# isort: split
from fedgui.cli import main

if __name__ == "__main__":
    sys.exit(main())
