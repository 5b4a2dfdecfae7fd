#!/usr/bin/env bash
# Slurm for real, on one host: a controller and two nodes of one CPU each, a study of 64 shards as a job array, one node killed
# in the middle, and one shard that meets a fault that passes. Both must be tried again, and the merged result must be that of one
# machine, byte for byte.
# Needs root, slurmctld, slurmd and munged (Debian: apt-get install slurm-wlm munge). Usage: test.sh NARU
set -euo pipefail
naru=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
shards=64
study=("$here/../../scenarios/baseline-2025.ron" --replications 256 --no-charts)
for program in slurmctld slurmd munged sbatch flock; do
  command -v "$program" > /dev/null || PATH=$PATH:/usr/sbin command -v "$program" > /dev/null ||
    { echo "$program is needed (Debian: apt-get install slurm-wlm munge)" >&2; exit 3; }
done
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || { echo "slurmd has to run as root" >&2; exit 3; }

d=$(mktemp -d)
mkdir -p "$d"/{state,run,log,out,munge,spool-n1,spool-n2}
chmod 755 "$d" "$d/munge"
alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2> /dev/null; }
down() {
  for pid in "$d"/run/slurmd-n1.pid "$d"/run/slurmd-n2.pid "$d"/run/slurmctld.pid "$d"/run/munged.pid; do
    if alive "$pid"; then kill "$(cat "$pid")" || true; fi
  done
  # Steps that outlive their node end with it.
  sleep 1
  if [ "${KEEP:-}" = 1 ]; then echo "kept: $d"; else rm -rf "$d"; fi
}
trap down EXIT

host=$(hostname -s)
(umask 077; head -c 1024 /dev/urandom > "$d/munge/key")
munged --key-file="$d/munge/key" --socket="$d/munge/socket" --pid-file="$d/run/munged.pid" \
  --log-file="$d/munge/log" --seed-file="$d/munge/seed"
cat > "$d/slurm.conf" <<C
ClusterName=naru
SlurmctldHost=$host
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=5,socket=$d/munge/socket
CredType=cred/munge
StateSaveLocation=$d/state
SlurmdSpoolDir=$d/spool-%n
SlurmctldPidFile=$d/run/slurmctld.pid
SlurmdPidFile=$d/run/slurmd-%n.pid
SlurmctldLogFile=$d/log/slurmctld.log
SlurmdLogFile=$d/log/slurmd-%n.log
SlurmctldPort=16817
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
JobRequeue=1
MinJobAge=3600
SlurmdTimeout=10
SchedulerParameters=sched_interval=2,batch_sched_delay=0,requeue_delay=1
NodeName=n1 NodeHostname=$host Port=17001 CPUs=1 RealMemory=1000 State=UNKNOWN
NodeName=n2 NodeHostname=$host Port=17002 CPUs=1 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
C
export SLURM_CONF=$d/slurm.conf
slurmctld -c -f "$SLURM_CONF"
for n in n1 n2; do slurmd -N $n -f "$SLURM_CONF"; done
patience=60
until [ "$(sinfo -h -N -t idle -o %N | wc -l)" = 2 ]; do
  [ $((patience--)) -gt 0 ] || { echo "the nodes do not come up" >&2; tail -n 20 "$d"/log/*; exit 1; }
  sleep 0.5
done
sinfo -N -l

# A fault that passes: somebody else holds the first shard, until its task has said so.
mkdir "$d/shards"
exec 9> "$d/shards/.shard-0-of-$shards.part"
flock 9
job=$(NARU=$naru sbatch --parsable --array=0-$((shards - 1)) --output="$d/out/%a.log" \
  "$here/shard.sbatch" "$shards" "$d/shards" "${study[@]}" --lang en)
echo "job $job: $shards shards"
stands() { find "$d/shards" -name 'shard-*.bin' 2> /dev/null | wc -l; }

patience=1200
until grep -q 'exit code 75, to be tried again' "$d/out/0.log" 2> /dev/null; do
  [ $((patience--)) -gt 0 ] || { echo "shard 0 does not end with 75" >&2; cat "$d/out/0.log"; exit 1; }
  sleep 0.1
done
exec 9>&-

# In the middle, once a shard on n2 has kept something and is not written.
patience=6000
victim=
while [ -z "$victim" ]; do
  [ $((patience--)) -gt 0 ] || { echo "no shard is caught at work on n2" >&2; exit 1; }
  sleep 0.05
  [ "$(stands)" -ge 8 ] || continue
  for task in $(squeue -h -r -t running -w n2 -o %K); do
    part="$d/shards/.shard-$task-of-$shards.part"
    [ "$(stat -c %s "$part" 2> /dev/null || echo 0)" -gt 5000 ] || continue
    # It is stopped where it stands, so that it cannot end before it is killed.
    script=$(sed -n 's/.* on n2 pid //p' "$d/out/$task.log" | tail -1)
    at_work=$(pgrep -P "$script") || continue
    # shellcheck disable=SC2086 # a list of process ids
    kill -STOP $at_work 2> /dev/null || continue
    if [ -e "$d/shards/shard-$task-of-$shards.bin" ]; then
      # shellcheck disable=SC2086
      kill -CONT $at_work
    else
      victim=$task
      break
    fi
  done
done
[ "$(stands)" -lt "$shards" ] || { echo "the study is over before a node is killed" >&2; exit 1; }
step=$(ps -o ppid= -p "$script" | tr -d ' ')
echo "killing n2 at $(stands) of $shards shards: slurmd $(cat "$d/run/slurmd-n2.pid"), step $step, script $script with shard $victim"
# shellcheck disable=SC2086
kill -9 "$(cat "$d/run/slurmd-n2.pid")" "$step" "$script" $at_work || true
rm -f "$d/run/slurmd-n2.pid"
[ ! -e "$d/shards/shard-$victim-of-$shards.bin" ] || { echo "shard $victim was done: nothing is shown" >&2; exit 1; }

patience=1200
while [ -n "$(squeue -h)" ]; do
  [ $((patience--)) -gt 0 ] || { echo "the job does not end" >&2; squeue; sinfo -N -l; exit 1; }
  sleep 1
done
echo "nodes: $(sinfo -h -N -o '%N %T' | tr '\n' ' ')"
tries=$({ grep -l 'try 1 on n1' "$d"/out/*.log || true; } | wc -l)
grep -q 'try 1 on n1' "$d/out/$victim.log" ||
  { echo "shard $victim was not tried again: the test proves nothing" >&2; cat "$d/out/$victim.log"; exit 1; }
cat "$d/out/$victim.log"
grep -q 'going on: ' "$d/out/$victim.log" || { echo "the second try did not go on from the first" >&2; exit 1; }
grep -q '^shard 0 .*: try 1 on' "$d/out/0.log" || { echo "shard 0 was not tried again after 75" >&2; cat "$d/out/0.log"; exit 1; }
[ "$(stands)" = "$shards" ] || { echo "only $(stands) shards stand" >&2; tail -n 3 "$d"/out/*.log; exit 1; }

"$naru" merge "$d/shards" --out "$d/merged" --lang en > /dev/null
"$naru" run "${study[@]}" --out "$d/one" --lang en > /dev/null 2>&1
rm "$d/merged/run.json" "$d/one/run.json" # says how it was made
diff -r "$d/one" "$d/merged"
cmp "$d/one/summary.json" "$d/merged/summary.json"
echo "slurm-test: $shards shards on two nodes, one killed, $tries of its shards tried again, one after a fault that passed; every file equals the local one's"
