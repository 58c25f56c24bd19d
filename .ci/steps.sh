# Shared by ./run, ./test, .ci/run and tests/e2e/clean_tree.sh: steps that say what they do and how
# long they took, and the packages of packages.txt. To be sourced by bash, not run.
# shellcheck shell=bash

darkline_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
darkline_logs="$darkline_root/build/logs"
readonly darkline_root darkline_logs

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Seconds as a person reads them: 7 s, 3 min 05 s.
elapsed() {
  if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# Shows the last line of a log, in place on a terminal, once a minute elsewhere, until its standard
# input ends: so it also goes when the script that feeds it is killed.
tick() {
  local log=$1 start=$SECONDS second last
  for ((second = 1; ; ++second)); do
    read -rt 1 && continue
    (($? > 128)) || return 0  # no time-out: the end of the input
    if [[ ! -t 2 ]] && ((second % 60 != 0)); then continue; fi
    last="$(tail -n 1 "$log" 2> /dev/null | tr -d '\r' | cut -c 1-70)" || last=
    if [[ -t 2 ]]; then
      printf '\r\033[K    %s  %s' "$(elapsed $((SECONDS - start)))" "$last" >&2
    else
      say "    $(elapsed $((SECONDS - start)))  $last"
    fi
  done
}

# step "what happens, in plain words" COMMAND... : its output goes to a log, which is shown only if
# the command fails: the parts that Ninja marks as failed, or else the end.
step() {
  local text=$1 log start=$SECONDS status=0 ticker
  shift
  mkdir -p "$darkline_logs"
  log="$darkline_logs/$(tr -cs 'a-z0-9' '_' <<< "${text,,}" | cut -c 1-60 | sed 's/_*$//').log"
  say "==> $text"
  : > "$log"
  exec {ticker}> >(tick "$log" > /dev/null)
  "$@" > "$log" 2>&1 < /dev/null {ticker}>&- || status=$?
  exec {ticker}>&-
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
  if ((status != 0)); then
    if grep -q '^FAILED: ' "$log"; then
      awk '/^FAILED: /{on=1} /^\[[0-9]+\/[0-9]+\]/{on=0} on' "$log" | head -n 200 >&2
    else
      tail -n 40 "$log" >&2
    fi
    say "    failed after $(elapsed $((SECONDS - start))); all of it: $log"
    return "$status"
  fi
  say "    done in $(elapsed $((SECONDS - start)))"
}

# package_list GROUP... : the packages of those groups of packages.txt, one a line.
package_list() {
  awk -v groups=" $* " '
    { sub(/#.*/, "") }
    /^\[/ { group = substr($1, 2, length($1) - 2); next }
    NF && index(groups, " " group " ") { print $1 }' "$darkline_root/packages.txt"
}

# Of the packages named, those that are not installed.
missing_packages() {
  local installed
  # shellcheck disable=SC2016  # dpkg's own notation
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2> /dev/null || true)"
  local name
  for name in "$@"; do
    if [[ $installed != *" installed:$name "* ]]; then printf '%s\n' "$name"; fi
  done
}

apt_install() {
  local as_root=()
  if ((EUID != 0)); then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
      --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
}

# install_packages GROUP... : installs what is missing, and touches nothing if nothing is.
# DARKLINE_NO_INSTALL=1 never installs: it says what is missing and goes on.
install_packages() {
  local wanted missing
  mapfile -t wanted < <(package_list "$@")
  if ! command -v dpkg-query > /dev/null; then
    say "note: not a Debian system, so nothing is installed; packages.txt says what is needed"
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  if ((${#missing[@]} == 0)); then return; fi
  if [[ ${DARKLINE_NO_INSTALL:-} == 1 ]]; then
    say "note: DARKLINE_NO_INSTALL=1, so these stay missing: ${missing[*]}"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo > /dev/null; then
    say "These Debian packages are missing, and neither root nor sudo is there to install them:"
    say "  apt-get install --no-install-recommends ${missing[*]}"
    fail "Run that as root, then this again (or DARKLINE_NO_INSTALL=1 to try without)."
  fi
  if ((EUID != 0)); then sudo -v; fi  # asks for the password before the output goes to a log
  say "missing packages: ${missing[*]}"
  step "Installing ${#missing[@]} Debian packages" apt_install "${missing[@]}"
}

# build_preset PRESET [TARGET...] : configures and builds, quietly.
build_preset() {
  local preset=$1 targets=()
  shift
  if (($# > 0)); then targets=(--target "$@"); fi
  cd "$darkline_root" || return
  step "Configuring the $preset build" cmake --preset "$preset"
  step "Building it in build/$preset (preset $preset)" cmake --build --preset "$preset" "${targets[@]}"
}
