#!/usr/bin/env bash
# Runs a command on a commit of darkline inside a bare Debian 12 that holds nothing but what
# packages.txt names, since a long-used machine hides a missing package. Not part of CI: it
# downloads about a gigabyte the first time.
#
#   tests/e2e/clean_tree.sh [--fresh] [--packages GROUPS] COMMIT COMMAND [ARGUMENT...]
#
#   --fresh            start again from the bare system (otherwise the tree is used as it was left)
#   --packages GROUPS  first install these groups of packages.txt, such as "build run test";
#                      without it nothing is installed: ./run and ./test do it themselves
#   COMMIT             any name of a commit in this repository: HEAD, main, a hash
#   COMMAND            runs in the root of a fresh clone of COMMIT, as root, in a private set of
#                      mounts and processes
#
#   tests/e2e/clean_tree.sh --fresh HEAD ./run
#   tests/e2e/clean_tree.sh --fresh --packages "build test" HEAD cmake --preset dev
#
# The tree lies in DARKLINE_CLEAN_TREE (darkline_clean in the temporary directory, if unset):
#   base.tar   the bare system    debs/   packages already downloaded    root/   the tree
# Needs root, debootstrap and git. The mirror and its keys are those that apt uses here.
set -euo pipefail

source_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly source_dir
readonly tree="${DARKLINE_CLEAN_TREE:-${TMPDIR:-/tmp}/darkline_clean}"
readonly root="$tree/root"
readonly suite=bookworm

fail() { printf 'clean_tree: %s\n' "$*" >&2; exit 64; }
say() { printf 'clean_tree: %s\n' "$*" >&2; }

# The archive that apt takes the suite from here, such as a mirror or a cache.
mirror() {
  # shellcheck disable=SC2016  # $(...) is apt's own notation
  apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk -v suite="$suite" '$1 == suite { print $2; exit }'
}

# Lends the tree this machine's way to the archive: sources, keys, proxy, name server.
lend_network() {
  mkdir -p "$root/etc/apt/apt.conf.d" "$root/etc/apt/sources.list.d"
  rm -f "$root/etc/apt/sources.list"
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
              /etc/apt/sources.list.d/*.sources; do
    if [[ -f $file ]]; then cp "$file" "$root$file"; fi
  done
  for file in /etc/apt/keyrings /etc/apt/trusted.gpg.d /usr/share/keyrings; do
    if [[ -d $file ]]; then mkdir -p "$root$file"; cp -r "$file/." "$root$file/"; fi
  done
  apt-config dump Acquire > "$root/etc/apt/apt.conf.d/00lent"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
}

make_base() {
  if [[ -s $tree/base.tar ]]; then return; fi
  command -v debootstrap > /dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  local url
  url="$(mirror)"
  [[ -n $url ]] || fail "apt here has no source for $suite; it must be a Debian 12 (or name one)"
  say "making a bare $suite"
  rm -rf "$tree/bare"
  debootstrap --variant=minbase "$suite" "$tree/bare" "$url" > "$tree/debootstrap.log" 2>&1 ||
    { tail -n 20 "$tree/debootstrap.log" >&2; fail "debootstrap failed, see $tree/debootstrap.log"; }
  rm -f "$tree"/bare/var/cache/apt/archives/*.deb
  tar -C "$tree/bare" --numeric-owner -cf "$tree/base.tar.part" .
  mv "$tree/base.tar.part" "$tree/base.tar"
  rm -rf "$tree/bare"
}

make_root() {
  if [[ $fresh == no && -d $root ]]; then return; fi
  say "unpacking the bare system"
  rm -rf "$root"
  mkdir -p "$root"
  tar -C "$root" --numeric-owner -xf "$tree/base.tar"
}

# The clone's objects are copied, so that the tree does not look outside itself.
clone_commit() {
  local hash
  hash="$(git -C "$source_dir" rev-parse --verify --quiet "$commit^{commit}")" ||
    fail "no commit '$commit' in $source_dir"
  rm -rf "$root/src"
  mkdir -p "$root/src"
  git clone --quiet --no-hardlinks --no-checkout "$source_dir" "$root/src/darkline"
  git -C "$root/src/darkline" fetch --quiet "$source_dir" "$hash" 2> /dev/null || true
  git -C "$root/src/darkline" -c advice.detachedHead=false checkout --quiet "$hash"
  say "commit $(git -C "$source_dir" log -1 --format='%h %s' "$hash")"
}

# Runs its arguments in the tree. The mounts are private: they go when the command ends.
inside() {
  mkdir -p "$tree/debs/partial"
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    root=$1; debs=$2; shift 2
    mount --make-rprivate /
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mkdir -p "$root/var/cache/apt/archives"
    mount --bind "$debs" "$root/var/cache/apt/archives"
    exec chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TERM="${TERM:-dumb}" \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      DEBIAN_FRONTEND=noninteractive \
      sh -c "cd /src/darkline && exec \"\$@\"" sh "$@"' bash "$root" "$tree/debs" "$@"
}

fresh=no
groups=
while [[ $# -gt 0 ]]; do
  case $1 in
    --fresh) fresh=yes; shift ;;
    --packages) groups="${2:-}"; [[ -n $groups ]] || fail "--packages wants groups"; shift 2 ;;
    -h | --help) sed -n '2,/^set -euo/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) fail "unknown option $1; see --help" ;;
    *) break ;;
  esac
done
[[ $# -ge 2 ]] || fail "wants a commit and a command; see --help"
readonly commit="$1"
shift
[[ $EUID -eq 0 ]] || fail "needs root, for chroot and mounts"

mkdir -p "$tree"
make_base
make_root
lend_network
clone_commit
if [[ -n $groups ]]; then
  say "installing packages.txt: $groups"
  # shellcheck disable=SC2086  # one word a group
  inside bash -c 'source .ci/steps.sh && install_packages "$@"' bash $groups
fi
say "running: $*"
status=0
inside "$@" || status=$?
say "exit $status; the tree takes $(du -sh --one-file-system "$root" | cut -f1) in $root"
exit "$status"
