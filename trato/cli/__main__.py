import sys

from trato.cli import main

sys.exit(main())
