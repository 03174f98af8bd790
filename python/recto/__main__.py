"""The program: ``python -m recto`` takes the arguments of ``recto``, and ends with its exit status."""

import signal
import sys

from ._recto import program


def main() -> int:
    # Python notes an interrupt and carries on; the program ends.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return program(["recto", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
