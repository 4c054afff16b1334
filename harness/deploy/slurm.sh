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

# The password goes in by standard input, as lists of processes show arguments.
printf 'requirepass %s\n' "$password" | redis-server - --port 6379 --dir "$(mktemp -d)" --appendonly yes &
redis=$!
trap 'kill $redis' EXIT

srun --ntasks=$((SLURM_NTASKS - 1)) --kill-on-bad-exit=0 \
  npx --yes pnpm@12.21.0 harness work --queue --store "$store" --workers "$SLURM_CPUS_PER_TASK" --idle 30 &

status=0
npx --yes pnpm@12.21.0 harness "$@" --queue --store "$store" || status=$?
kill %2 2>/dev/null || true
exit "$status"
