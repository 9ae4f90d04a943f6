"""`python -m phonepatch`: which library was found, where it was looked for, and what is wrong if anything is."""

from __future__ import annotations

import os
import platform
import sys


def main() -> int:
    print(f"Python      {platform.python_version()} ({sys.executable})")
    print(f"system      {platform.platform()}")
    print(f"PHONEPATCH_LIBRARY  {os.environ.get('PHONEPATCH_LIBRARY', 'not set')}")
    try:
        import phonepatch
    except ImportError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"library     {phonepatch.library_path}")
    print(f"version     {phonepatch.__version__}, ABI {phonepatch.ABI_VERSION}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
