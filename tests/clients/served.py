"""The program's server on a free port, with a data folder that goes away."""
import contextlib
import subprocess
import sys
import tempfile


@contextlib.contextmanager
def served(program, *options):
    with tempfile.TemporaryDirectory(prefix="imagelab_clients_") as folder:
        log = open(f"{folder}/log", "w")
        server = subprocess.Popen([program, "serve", "--port", "0", "--data", f"{folder}/data", *options],
                                  stdout=subprocess.PIPE, stderr=log, text=True)
        address = server.stdout.readline().strip()
        if not address:
            sys.exit(f"the server did not start:\n{open(log.name).read()}")
        try:
            yield address
        finally:
            server.terminate()
            code = server.wait(timeout=30)
            failures = [line for line in open(log.name) if "status=5" in line or "[error]" in line]
            print(f"the server ended with {code}; lines about failures: {len(failures)}")
            for line in failures[:20]:
                print("   ", line.rstrip())
            if code not in (0, 130) or failures:
                sys.exit(1)
