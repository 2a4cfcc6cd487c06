"""The loop of a worker: "run" on standard input is answered with the seconds of one forward, other words with what `answers` knows."""

import json
import sys
import time


def serve(forward, about, answers=dict):
    forward()
    print(json.dumps({"ready": True, **about}), flush=True)
    for line in sys.stdin:
        word = line.strip()
        if word != "run":
            known = answers()
            if word not in known:
                return
            print(json.dumps(known[word]), flush=True)
            continue
        begin = time.perf_counter()
        forward()
        print(json.dumps(time.perf_counter() - begin), flush=True)
