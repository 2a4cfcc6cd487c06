"""A contender: a process that holds one loaded network and runs a forward when told to."""

import json
import os
import subprocess
import threading


class Worker:
    def __init__(self, name, command, realtime=False, patience=900):
        self.name, self.realtime = name, realtime
        command = ["chrt", "-f", "10", *command] if realtime else command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        guard = threading.Timer(patience, self.process.kill)
        guard.start()
        self.about = self._answer()
        guard.cancel()
        if realtime:
            self._schedule(os.SCHED_OTHER, 0)

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with status {self.process.wait()}")
        return json.loads(line)

    def ask(self, question):
        """One line there, one back; in real time where asked for, so that other programs do not blur the figure."""
        if self.realtime:
            self._schedule(os.SCHED_FIFO, 10)
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if self.realtime:
            self._schedule(os.SCHED_OTHER, 0)
        return answer

    def _schedule(self, policy, priority):
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            os.sched_setscheduler(int(thread), policy, os.sched_param(priority))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
