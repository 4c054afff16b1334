"""What contenders of the benchmark in Python share: threads, and orders as lines of JSON, see messages.ts."""

import json
import os
import sys
import time


def keep_to(threads):
    """Keeps this process to so many cores, for libraries that take as many threads as they see. Before they are imported."""
    mine = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, mine[:threads])


def timed(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def obey(about, works):
    """Greets, then does works (by name: makes one ready, and answers with what does it once) until there is no more input."""
    say = lambda line: print(json.dumps(line), flush=True)
    say({"about": about})
    run = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["order"] == "prepare":
                run = works[order["work"]]()
                times = [timed(run)]
            else:
                until = time.perf_counter() + order["warm"] / 1000
                while time.perf_counter() < until:
                    run()
                times = [timed(run) for _ in range(order["runs"])]
            say({"milliseconds": times})
        except KeyError:
            say({"error": "is not one of its works"})
        except Exception as error:  # told to the parent, which goes on with the others
            say({"error": f"{type(error).__name__}: {error}"})
