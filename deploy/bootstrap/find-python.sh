#!/bin/sh
# Prints the first Python that is new enough (3.11), or says in a sentence what to install.
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    path=$(command -v "$name") || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
    older="${older:-}${older:+, }$path is $("$path" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo 'no Python that runs')"
done
echo "error: Python 3.11 or newer is needed${older:+ ($older)}: install python3.11 or newer, or name it with PYTHON=…" >&2
exit 1
