# Sourced by the other scripts: sees to it that the machine has what the build needs beside a JDK 25 and Maven.
# Usage: needs="COMMAND:PACKAGE ..." . scripts/setup.sh

say() {
    printf '%s\n' "$*" >&2
}

missing=
for need in ${needs:-}; do
    command -v "${need%%:*}" >/dev/null 2>&1 || missing="$missing ${need#*:}"
done
# Linking statically takes the C library's archive, which no command shows.
if ! command -v gcc >/dev/null 2>&1 || [ "$(gcc -print-file-name=libc.a)" = libc.a ]; then
    missing="$missing libc6-dev"
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing$missing ..."
        apt-get update -qq >&2
        # shellcheck disable=SC2086 # a list of words; the run level keeps what is installed from being started
        RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
    else
        say "Please install first:$missing   (as root: apt-get install$missing)"
        exit 1
    fi
fi
if ! command -v mvn >/dev/null 2>&1; then
    say "Please install Maven first   (as root: apt-get install maven)"
    exit 1
fi
