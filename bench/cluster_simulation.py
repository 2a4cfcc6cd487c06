"""A thousand GPUs on one shared queue, on paper: a discrete-event simulation of runners and of the database they ask.

    python3 bench/cluster_simulation.py [--rate JOBS_A_SECOND]

A runner claims a job, draws for a while, notes and finishes its picture; every second, of N runners every N/32 seconds up to ten, it tells the time and
its progress and looks for those that died. The database serves one
transaction after the other, as its commits do (each of them notifies, which PostgreSQL does under one lock), so fast that the jobs a second that
bench_queue measured come through (--rate). Runners die (mean time between failures) and come back after five minutes; a machine that is lost is missed
after the lease of 30 seconds, and its job begins anew elsewhere. Halfway the database is away for half a minute.
"""
import argparse
import heapq
import random

JOB_TRANSACTIONS = 5      # claim, report, written, finished, finish: as bench_queue does
BEAT_TRANSACTIONS = 3     # a runner's heartbeat, its progress, and its look for dead ones
LEASE, COMES_BACK, OUTAGE = 30.0, 300.0, 30.0


class Database:
    """One server and its line; serve(now) says when a transaction that comes now is done."""

    def __init__(self, service, outage_at):
        self.service, self.outage_at, self.free_at, self.busy = service, outage_at, 0.0, 0.0

    def serve(self, now):
        begin = max(now, self.free_at)
        if self.outage_at <= begin < self.outage_at + OUTAGE:
            begin = self.outage_at + OUTAGE
        self.free_at = begin + self.service
        self.busy += self.service
        return self.free_at


def simulate(runners, job_s, service, hours=0.5, mtbf_hours=24.0, seed=1, outage=True, pause=None):
    draw = random.Random(seed)
    length = hours * 3600
    pause = pause or min(10.0, max(1.0, runners / 32))
    database = Database(service, length / 2 if outage else float("inf"))
    events, order = [], 0
    done = lost = failures = 0
    drawing, waits = 0.0, []

    def at(time, what, *more):
        nonlocal order
        order += 1
        heapq.heappush(events, (time, order, what, more))

    dies = [draw.expovariate(1 / (mtbf_hours * 3600)) for _ in range(runners)]
    for runner in range(runners):
        at(draw.random(), "claim", runner)
        at(draw.random() * pause, "beat", runner)
    down_until = [0.0] * runners
    while events:
        now, _, what, more = heapq.heappop(events)
        if now > length:
            break
        runner = more[0]
        if what == "beat":
            if now >= down_until[runner]:
                for _ in range(BEAT_TRANSACTIONS):
                    database.serve(now)
            at(max(now + pause, database.free_at), "beat", runner)  # the next one waits for this one's answer
        elif what == "claim":
            ready = database.serve(now)
            waits.append(ready - now)
            seconds = job_s * draw.lognormvariate(0, 0.3)
            if ready + seconds > dies[runner]:  # it dies on the way; the job is missed after the lease, and begins anew
                failures += 1
                lost += 1
                down_until[runner] = dies[runner] + COMES_BACK
                dies[runner] += COMES_BACK + draw.expovariate(1 / (mtbf_hours * 3600))
                at(down_until[runner], "claim", runner)
            else:
                at(ready + seconds, "finish", runner, seconds)
        else:
            ready = now
            for _ in range(JOB_TRANSACTIONS - 1):
                ready = database.serve(ready)
            done += 1
            drawing += more[1]
            at(ready, "claim", runner)
    waits.sort()
    return {"jobs_a_second": done / length, "drawing": drawing / (runners * length), "database": min(1.0, database.busy / length),
            "claim_p99_ms": 1e3 * waits[len(waits) * 99 // 100], "failures": failures, "lost": lost}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=400.0, help="jobs a second that bench_queue brought through on many connections")
    options = parser.parse_args()
    service = 1 / (options.rate * JOB_TRANSACTIONS)
    print(f"a transaction takes {1e3 * service:.2f} ms of the database ({options.rate:.0f} jobs a second of {JOB_TRANSACTIONS} transactions)\n")
    print("| runners | a picture takes | jobs a second | GPUs draw | database busy | claim waits, 99 % | runners that died |")
    print("|---|---|---|---|---|---|---|")
    for runners in (100, 1000, 2000, 4000):
        for job_s in (2, 6, 30):
            found = simulate(runners, job_s, service)
            print(f"| {runners} | {job_s} s | {found['jobs_a_second']:.1f} | {100 * found['drawing']:.1f} % | {100 * found['database']:.0f} % | "
                  f"{found['claim_p99_ms']:.0f} ms | {found['failures']} |", flush=True)


main()
