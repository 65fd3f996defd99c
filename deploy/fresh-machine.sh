#!/bin/bash
# Proof on an empty machine: an empty Debian tree with nothing but python3, make, sudo and
# certificates, in it a clone of this commit, and `make run` and `make test` from nothing.
#
#   deploy/fresh-machine.sh root run again data test     as root (all four are the default)
#   deploy/fresh-machine.sh user run test                as a user with sudo
#
#   run     make run with the sample until /health answers, then Ctrl-C
#   again   make run once more: starts from what is there
#   data    make run DATA=../shared/data
#   serve   make serve with the sample, as run
#   test    make test
#   ready   only what make run installs and builds
#
# Needs root, mmdebstrap and git. Variables:
#   TREE         the tree, made anew each time (/tmp/shikong-fresh-root or -user)
#   DATA         the real data, copied beside the clone (../shared/data)
#   SUITE        Debian's release (bookworm); MIRROR its sources (those of this machine)
#   PORT         where make run listens in the proof (8931)
#   ARGS         for pytest in make test (all tests)
#   UNCOMMITTED  yes: the files as they lie in the work tree, in place of a clone of HEAD
#   KEEP         yes: the tree stays afterwards; AGAIN yes: goes on with the tree that stayed
#
# How this machine reaches its package sources (apt's sources and options, pip's and npm's
# configuration, certificates, proxies) is read here and copied into the tree; nothing else is.
set -euo pipefail

who=${1:?usage: deploy/fresh-machine.sh root|user [run] [again] [data] [serve] [test]}
shift
goals=("$@")
[ ${#goals[@]} -gt 0 ] || goals=(run again data test)
case $who in root | user) ;; *) echo "root or user, not $who" >&2; exit 2 ;; esac

source_root=$(cd "$(dirname "$0")/.." && pwd)
TREE=${TREE:-/tmp/shikong-fresh-$who}
DATA=${DATA:-$source_root/../shared/data}
SUITE=${SUITE:-bookworm}
PORT=${PORT:-8931}
mark=$TREE/.shikong-fresh-machine
home=/root
[ "$who" = root ] || home=/home/officer

# All of it in mount and process namespaces of its own: whatever happens, no mount and no process
# of the tree is left behind.
if [ -z "${SHIKONG_FRESH_INSIDE:-}" ]; then
    export SHIKONG_FRESH_INSIDE=yes TREE DATA SUITE PORT
    exec unshare --mount --pid --fork --kill-child "$0" "$who" "${goals[@]}"
fi

say() { echo "=== $*"; }

make_tree() {
    if [ -n "${AGAIN:-}" ] && [ -e "$mark" ]; then
        say "the tree $TREE as it was left"
        mount_devices
        return
    fi
    if [ -e "$TREE" ]; then
        [ -e "$mark" ] || { echo "$TREE is there and was not made by this script" >&2; exit 1; }
        rm -rf --one-file-system "$TREE"
    fi
    local sources=("${MIRROR:-}") options=() file
    if [ -z "${MIRROR:-}" ]; then
        sources=()
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
            if [ -s "$file" ]; then sources+=("$file"); fi
        done
    fi
    for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
        if [ -f "$file" ] && grep -q '^ *Acquire' "$file"; then options+=("--aptopt=$file"); fi
    done
    say "an empty $SUITE in $TREE"
    mmdebstrap --quiet --variant=minbase --include=python3,make,sudo,ca-certificates \
        "${options[@]}" "$SUITE" "$TREE" "${sources[@]}"
    touch "$mark"
    copy_configuration
    mount_devices
}

mount_devices() {
    mount -t proc proc "$TREE/proc"
    mount --rbind /dev "$TREE/dev"
    mount --make-rslave "$TREE/dev"
    mkdir -p "$TREE/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$TREE/dev/shm"
}

copy_configuration() {
    local file
    cp /etc/resolv.conf /etc/hosts "$TREE/etc/"
    for file in /etc/pip.conf /etc/apt/auth.conf /etc/apt/auth.conf.d; do
        if [ -e "$file" ]; then cp -r "$file" "$TREE$(dirname "$file")/"; fi
    done
    for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
        if [ -f "$file" ] && grep -q '^ *Acquire' "$file"; then cp "$file" "$TREE/etc/apt/apt.conf.d/"; fi
    done
    if [ -d /usr/local/share/ca-certificates ]; then
        cp -r /usr/local/share/ca-certificates "$TREE/usr/local/share/"
        chroot "$TREE" update-ca-certificates > /dev/null 2>&1
    fi
    if [ "$who" = user ]; then
        chroot "$TREE" useradd --create-home --shell /bin/bash officer
        echo 'officer ALL=(ALL) NOPASSWD: ALL' > "$TREE/etc/sudoers.d/officer"
    fi
    cat /etc/npmrc ~/.npmrc 2> /dev/null > "$TREE$home/.npmrc" || true
    mkdir -p "$TREE$home/.config/pip" "$TREE$home/shared"
    cat ~/.pip/pip.conf ~/.config/pip/pip.conf 2> /dev/null > "$TREE$home/.config/pip/pip.conf" || true
    say "a clone of $(git -C "$source_root" rev-parse --short HEAD)${UNCOMMITTED:+, with what is not committed}"
    if [ -n "${UNCOMMITTED:-}" ]; then
        mkdir "$TREE$home/shikong"
        (cd "$source_root" && git ls-files -z --cached --others --exclude-standard |
            tar --create --null --files-from=- --ignore-failed-read) | tar --extract --directory "$TREE$home/shikong"
    else
        git clone --quiet --no-hardlinks "$source_root" "$TREE$home/shikong"
    fi
    cp -r "$DATA" "$TREE$home/shared/data"
    if [ "$who" = user ]; then
        chroot "$TREE" chown -R officer:officer "$home"
    fi
}

inside() { # inside COMMAND…: in the clone, as root or the user, with a bare environment
    local variables=() name
    while IFS='=' read -r name _; do
        case $name in
            PIP_FIND_LINKS) ;; # a folder of this machine
            PIP_* | NPM_CONFIG_* | npm_config_* | NODE_EXTRA_CA_CERTS | SSL_CERT_* | *_CA_BUNDLE | *_proxy | *_PROXY)
                variables+=("$name=${!name}") ;;
        esac
    done < <(env)
    local words=(env -i HOME="$home" USER="$who" LANG=C.UTF-8 CI=true "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    words+=("${variables[@]}" "$@")
    [ "$who" = root ] || words=(runuser -u officer -- "${words[@]}")
    chroot "$TREE" sh -c 'cd "$1" && shift && exec "$@"' sh "$home/shikong" "${words[@]}"
}

healthy() {
    inside python3 -c "
import sys, urllib.request
try:
    sys.exit(urllib.request.urlopen('http://127.0.0.1:$PORT/health', timeout=5).status != 200)
except OSError:
    sys.exit(1)"
}

serve_once() { # serve_once TITLE GOAL [DATA=…]: make GOAL until it is healthy, then Ctrl-C
    local title=$1 goal=$2 begun=$SECONDS job
    shift 2
    say "$title: make $goal $*"
    set -m # the job gets a process group of its own, which Ctrl-C would reach
    inside make "$goal" PORT="$PORT" "$@" < /dev/null &
    job=$!
    set +m
    until healthy; do
        if ! kill -0 "$job" 2> /dev/null; then
            say "$title: make $goal ended before it was ready"
            exit 1
        fi
        sleep 1
    done
    say "$title: /health answers 200 after $((SECONDS - begun)) s"
    kill -INT -- "-$job"
    wait "$job" || say "$title: make $goal ended with exit code $?"
    if grep -lsaE '^(postgres|nginx|granian)' "$TREE"/proc/[0-9]*/comm; then
        say "$title: something is left running"
        exit 1
    fi
}

make_tree
for goal in "${goals[@]}"; do
    case $goal in
        run) serve_once "the sample" run ;;
        again) serve_once "the sample again" run ;;
        data) serve_once "the real data" run DATA=../shared/data ;;
        serve) serve_once "the sample behind nginx" serve ;;
        test)
            say "make test"
            inside make test ARGS="${ARGS:-}" < /dev/null
            ;;
        ready) inside python3 -m deploy.bootstrap run < /dev/null ;;
        *) echo "no goal $goal" >&2; exit 2 ;;
    esac
done
if [ -d "$TREE/etc/postgresql" ] && [ -n "$(ls -A "$TREE/etc/postgresql")" ]; then
    say "a system cluster was made: $(ls "$TREE/etc/postgresql")"
    exit 1
fi
say "$who: ${goals[*]}: passed"
if [ -z "${KEEP:-}" ]; then
    umount -R "$TREE/dev" "$TREE/proc"
    rm -rf --one-file-system "$TREE"
fi
