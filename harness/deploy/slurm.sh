#!/usr/bin/env bash
#SBATCH --job-name=disentangle
#SBATCH --ntasks=9
#SBATCH --cpus-per-task=4
#SBATCH --time=24:00:00
# The first task is Redis and the coordinator, the others are workers. Submit it in the root of the repository, installed, on
# a folder that all nodes see:
#   sbatch harness/deploy/slurm.sh --profile paper
set -eu
home=$PWD
head=$(hostname)
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export DISENTANGLE_QUEUE="redis://:$password@$head:6379"
store=$home/runs/artifacts
# Not through pnpm, which keeps SIGTERM to itself: a worker hands its task back when it is told to stop.
disentangle="node_modules/.bin/node --conditions=@disentangle/source harness/src/main.ts"

# The password goes in by standard input, as lists of processes show arguments.
printf 'requirepass %s\n' "$password" | redis-server - --port 6379 --dir "$(mktemp -d)" --appendonly yes &
redis=$!
trap 'kill $redis' EXIT

srun --ntasks=$((SLURM_NTASKS - 1)) --kill-on-bad-exit=0 \
  $disentangle work --queue --store "$store" --workers "$SLURM_CPUS_PER_TASK" --idle 30 &

status=0
$disentangle "$@" --queue --store "$store" || status=$?
kill %2 2>/dev/null || true
# Workers take their leave while Redis is still there.
wait %2 2>/dev/null || true
exit "$status"
