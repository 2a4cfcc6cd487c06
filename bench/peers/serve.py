"""The loop of a worker: "run" on standard input is answered with the seconds of one forward."""

import json
import sys
import time


def serve(forward, about):
    forward()
    print(json.dumps({"ready": True, **about}), flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            return
        begin = time.perf_counter()
        forward()
        print(json.dumps(time.perf_counter() - begin), flush=True)
