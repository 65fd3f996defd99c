#!/bin/sh
# Runs a command (the installation of the service that is named first) as root, during which Debian's
# packages start nothing: theirs would take the port that a system's service has (nginx listens to the
# world on port 80). Afterwards its service is off, now and after a boot; Shikong starts one of its
# own, on loopback.
set -eu
service=$1
shift
policy=/usr/sbin/policy-rc.d
made=
restore() {
    [ -z "$made" ] || rm -f "$policy"
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ ! -e "$policy" ]; then
    made=yes
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
"$@"
update-rc.d "$service" disable > /dev/null 2>&1 || true
