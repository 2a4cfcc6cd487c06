#!/usr/bin/env bash
# Pictures of the window in every state, both themes and three sizes, into build/screenshots (or the folder named): tools/screenshots.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
out="$(realpath -m "${1:-build/screenshots}")"
tests=build/release/tests/imagelab_tests
[ -x $tests ] || { echo "build first: ./dev build" >&2; exit 1; }
export IMAGELAB_SCREENSHOTS="$out"
if command -v xvfb-run >/dev/null; then
    exec env QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 2600x1500x24" $tests --gtest_filter='Looks/*Screenshots.*' --gtest_brief=1
fi
exec env QT_QPA_PLATFORM=offscreen $tests --gtest_filter='Looks/*Screenshots.*' --gtest_brief=1
