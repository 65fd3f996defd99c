#!/bin/sh
# Runs a command (an installation of PostgreSQL) as root, during which Debian's packages make no
# system cluster. A file beside the user's configuration says so, and is gone afterwards.
set -eu
conf=/etc/postgresql-common/createcluster.conf
folder=/etc/postgresql-common/createcluster.d
note=$folder/zz-shikong.conf
made=
[ -d "$folder" ] || { mkdir "$folder" && made=yes; }
restore() {
    rm -f "$note"
    [ -z "$made" ] || rmdir "$folder" 2>/dev/null || true
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
echo 'create_main_cluster = false' > "$note"
if [ "$(pg_conftool "$conf" show -bs create_main_cluster 2>/dev/null)" != off ]; then
    echo "$conf does not include $folder, so the package would create and start a system cluster:" \
        "set create_main_cluster = false there and start again" >&2
    exit 1
fi
"$@"
