"""Make sure of a Chromium before the tests: `python -m tests.support.chromium`."""

from __future__ import annotations

import sys

from tests.support.browsing import find_chromium, install_chromium


def main() -> int:
    """Find or install a Chromium; without one the browser's tests decide: they fail where CI is set, skip elsewhere."""
    if find_chromium() or install_chromium():
        return 0
    print("No Chromium was found and none could be installed: tests in a browser will not run.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
