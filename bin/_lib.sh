# shellcheck shell=bash
# What bin/run, bin/test and bin/lock share. Sourced, never run. Messages are for whoever installs, so in Spanish.
#
# Everything that is built lives in .setup/ under the hash of what it was built from, and gets its stamp last: a cut-off
# leaves something without a stamp, which the next start throws away. `.venv` is a link to the environment in use, so
# switching to a new one is a single rename and the former stays whole until then.

shopt -s inherit_errexit # a failure inside $(…) stops the script as well

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
SETUP="$ROOT/.setup"
PY="$ROOT/.venv/bin/python"

export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
    warn "$*"
    exit 1
}

hash_of() { cat -- "$@" | sha256sum | cut -c1-16; }

# Runs a function while no other start of this checkout is setting up. The children inherit the lock, so an installer
# that outlives a killed script keeps others waiting instead of writing into the same place as they do.
with_setup_lock() {
    mkdir -p "$SETUP"
    (
        if ! flock -n 9; then
            say "Otra instalación de esta carpeta está en curso; se espera a que termine…"
            flock 9
        fi
        "$@"
    ) 9>"$SETUP/lock"
}

# ------------------------------------------------------------------------------------------------ system packages
# Packages the program cannot do without; harfbuzz-subset only makes PDFs faster and does not exist everywhere.
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 fontconfig ca-certificates)
RUN_PACKAGES_IF_KNOWN=(libharfbuzz-subset0)
TEST_PACKAGES=(poppler-utils libatomic1) # libatomic: the Node inside Playwright

has_package() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }
knows_package() { [[ -n "$(apt-cache --quiet madison "$1" 2>/dev/null)" ]]; }

as_root() {
    if [[ "$(id -u)" == 0 ]]; then "$@"; else sudo -n "$@"; fi
}
may_install() { [[ "$(id -u)" == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }

apt_install() {
    local prefix="sudo "
    [[ "$(id -u)" == 0 ]] && prefix=""
    local line="${prefix}apt-get update && ${prefix}apt-get install -y --no-install-recommends $*"
    may_install || die "Faltan paquetes del sistema. Escriba esta línea y vuelva a empezar:
    $line"
    say "Instalando del sistema: $*"
    local log="$SETUP/apt.log"
    mkdir -p "$SETUP"
    if [[ -z "${APT_UPDATED:-}" ]]; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq update >"$log" 2>&1 9>&- || true
        APT_UPDATED=1
    fi
    # An installation that was cut off has to be ended before apt does anything else.
    as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >>"$log" 2>&1 9>&- || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq -y --fix-broken \
        --no-install-recommends install "$@" >>"$log" 2>&1 9>&- || {
        tail -n 5 "$log" >&2
        die "No se pudo instalar. Cuando se resuelva, escriba esta línea y vuelva a empezar:
    $line"
    }
}

# Prints those of the packages named that are not installed. Where there is no apt, none: the imports will tell.
missing_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    local package
    for package in "$@"; do has_package "$package" || printf '%s\n' "$package"; done
}
known_packages() {
    local package
    for package in "$@"; do
        if knows_package "$package"; then printf '%s\n' "$package"; fi
    done
}

# need_packages REQUIRED… -- OPTIONAL…: installs what is missing, all in one go. A second start costs one dpkg-query each.
need_packages() {
    local required=() optional=() missing extra
    while [[ $# -gt 0 && "$1" != -- ]]; do
        required+=("$1")
        shift
    done
    optional=("${@:2}")
    mapfile -t missing < <(missing_packages "${required[@]}")
    mapfile -t extra < <(missing_packages "${optional[@]}")
    if [[ ${#missing[@]} -gt 0 ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(known_packages "${extra[@]}")
        apt_install "${missing[@]}"
        mapfile -t extra < <(missing_packages "${extra[@]}")
    fi
    [[ ${#extra[@]} -gt 0 ]] || return 0
    mapfile -t extra < <(known_packages "${extra[@]}") # apt may know them only after its update
    if [[ ${#extra[@]} -gt 0 ]] && may_install; then (apt_install "${extra[@]}") || true; fi
}

find_chromium() {
    local name
    for name in "${CERX_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [[ -n "$name" ]] && command -v "$name" && return 0
    done
    return 1
}

# ------------------------------------------------------------------------------------------------ Python
# Prints a Python that can make environments: 3.11 is what the locks are resolved and tried for, later ones follow.
usable_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python3.14 /usr/bin/python3.11 /usr/bin/python3; do
        command -v "$name" >/dev/null || continue
        "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        "$name" -c 'import sys; print(sys.executable)'
        return 0
    done
    return 1
}

find_python() {
    usable_python && return 0
    command -v apt-get >/dev/null || die "Falta Python 3.11 o posterior (con su módulo venv). Instálelo y vuelva a empezar."
    need_packages python3 python3-venv >&2
    usable_python && return 0
    local version # an older Ubuntu: its own python3 is 3.10, but it has later ones beside it
    for version in 3.12 3.11; do
        if knows_package "python$version-venv"; then
            need_packages "python$version" "python$version-venv" >&2
            usable_python && return 0
        fi
    done
    die "Este sistema no ofrece Python 3.11 o posterior. Instálelo y vuelva a empezar."
}

# What an environment was built from; the last file written into it.
env_stamp() { printf 'root %s\n%s\n' "$ROOT" "$1"; }

# Makes `.setup/NAME-HASH` from a locked file and prints its folder; returns at once when it is already whole.
build_env() {
    local name="$1" stamp="$2" lock="$3" message="$4"
    local dir python
    dir="$SETUP/$name-$(env_stamp "$stamp" | sha256sum | cut -c1-12)"
    if [[ -f "$dir/stamp" ]] && "$dir/bin/python" -c pass 2>/dev/null; then
        printf '%s\n' "$dir"
        return
    fi
    python="$(find_python)"
    say "$message" >&2
    rm -rf "$dir"
    "$python" -m venv "$dir" >&2
    "$dir/bin/python" -m pip install -qq --require-hashes --only-binary :all: --no-compile -r "$lock" >&2 ||
        die "No se pudieron instalar las bibliotecas. Revise la conexión y vuelva a empezar: continúa desde aquí."
    env_stamp "$stamp" >"$dir/stamp.new"
    mv -f "$dir/stamp.new" "$dir/stamp"
    printf '%s\n' "$dir"
}

base_line() { printf 'base %s' "$(hash_of "$ROOT/requirements/base.txt")"; }
dev_line() { printf 'dev %s' "$(hash_of "$ROOT/requirements/dev.txt")"; }

env_has() {
    local line
    [[ -f "$ROOT/.venv/stamp" ]] && "$PY" -c pass 2>/dev/null || return 1
    for line in "root $ROOT" "$@"; do
        grep -qxF "$line" "$ROOT/.venv/stamp" || return 1
    done
}

# setup_python base|dev: the environment with tests and checks also serves the program, so it is never traded back.
setup_python() {
    local kind="$1" dir
    [[ -f "$ROOT/.venv/stamp" ]] && grep -q '^dev ' "$ROOT/.venv/stamp" && kind=dev
    if [[ "$kind" == dev ]]; then
        env_has "$(base_line)" "$(dev_line)" && return 0
        dir="$(build_env dev "$(base_line)"$'\n'"$(dev_line)" "$ROOT/requirements/dev.txt" \
            "Instalando las bibliotecas de Python del programa y de sus pruebas (uno o dos minutos)…")"
    else
        env_has "$(base_line)" && return 0
        dir="$(build_env base "$(base_line)" "$ROOT/requirements/base.txt" \
            "Instalando las bibliotecas de Python (un minuto)…")"
    fi
    if [[ -e "$ROOT/.venv" && ! -L "$ROOT/.venv" ]]; then # an environment made by hand gives way to the link
        rm -rf "$SETUP/former-venv"
        mv -T "$ROOT/.venv" "$SETUP/former-venv"
    fi
    ln -sfn ".setup/${dir##*/}" "$ROOT/.venv.new"
    mv -fT "$ROOT/.venv.new" "$ROOT/.venv"
    rm -rf "$SETUP/former-venv"
    local other
    for other in "$SETUP"/base-* "$SETUP"/dev-*; do
        [[ "$other" == "$dir" ]] || rm -rf "$other"
    done
}

# ------------------------------------------------------------------------------------------------ front-end packages
node_is_usable() {
    command -v npm >/dev/null && command -v node >/dev/null || return 1
    [[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18' 2>/dev/null)" == true ]] && npm --version >/dev/null 2>&1
}

setup_front_end() {
    local stamp
    stamp="$(hash_of "$ROOT/package.json" "$ROOT/package-lock.json")"
    [[ "$(cat "$ROOT/node_modules/.cerx-stamp" 2>/dev/null)" == "$stamp" ]] && return 0
    local side="" path="$PATH"
    if ! node_is_usable; then
        side="$(build_env node "node $(hash_of "$ROOT/requirements/node.txt")" "$ROOT/requirements/node.txt" \
            "No hay npm en esta máquina: se trae Node para esta carpeta…")"
        path="$side/bin:$PATH"
    fi
    say "Trayendo los paquetes de la interfaz…"
    # npm clears node_modules before it fills it, and with it the stamp.
    (cd "$ROOT" && PATH="$path" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
        die "No se pudieron traer los paquetes de la interfaz. Revise la conexión y vuelva a empezar: continúa desde aquí."
    printf '%s\n' "$stamp" >"$ROOT/node_modules/.cerx-stamp.new"
    mv -f "$ROOT/node_modules/.cerx-stamp.new" "$ROOT/node_modules/.cerx-stamp"
    [[ -z "$side" ]] || rm -rf "$side" # 200 MB that are needed again only when the lock changes
}

# pip and Node carry lists of authorities of their own; an office whose network re-signs HTTPS has its own in the system's.
trust_the_system() {
    local authorities=/etc/ssl/certs/ca-certificates.crt
    [[ -r "$authorities" ]] || return 0
    export PIP_CERT="${PIP_CERT:-$authorities}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}"
}

# setup base|dev: all that the program (base) or its tests too (dev) need. Seconds when nothing is missing.
setup() {
    local kind="$1"
    [[ -w "$ROOT" ]] || die "No se puede escribir en $ROOT."
    local required=("${RUN_PACKAGES[@]}") optional=("${RUN_PACKAGES_IF_KNOWN[@]}")
    env_has || usable_python >/dev/null || required+=(python3 python3-venv)
    if [[ "$kind" == dev ]]; then
        required+=("${TEST_PACKAGES[@]}")
        find_chromium >/dev/null || optional+=(chromium)
    fi
    need_packages "${required[@]}" -- "${optional[@]}"
    trust_the_system
    setup_python "$kind"
    setup_front_end
}

# env_value NAME: the environment's, else the one in .env, else nothing.
env_value() {
    if [[ -n "${!1:-}" ]]; then
        printf '%s' "${!1}"
    elif [[ -f "$ROOT/.env" ]]; then
        sed -n "s/^[[:space:]]*\(export \)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" "$ROOT/.env" | tail -n 1 | sed -e 's/[[:space:]]*$//' -e 's/^["'\'']\(.*\)["'\'']$/\1/'
    fi
}

is_true() { [[ "${1,,}" =~ ^(true|on|ok|y|yes|1)$ ]]; } # the words django-environ takes for true
