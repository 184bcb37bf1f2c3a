#!/bin/sh
# What the browser tests need from Debian: installed as root, else named. CEWEN_BROWSER=required makes absence an error.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig $missing >/dev/null
    exit 0
fi
echo "浏览器测试还缺：$missing（Debian：sudo apt-get install$missing）" >&2
[ "${CEWEN_BROWSER:-}" = required ] && exit 1
exit 0
