#!/bin/sh
# What tests need from Debian: installed as root, else named. CEWEN_BROWSER=required or CEWEN_SERVERS=required makes
# absence of the browser or of PostgreSQL an error.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
servers=""
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || servers=" postgresql"
[ -z "$missing$servers" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig $missing $servers >/dev/null
    exit 0
fi
echo "测试还缺：$missing$servers（Debian：sudo apt-get install$missing$servers）" >&2
[ -n "$missing" ] && [ "${CEWEN_BROWSER:-}" = required ] && exit 1
[ -n "$servers" ] && [ "${CEWEN_SERVERS:-}" = required ] && exit 1
exit 0
