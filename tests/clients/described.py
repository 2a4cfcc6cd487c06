"""schemathesis over /openapi.json: whatever a client sends, no 5xx, and every reply as it is described. Run by ./dev clients.
    described.py PROGRAM [SECONDS]      60 by default"""
import os
import subprocess
import sys
import tempfile

from served import served

# Those that a client may well call, and that draw pictures or measure for as long as their body says: with every valid body that can be thought
# of they would leave no time for the rest. What they refuse is asked of them in tests/serve.
slow = "/api/testing/|/api/inference/test-pytorch-directml|/api/training/start"
checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


def main():
    program, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60
    with served(program) as address:
        words = [os.path.join(os.path.dirname(sys.executable), "st"), "run", address + "/openapi.json", "--checks", checks, "--max-time", str(seconds),
                 "--phases", "examples,coverage,fuzzing", "--mode", "all", "--suppress-health-check", "all", "--workers", "4", "--request-timeout", "300", "--continue-on-failure",
                 "--exclude-path-regex", slow]
        with tempfile.TemporaryDirectory(prefix="imagelab_clients_") as folder:  # it keeps what it found beside where it is started
            code = subprocess.run(words, cwd=folder).returncode
    sys.exit(code)


main()
