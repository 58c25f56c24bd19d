#!/usr/bin/env bash
# Runs fuzz targets of the fuzz preset, as many at once as there are processors, and prints a line
# for each: runs, findings.
#
#   tests/fuzz/fuzz_all.sh SECONDS [TARGET...]
#
#   SECONDS   for each target
#   TARGET    such as journal; without one, all that were built (cmake --build --preset fuzz)
#
# New inputs go to build/fuzz/corpus/TARGET, findings to build/fuzz/findings/TARGET-*; the committed
# corpora are not touched. Ends with 1 if there are findings.
set -euo pipefail

case ${1:-} in
  '' | -h | --help)
    sed -n '2,/^set -euo/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit $((${#1} == 0 ? 64 : 0)) ;;
esac
seconds=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=${DARKLINE_FUZZ_BUILD:-build/fuzz}
export DARKLINE_DATA=$PWD/models
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}

targets=("$@")
if ((${#targets[@]} == 0)); then
  for program in "$build"/bin/fuzz_*; do
    [[ -x $program ]] && targets+=("${program##*/fuzz_}")
  done
fi
((${#targets[@]} > 0)) || { echo "no fuzz targets in $build/bin" >&2; exit 1; }

mkdir -p "$build/findings"

fuzz() {
  local target=$1 found=0 log runs covered
  log=$build/findings/$target.log
  mkdir -p "$build/corpus/$target"
  "$build/bin/fuzz_$target" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$build/findings/$target-" \
    "$build/corpus/$target" "tests/fuzz/corpus/$target" > "$log" 2>&1 || found=1
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  covered=$(grep -oE 'cov: [0-9]+' "$log" | tail -1 || true)
  printf '%-16s %10s runs  %-12s %s\n' "$target" "${runs:-?}" "$covered" \
    "$( ((found)) && echo "FINDING: see $log" || echo "no finding")"
  return "$found"
}

export -f fuzz
export build seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I '{}' bash -c 'fuzz {}'
