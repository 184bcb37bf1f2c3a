#!/bin/sh
# 策问的离线安装：在没有网络、没有软件包仓库的机器上安装、升级、退回上一版。用法见 --help 和同一文件夹里的《安装说明.md》。
set -eu
umask 022

PREFIX=/opt/cewen
DATA=""
PYTHON=""
OWNER=cewen
MODE=install
SMOKE=yes
QUESTION=涧西区公办园在园幼儿占比是多少？
DEFAULT_DATA=/var/lib/cewen

usage() {
    cat <<'TEXT'
用法：sh install-offline.sh [选项]
  --prefix 文件夹   程序装在哪里（/opt/cewen）
  --data 文件夹     资料放在哪里（/var/lib/cewen；升级时按已有的 cewen.env）
  --python 程序     用哪个 Python（自动找）
  --owner 用户      资料归哪个系统用户，有这个用户才改（cewen）
  --no-smoke        装好后不试运行
  --rollback        退回上一版；再运行一次就又换回来
  --help            这些说明
TEXT
}

told=no
locked=no
smoke_dir=""

fail() { # what happened, what to do now, [exit status]
    told=yes
    printf '错误：%s\n怎么办：%s\n' "$1" "$2" >&2
    exit "${3:-1}"
}

at_exit() {
    status=$?
    [ -z "$smoke_dir" ] || rm -rf -- "$smoke_dir"
    [ "$locked" = no ] || rmdir -- "$PREFIX/.installing" 2>/dev/null || true
    if [ "$status" -ne 0 ] && [ "$told" = no ]; then
        printf '错误：安装没有做完（状态 %s），正在用的版本没有改动。\n怎么办：看上面的提示和 %s/install.log，解决后再运行一次，会接着做。\n' "$status" "$PREFIX" >&2
    fi
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

needs_value() {
    [ "$#" -ge 2 ] && [ -n "$2" ] || fail "$1 后面要写一个值" "运行 sh install-offline.sh --help 看用法" 2
}

while [ "$#" -gt 0 ]; do
    case $1 in
    --prefix) needs_value "$@"; PREFIX=$2; shift ;;
    --data) needs_value "$@"; DATA=$2; shift ;;
    --python) needs_value "$@"; PYTHON=$2; shift ;;
    --owner) needs_value "$@"; OWNER=$2; shift ;;
    --no-smoke) SMOKE=no ;;
    --rollback) MODE=rollback ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail "不认识的选项 $1" "按上面的用法再运行一次" 2 ;;
    esac
    shift
done
for path in "$PREFIX" "${DATA:-/}"; do
    case $path in
    *[!A-Za-z0-9/._-]*) fail "文件夹 $path 的名字里有空格、中文或符号" "请换一个只有字母、数字、. _ - 的文件夹" 2 ;;
    /*) ;;
    *) fail "文件夹 $path 不是从 / 开始写的" "请写完整的路径，例如 /opt/cewen" 2 ;;
    esac
done

# The link is made aside and moved over the old one: at no moment is there none.
point() { # link, target
    ln -sfn -- "$2" "$1.new"
    mv -Tf -- "$1.new" "$1"
}

database_hint() {
    [ -n "$1" ] || return 0
    for copy in "$1"/cewen.sqlite3.before-*; do
        [ -e "$copy" ] || continue
        printf '资料库升级时留下的旧库：%s\n' "$copy"
    done
}

env_data() {
    [ -r "$PREFIX/cewen.env" ] || return 0
    sed -n 's/^CEWEN_DATA_DIR="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$PREFIX/cewen.env" | tail -n 1
}

rollback() {
    [ -L "$PREFIX/current" ] || fail "$PREFIX 里没有装过策问" "请用 --prefix 写明装在哪里"
    [ -L "$PREFIX/previous" ] || fail "没有上一版可退回（只装过一版）" "要换版本，请用那一版的安装包运行 install-offline.sh"
    now=$(readlink -- "$PREFIX/current")
    before=$(readlink -- "$PREFIX/previous")
    [ -e "$PREFIX/$before/.installed" ] || fail "上一版 $before 不完整或已删除" "请用那一版的安装包重新安装"
    point "$PREFIX/current" "$before"
    point "$PREFIX/previous" "$now"
    printf '已退回：%s（原来是 %s）。\n' "${before#releases/}" "${now#releases/}"
    database_hint "$(env_data)"
    cat <<TEXT
接下来：
  1. 先停服务：systemctl stop cewen cewen-ingest
  2. 资料库若被新版升级过，旧版打不开：按 docs/deploy.md“退回”一节换回升级前的旧库或备份
  3. 再启动：systemctl start cewen，打开网页问一个问题，看“资料库”里的份数
TEXT
}

if [ "$MODE" = rollback ]; then
    rollback
    exit 0
fi

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -f "$here/MANIFEST" ] && [ -f "$here/SHA256SUMS" ] && [ -d "$here/wheels" ] ||
    fail "$here 不是完整的安装包（缺 MANIFEST、SHA256SUMS 或 wheels）" "请把整个安装包文件夹拷过来，在里面运行 install-offline.sh"
told_of() { sed -n "s/^$1=//p" "$here/MANIFEST"; }
version=$(told_of version)

printf '策问 %s 离线安装\n[1/7] 核对安装包\n' "$version"
command -v sha256sum >/dev/null 2>&1 || fail "这台机器没有 sha256sum" "请安装 coreutils"
if ! wrong=$(cd -- "$here" && LC_ALL=C sha256sum -c SHA256SUMS 2>&1); then
    printf '%s\n' "$wrong" | grep -v ': OK$' | head -n 20 >&2 || true
    fail "安装包有文件损坏、缺失或被改动（见上）" "请重新拷贝安装包，拷完再运行；还不行就请做包的人重做"
fi
count=$(find "$here/wheels" -type f | wc -l | tr -d ' ')
[ "$count" = "$(told_of wheels)" ] || fail "wheels 里有 $count 个文件，应有 $(told_of wheels) 个" "请不要往安装包里加文件，重新拷贝一份"

echo "[2/7] 检查这台机器"
[ "$(uname -m)" = "$(told_of machine)" ] ||
    fail "安装包是给 $(told_of machine) 做的，这台机器是 $(uname -m)" "请在同样处理器的联网机器上用 make wheelhouse 另做一个，见 docs/arm64.md"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || glibc=""
[ -n "$glibc" ] || fail "这个系统用的不是 glibc" "请换用 Debian、Ubuntu、银河麒麟、统信 UOS 等系统"
wanted=$(told_of glibc)
[ "${glibc#2.}" -ge "${wanted#2.}" ] || fail "系统的 glibc 是 $glibc，要 $wanted 以上" "请升级系统"

wanted=$(told_of python)
PYTHON=${PYTHON:-$(command -v "python$wanted" || command -v python3 || true)}
[ -n "$PYTHON" ] || fail "没有找到 Python" "请安装 python$wanted，或用 --python 写明它在哪里"
found=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    fail "$PYTHON 运行不了" "请用 --python 写明能用的 Python $wanted"
case $found in
3.11 | 3.12) ;;
*) fail "$PYTHON 是 Python $found，策问要 3.11 或 3.12" "请安装 python$wanted，或用 --python 写明它在哪里" ;;
esac
[ "$found" = "$wanted" ] ||
    fail "安装包是给 Python $wanted 做的，$PYTHON 是 $found" "请安装 python$wanted（用 --python 写明），或在联网机器上用 Python $found 另做安装包"
# Not a shim that wants its own environment.
PYTHON=$("$PYTHON" -c 'import sys; print(sys.executable)')
"$PYTHON" -c 'import venv, ssl, sqlite3, zlib' 2>/dev/null ||
    fail "$PYTHON 缺少 venv、ssl、sqlite3 或 zlib" "Debian 类系统请安装 python$wanted-venv；自己编译的 Python 请带上这些部分"

known=$(env_data)
[ -z "$DATA" ] || [ -z "$known" ] || [ "$DATA" = "$known" ] ||
    fail "已有的 $PREFIX/cewen.env 里资料在 $known，不是 $DATA" "不写 --data 就用原来的；真要换，请先改 cewen.env"
DATA=${DATA:-${known:-$DEFAULT_DATA}}
mkdir -p -- "$PREFIX/releases" "$PREFIX/bin" "$DATA" 2>/dev/null && [ -w "$PREFIX" ] && [ -w "$DATA" ] ||
    fail "不能写 $PREFIX 或 $DATA" "请用 root 运行（sudo sh install-offline.sh），或用 --prefix、--data 换成自己能写的文件夹"
free_mib() { df -Pk -- "$1" | awk 'NR == 2 { print int($4 / 1024) }'; }
wheels_mib=$(du -sk "$here/wheels" | awk '{ print int($1 / 1024) }')

id=$version-$(sha256sum "$here/SHA256SUMS" | cut -c 1-8)
release=$PREFIX/releases/$id
mkdir -- "$PREFIX/.installing" 2>/dev/null ||
    fail "另一次安装正在进行，或上次被强行中断" "确认没有别人在装，然后运行 rmdir $PREFIX/.installing，再来一次"
locked=yes

# Only what is told here reaches the installer's and the product's processes: no other index, no other store.
clean() {
    env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$DATA" LANG=C.UTF-8 PYTHONUTF8=1 HF_HUB_OFFLINE=1 \
        PIP_CONFIG_FILE=/dev/null TMPDIR="${smoke_dir:-${TMPDIR:-/tmp}}" "$@"
}

if [ -e "$release/.installed" ]; then
    echo "[3/7] 这一版装过了：$id"
    echo "[4/7] 不用再装"
else
    need=$((wheels_mib * 4 + 512))
    [ "$(free_mib "$PREFIX")" -ge "$need" ] ||
        fail "$PREFIX 所在的盘只剩 $(free_mib "$PREFIX") MiB，要 $need MiB" "请清理（旧版本在 $PREFIX/releases），或用 --prefix 换一个盘"
    echo "[3/7] 建立运行环境：$release"
    rm -rf -- "$release"
    clean "$PYTHON" -m venv --without-pip "$release" >"$PREFIX/install.log" 2>&1 ||
        fail "建立运行环境失败：$(tail -n 1 "$PREFIX/install.log")" "Debian 类系统请安装 python$wanted-venv，再运行一次"
    echo "[4/7] 安装（几分钟）"
    set -- "$here"/wheels/pip-*.whl
    clean "$release/bin/python" "$1/pip" install --no-index --find-links "$here/wheels" \
        --constraint "$here/constraints.txt" --no-cache-dir --no-input --disable-pip-version-check \
        "cewen[scale]==$version" >>"$PREFIX/install.log" 2>&1 || {
        tail -n 5 "$PREFIX/install.log" >&2
        fail "安装失败，全部输出在 $PREFIX/install.log" "看看是不是盘满了；不是的话请把 install.log 交给做包的人"
    }
fi

[ "$(free_mib "$DATA")" -ge 1024 ] || fail "$DATA 所在的盘只剩 $(free_mib "$DATA") MiB，至少要 1024 MiB" "请清理，或用 --data 换一个盘"
echo "[5/7] 准备模型：$DATA/model"
mkdir -p -- "$DATA/model"
rm -rf -- "$DATA"/.smoke.??????
smoke_dir=$(mktemp -d "$DATA/.smoke.XXXXXX")
(
    cd -- "$smoke_dir"
    clean "$release/bin/python" -c 'import sys
from pathlib import Path
from retrieval.packaged_model import build_packaged_model
build_packaged_model(Path(sys.argv[1]))' "$DATA/model/packaged"
) >>"$PREFIX/install.log" 2>&1 || {
    tail -n 3 "$PREFIX/install.log" >&2
    fail "模型没有准备好（见上和 $PREFIX/install.log）" "看看是不是内存不足 2 GB 或盘满了，解决后再运行一次"
}

if [ "$SMOKE" = yes ]; then
    echo "[6/7] 试运行：导入随带的资料，问“$QUESTION”"
    ln -s -- "$DATA/model" "$smoke_dir/model"
    (
        cd -- "$smoke_dir"
        clean CEWEN_DATA_DIR="$smoke_dir" "$release/bin/cewen" ingest
        clean CEWEN_DATA_DIR="$smoke_dir" "$release/bin/cewen" ask --json "$QUESTION" >answer.json
    ) >>"$PREFIX/install.log" 2>&1 || {
        tail -n 3 "$PREFIX/install.log" >&2
        fail "试运行没有成功（见上和 $PREFIX/install.log），没有换到这一版" "看看内存是否有 4 GB，解决后再运行一次；还不行请把 install.log 交给做包的人"
    }
    clean "$release/bin/python" - "$smoke_dir/answer.json" <<'CHECK' ||
import json, pathlib, sys
trace = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
sources = trace["citations"]
if sources:
    sys.stdout.write(f"      答：{trace['answer'].splitlines()[0]}\n      出处：《{sources[0]['title']}》\n")
sys.exit(not (trace["answer"] and sources and sources[0]["quote"]))
CHECK
        fail "试运行的回答没有出处，没有换到这一版" "请把 $PREFIX/install.log 交给做包的人"
else
    echo "[6/7] 没有试运行（--no-smoke）"
fi
rm -rf -- "$smoke_dir"
smoke_dir=""

echo "[7/7] 换到这一版"
date -u +%Y-%m-%dT%H:%M:%SZ >"$release/.installed"
now=$(readlink -- "$PREFIX/current" 2>/dev/null || true)
if [ "$now" != "releases/$id" ]; then
    [ -z "$now" ] || point "$PREFIX/previous" "$now"
    point "$PREFIX/current" "releases/$id"
fi
if [ ! -e "$PREFIX/cewen.env" ]; then
    sed "s|^CEWEN_DATA_DIR=.*|CEWEN_DATA_DIR=$DATA|" "$here/cewen.env" >"$PREFIX/cewen.env"
    chmod 640 "$PREFIX/cewen.env"
fi
cat >"$PREFIX/bin/cewen" <<TEXT
#!/bin/sh
# 带着 cewen.env 里的设置运行策问的命令。
set -eu
set -a
. "$PREFIX/cewen.env"
set +a
exec "$PREFIX/current/bin/cewen" "\$@"
TEXT
chmod 755 "$PREFIX/bin/cewen"
if [ "$(id -u)" = 0 ] && id -u -- "$OWNER" >/dev/null 2>&1; then
    chown -R -- "$OWNER" "$DATA"
    chgrp -- "$(id -g -- "$OWNER")" "$PREFIX/cewen.env"
    run="runuser -u $OWNER -- $PREFIX/bin/cewen"
else
    run=$PREFIX/bin/cewen
fi

printf '已装好：策问 %s（%s）\n' "$version" "$id"
if before=$(readlink -- "$PREFIX/previous" 2>/dev/null); then
    printf '上一版还在：%s/%s；要退回，运行 sh install-offline.sh --prefix %s --rollback\n' "$PREFIX" "$before" "$PREFIX"
fi
cat <<TEXT
接下来：
  1. 设置：编辑 $PREFIX/cewen.env（监听地址、我区、大模型等，每项都有说明）
  2. 导入资料：$run ingest /资料所在的文件夹
  3. 要让别的机器访问，先建账号：$run users add 王老师 --role 管理
  4. 启动：$run serve；作为服务常驻，见 docs/deploy.md“作为服务运行”
TEXT
