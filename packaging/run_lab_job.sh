#!/usr/bin/env bash
# Waits for an idle GPU, runs a job on it, and does so again: the lab's machines stay busy and nobody's work is disturbed.
#
#   run_lab_job.sh [-n TIMES] [-p SECONDS] [--] COMMAND [ARGUMENT ...]
#
#   -n TIMES     stop after so many runs (default: run on)
#   -p SECONDS   pause between two runs (default 5)
#
# {} in the command becomes the device ("vulkan:0"); IMAGELAB_DEVICE and CUDA_VISIBLE_DEVICES are set too. Start it once for each GPU that
# should be kept busy. A device is never given to two of them. Ends with the command's code after three failures in a row, with 130 on Ctrl-C or SIGTERM
# (the command gets the signal first and may finish).
#
#   run_lab_job.sh imagelab queue run --until-empty --device {}
#   PROMPT="a lighthouse" run_lab_job.sh -n 10 imagelab headless --device {}
set -u
times=-1 pause=5
while getopts "n:p:h" option; do
    case "$option" in
        n) times="$OPTARG" ;;
        p) pause="$OPTARG" ;;
        *) sed -n '2,16s/^# \{0,1\}//p' "$0"; [ "$option" = h ] && exit 0; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 2; }
imagelab="${IMAGELAB:-imagelab}"

child=0
stop() {
    [ "$child" -gt 0 ] && kill -TERM "$child" 2>/dev/null && wait "$child"
    exit 130
}
trap stop INT TERM

failures=0
while [ "$times" -ne 0 ]; do
    "$imagelab" gpu-pick --wait -- "$@" &
    child=$!
    wait "$child"
    code=$?
    child=0
    if [ "$code" -eq 0 ]; then
        failures=0
    else
        failures=$((failures + 1))
        echo "run_lab_job.sh: the job ended with $code" >&2
        [ "$failures" -ge 3 ] && exit "$code"
    fi
    [ "$times" -gt 0 ] && times=$((times - 1))
    [ "$times" -ne 0 ] && { sleep "$pause" & child=$!; wait "$child"; child=0; }
done
exit "${code:-0}"
