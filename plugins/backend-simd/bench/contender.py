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


def shaped(product, convolution):
    """Works of the shapes in works.ts: products by their side, convolutions by batch, size, channels, kernel, stride, padding and part."""
    works = {f"product-{side}": product(side) for side in (256, 1024)}
    for part in ("forward", "input-gradient", "filter-gradient"):
        for size, channels in ((28, 64), (14, 128), (7, 256)):
            works[f"conv-{channels}-{part}"] = convolution(32, size, channels, channels, 3, 1, 1, part)
        # The gradient in the images is the transposed convolution.
        for size, inputs, outputs in ((14, 64, 128), (7, 128, 256)):
            works[f"strided-{outputs}-{part}"] = convolution(100, size, inputs, outputs, 6, 2, 2, part)
    return works


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
