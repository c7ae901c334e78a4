"""`script/replica --records PATH --port N`. Comes in: records in a file or folder. Goes out: a replica of the registry
on this machine, until Ctrl-C, with a line per request.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from tests.replica.server import TIMESTAMP, Replica


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/replica", description="A replica of ClinicalTrials.gov API v2.")
    parser.add_argument("--records", type=Path, required=True, help=".jsonl, .jsonl.gz, .json or a folder of these")
    parser.add_argument("--port", type=int, default=8089, help="0 takes any free port (default: %(default)s)")
    parser.add_argument("--timestamp", default=TIMESTAMP, help="date of the data (default: %(default)s)")
    parser.add_argument("--quiet", action="store_true", help="no line per request")
    chosen = parser.parse_args()
    if not chosen.records.exists():
        parser.error(f"{chosen.records} does not exist")
    log = None if chosen.quiet else lambda line: print(line, file=sys.stderr, flush=True)
    with Replica(chosen.records, port=chosen.port, timestamp=chosen.timestamp, log=log) as replica:
        print(f"{len(replica.ids)} studies at {replica.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
