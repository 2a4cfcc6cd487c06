#!/usr/bin/env bash
# A cluster on this machine: PostgreSQL, munge, slurmctld and two slurmd on loopback; jobs and a night are made by arrays of runners, one of which
# has to make way for a more important job and goes on later. Needs root and Debian's packages postgresql, slurm-wlm, munge. Not part of CI.
#   packaging/test_slurm.sh [build/release/imagelab]
set -euo pipefail
imagelab="$(readlink -f "${1:-build/release/imagelab}")"
model="$(readlink -f "$(dirname "$0")/../tests/reference/golden/tiny64")"
lab="$(mktemp -d /tmp/imagelab_slurm_XXXXXX)"
chmod 755 "$lab"
host="$(hostname -s)"
pids=()
finish() {
    code=$?
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ "$code" -eq 0 ] || echo "failed; see $lab" >&2
    [ "$code" -ne 0 ] || [ -n "${KEEP:-}" ] || rm -rf "$lab"
}
trap finish EXIT
until_true() { # SECONDS COMMAND ...
    local tries=$(($1 * 5))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "waited in vain for: $*" >&2; return 1; }
        sleep 0.2
    done
}

# --- the database ---
postgres="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)"
mkdir "$lab/pg"
chown nobody "$lab/pg"
setpriv --reuid=nobody --clear-groups "$postgres/initdb" -D "$lab/pg/data" -U imagelab -A trust -E UTF8 --locale=C --no-sync >/dev/null
setpriv --reuid=nobody --clear-groups "$postgres/postgres" -D "$lab/pg/data" -k "$lab/pg" -c listen_addresses= -c fsync=off >"$lab/pg/log" 2>&1 &
pids+=($!)
until_true 30 "$postgres/psql" -h "$lab/pg" -U imagelab postgres -c 'SELECT 1'
store="postgresql:///postgres?host=$lab/pg&user=imagelab"

# --- munge and Slurm, with files of their own ---
mkdir -m 711 "$lab/munge"
dd if=/dev/urandom of="$lab/munge/key" bs=128 count=1 status=none
chmod 400 "$lab/munge/key"
chown -R munge "$lab/munge"
setpriv --reuid=munge --clear-groups munged --foreground --force --key-file="$lab/munge/key" --socket="$lab/munge/socket" --pid-file="$lab/munge/pid" \
    --log-file="$lab/munge/log" --seed-file="$lab/munge/seed" >"$lab/munged.out" 2>&1 &
pids+=($!)
mkdir "$lab/slurm" "$lab/slurm/n1" "$lab/slurm/n2" "$lab/slurm/state"
export SLURM_CONF="$lab/slurm/slurm.conf"
cat >"$SLURM_CONF" <<CONF
ClusterName=lab
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
AuthType=auth/munge
AuthInfo=socket=$lab/munge/socket
SlurmUser=root
StateSaveLocation=$lab/slurm/state
SlurmdSpoolDir=$lab/slurm/%n
SlurmctldPidFile=$lab/slurm/ctld.pid
SlurmdPidFile=$lab/slurm/%n.pid
SlurmctldLogFile=$lab/slurm/ctld.log
SlurmdLogFile=$lab/slurm/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
KillWait=20
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=1,sched_interval=5
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[27001-27002] CPUs=1 State=UNKNOWN
PartitionName=low Nodes=n[1-2] Default=YES PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=n[1-2] PriorityTier=10 PreemptMode=OFF
CONF
slurmctld -D -f "$SLURM_CONF" >"$lab/slurm/ctld.out" 2>&1 &
pids+=($!)
for node in n1 n2; do
    slurmd -D -N "$node" -f "$SLURM_CONF" >"$lab/slurm/$node.out" 2>&1 &
    pids+=($!)
done
idle() { [ "$(sinfo --noheader -p low -t idle -o %D)" = 2 ]; }
until_true 60 idle

# Slurm lets a task that made way wait two minutes before it begins again; here nobody wants to.
hurry() {
    local task
    for task in $(squeue --noheader --array --states=PD --name=imagelab --format=%i); do scontrol update JobId="$task" StartTime=now 2>/dev/null || true; done
}
make_way() { # for something that matters more
    sbatch --parsable --partition=high --job-name=urgent --output=/dev/null --wrap 'sleep 3' >/dev/null
    until_true 60 urgent
    squeue --array
    until_true 60 over
}
urgent() { squeue --noheader --name=urgent --states=R | grep -q .; }
over() { ! squeue --noheader --name=urgent --states=R,PD,CG | grep -q .; }
empty() { hurry; [ -z "$(squeue --noheader --states=R,PD,CG)" ]; }

# --- jobs by an array of two, one of which makes way ---
shared="$lab/shared"
mkdir "$shared" "$lab/out"
queue() { "$imagelab" queue "$@" --data "$lab/head" --store "$store"; }
for i in $(seq 8); do
    queue add --model "$model" --width 64 --height 64 --prompt "picture $i" --seed "$i" --steps "${STEPS:-400}" --device cpu --dtype f32 \
        --output "$lab/out/" >/dev/null
done
IMAGELAB_STORE="$store" "$imagelab" queue submit --slurm --tasks 2 --partition low --data "$shared"
count() { queue list --all --json | python3 -c "import json, sys; print(sum(job['state'] == '$1' for job in json.load(sys.stdin)['jobs']))"; }
is() { [ "$(count "$1")" "$2" "$3" ]; }
until_true 60 is running -ge 2
make_way
until_true 300 is done -eq 8  # by the other node, as the task that made way waits
"$imagelab" cluster status --data "$lab/head" --store "$store"
pictures="$(find "$lab/out" -name '*.png' ! -name '.*' | wc -l)"
[ "$pictures" = 8 ] || { echo "$pictures pictures instead of 8" >&2; exit 1; }
resumed="$(queue list --all --json | python3 -c "import json, sys; print(sum(job['attempts'] > 1 for job in json.load(sys.stdin)['jobs']))")"
[ "$resumed" -ge 1 ] || { echo 'no job made way' >&2; exit 1; }
# It went on at the step that was kept, on the other node.
python3 - "$shared"/slurm/*.log <<'PYTHON'
import re, sys
began = {}
for file in sys.argv[1:]:
    for job, step in re.findall(r'job (\d+) began on \S+\s+(?:job \1 (?!denoising).*\s+)*job \1 denoising\s+(\d+)/', open(file).read()):
        began.setdefault(job, {})[file] = int(step)
moved = {job: steps for job, steps in began.items() if len(steps) > 1 and max(steps.values()) > 0}
sys.exit(0 if moved else f'no job went on elsewhere: {began}')
PYTHON
until_true 180 empty

# --- a night by two nodes, one of which makes way ---
IMAGELAB_STORE="$store" "$imagelab" night --template 'a {red|green|blue|white|black} {cat|dog|owl}' --jobs 8 --models "$model" --width 64 --height 64 \
    --steps "${STEPS:-400}" --devices cpu --output "$lab/nights" --slurm --tasks 2 --partition low --data "$shared"
part_of_it() { [ "$(find "$lab/nights" -name '*.png' ! -name '.*' | wc -l)" -ge 1 ] && is running -ge 2; }
until_true 120 part_of_it
make_way
ended() { hurry; IMAGELAB_DATA="$shared" "$imagelab" night --list --json | grep -q '"all jobs were run"'; }
until_true 300 ended
pictures="$(find "$lab/nights" -name '*.png' ! -name '.*' | wc -l)"
[ "$pictures" = 8 ] || { echo "$pictures pictures of the night instead of 8" >&2; exit 1; }
cat "$shared"/slurm/*.log | grep -c 'helping with' >/dev/null || { echo 'the second node did not help with the night' >&2; exit 1; }
echo "8 pictures of the queue, $resumed of them after a preemption, and 8 of a night with another: each there once"
