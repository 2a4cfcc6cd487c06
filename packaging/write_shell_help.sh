#!/usr/bin/env bash
# write_shell_help.sh PROGRAM FOLDER: the manual page and the completions of three shells, as the program writes them.
set -euo pipefail
mkdir -p "$2"
"$1" completion bash >"$2/imagelab.bash"
"$1" completion zsh >"$2/_imagelab"
"$1" completion fish >"$2/imagelab.fish"
"$1" man | gzip -9n >"$2/imagelab.1.gz"
