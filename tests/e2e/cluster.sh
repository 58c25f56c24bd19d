#!/usr/bin/env bash
# One study of 20,000 points in one piece, on two threads, by GNU parallel and as a job array of a
# one-node Slurm, shards killed at random everywhere: the merged tables must have one SHA-256.
#
#   tests/e2e/cluster.sh [DARKLINE]
#
#   DARKLINE   the program; default: build/release/bin/darkline, or else build/dev/bin/darkline
#
# Needs the packages of group [cluster] in packages.txt, and root, as slurmd does; nothing of the
# machine's own Slurm is touched. Ends with 1 if a table differs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly study=$PWD/tests/e2e/cluster_study.toml shards=8

case ${1:-} in
  -h | --help)
    sed -n '2,/^set -euo/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0 ;;
esac
program=${1:-build/release/bin/darkline}
if [[ ! -x $program && -z ${1:-} ]]; then program=build/dev/bin/darkline; fi
program=$(realpath "$program")
scratch=$(mktemp -d /tmp/darkline_cluster_XXXXXX)
export DARKLINE_CACHE=$scratch/cache

say() { printf '%s\n' "$*"; }

daemons=()
finish() {
  local pid
  for pid in "${daemons[@]}"; do kill "$pid" 2> /dev/null || true; done
  wait 2> /dev/null || true
  if [[ ${keep:-no} == yes ]]; then say "left: $scratch"; else rm -rf "$scratch"; fi
}
trap finish EXIT

sha_of() { sha256sum "$1/study.csv" | cut -d ' ' -f 1; }

# Kills processes that match, now and then, until told to stop.
kill_at_random() {
  local pattern=$1 pid n=0
  while [[ ! -e $scratch/enough ]]; do
    sleep "0.$((RANDOM % 5 + 1))"
    pid=$(pgrep -f "$pattern" | shuf -n 1 || true)
    if [[ -n $pid ]] && kill -9 "$pid" 2> /dev/null; then n=$((n + 1)); fi
  done
  echo "$n" > "$scratch/killed"
}

# with_kills PATTERN COMMAND... : the first time with kills; the caller then repeats in peace.
with_kills() {
  local pattern=$1 killer
  shift
  rm -f "$scratch/enough"
  kill_at_random "$pattern" &
  killer=$!
  "$@" || true
  touch "$scratch/enough"
  wait "$killer"
  say "  $(cat "$scratch/killed") processes killed"
}

all_shards() {
  seq "$shards" | parallel --jobs 2 "$program" study "$study" --shard "{}/$shards" \
    --out "$scratch/parallel" --jobs 1 > "$scratch/parallel.log" 2>&1
}

start_slurm() {
  local host
  host=$(hostname -s)
  mkdir -p "$scratch/slurm/"{state,spool,run}
  head -c 1024 /dev/urandom > "$scratch/slurm/munge.key"
  chmod 600 "$scratch/slurm/munge.key"
  chmod 755 "$scratch" "$scratch/slurm" "$scratch/slurm/run"
  munged --foreground --force --key-file="$scratch/slurm/munge.key" \
    --socket="$scratch/slurm/run/munge.socket" --pid-file="$scratch/slurm/run/munged.pid" \
    --seed-file="$scratch/slurm/run/munged.seed" --log-file="$scratch/slurm/munged.log" \
    > /dev/null 2>&1 &
  daemons+=($!)
  cat > "$scratch/slurm/slurm.conf" << CONF
ClusterName=darkline
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/slurm/run/munge.socket
CredType=cred/munge
StateSaveLocation=$scratch/slurm/state
SlurmdSpoolDir=$scratch/slurm/spool
SlurmctldPidFile=$scratch/slurm/run/slurmctld.pid
SlurmdPidFile=$scratch/slurm/run/slurmd.pid
SlurmctldLogFile=$scratch/slurm/slurmctld.log
SlurmdLogFile=$scratch/slurm/slurmd.log
SlurmctldPort=46817
SlurmdPort=46818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=sched_interval=5,sched_min_interval=0,batch_sched_delay=0,bf_interval=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$scratch/slurm/slurm.conf
  for _ in $(seq 50); do [[ -S $scratch/slurm/run/munge.socket ]] && break; sleep 0.1; done
  slurmctld -D > /dev/null 2>&1 &
  daemons+=($!)
  slurmd -D > /dev/null 2>&1 &
  daemons+=($!)
  for _ in $(seq 100); do
    if sinfo -h -o %T 2> /dev/null | grep -q idle; then return; fi
    sleep 0.3
  done
  keep=yes
  say "Slurm does not come up; its logs are in $scratch/slurm"
  exit 1
}

wait_for_array() {
  while [[ -n $(squeue -h 2> /dev/null || echo again) ]]; do sleep 0.5; done
}

slurm_array() {
  "$program" study "$study" --slurm --shards "$shards" --out "$scratch/array"
  wait_for_array
}

say "one piece, one thread"
"$program" study "$study" --out "$scratch/serial" --jobs 1 > /dev/null 2>&1
wanted=$(sha_of "$scratch/serial")
say "  sha256 $wanted"
failures=0
compare() {
  local found
  found=$(sha_of "$1")
  if [[ $found == "$wanted" ]]; then say "  the same"; else say "  DIFFERS: $found"; failures=1; fi
}

say "one piece, two threads"
"$program" study "$study" --out "$scratch/threads" --jobs 2 > /dev/null 2>&1
compare "$scratch/threads"

say "$shards shards by GNU parallel, killed at random and begun again"
with_kills "^$program study .*--out $scratch/parallel" all_shards
all_shards
"$program" merge "$scratch/parallel" > /dev/null
compare "$scratch/parallel"

say "$shards shards as a job array of Slurm, tasks killed at random and submitted again"
start_slurm
with_kills "^$program study .*--out $scratch/array --jobs" slurm_array
slurm_array
"$program" merge "$scratch/array" > /dev/null
compare "$scratch/array"

if ((failures == 0)); then say "all tables are the same"; else keep=yes; fi
exit "$failures"
