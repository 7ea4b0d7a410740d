"""What ties a crawl's process to whoever started it: events on standard output, and its own end.

When standard input ends, whoever started the crawl is gone, and the process stops.
"""

import json
import os
import sys
import threading
import time

from crawler.store import Store

GRACE = 5.0  # seconds the reactor has to end by itself once whoever started it is gone


def tell(**event: object) -> None:
    """Write one event to whoever started the crawl."""
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def leave(store: Store) -> None:
    """End at once, what was recorded made durable: whoever started the crawl is gone."""
    if not os.read(sys.stdin.fileno(), 1):
        store.flush()
        os._exit(1)


def watch(grace: float = GRACE) -> None:
    """End this process *grace* seconds after its standard input did, however busy it is.

    The reactor sees that end too, and makes the store durable, but not while one page keeps it.
    """
    threading.Thread(target=_end_when_alone, args=(grace,), daemon=True).start()


def _end_when_alone(grace: float) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    time.sleep(grace)
    os._exit(1)
