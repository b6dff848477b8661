# Code that the scripts of this folder share. Source it; it changes into the checkout.
# shellcheck shell=bash

set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$repository"

oldest_jdk=21
sample_image=dormouse/sample-app:dev
log_folder=$repository/infra/local/target

fail() {
  printf '%s: %s\n' "${script_name:-infra}" "$*" >&2
  exit 1
}

now_millis() {
  local micros=${EPOCHREALTIME:-}
  if [ -n "$micros" ]; then
    micros=${micros/[.,]/}
    echo $((micros / 1000))
  else
    echo $(($(date +%s) * 1000))
  fi
}

# --- JDK ---------------------------------------------------------------------------------------

# The major version of the JDK in a folder; nothing when there is no JDK.
jdk_version() {
  local home=$1 version
  [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || return 0
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
  printf '%s' "$version"
}

jdk_candidates() {
  local java home
  [ -n "${JAVA_HOME:-}" ] && printf '%s\n' "$JAVA_HOME"
  if java=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$java")")"
  fi
  for home in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$home" ] && printf '%s\n' "$home"
  done
  return 0
}

# Sets JAVA_HOME to the first JDK that is new enough.
find_jdk() {
  local home version seen=""
  while IFS= read -r home; do
    version=$(jdk_version "$home")
    if [ -n "$version" ] && [ "$version" -ge "$oldest_jdk" ]; then
      export JAVA_HOME=$home
      return
    fi
    [ -n "$version" ] && seen="$seen"$'\n'"  JDK $version in $home"
  done < <(jdk_candidates)
  fail "expected a JDK $oldest_jdk or newer in JAVA_HOME, on the PATH or in /usr/lib/jvm; found:${seen:- none}
Install one (on Debian: apt-get install openjdk-21-jdk-headless, where it has it), or set JAVA_HOME."
}

# --- Docker ------------------------------------------------------------------------------------

engine_answers() {
  command -v docker >/dev/null && timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# --- Packages ----------------------------------------------------------------------------------

is_root() { [ "$(id -u)" = 0 ]; }

# Installs Debian packages; fails without root, or when a package cannot be had.
install() {
  is_root && command -v apt-get >/dev/null || return 1
  echo "installing $*"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } \
    >"$log_folder/apt.log" 2>&1
}

proxies_wanted="nginx and HAProxy (on Debian: apt-get install nginx haproxy)"

# Installs the proxies that the edge is compared with; fails when one is missing afterwards.
install_proxies() {
  local program wanted=()
  for program in nginx haproxy; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || wanted+=("$program")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  # With that run level the packages start nothing themselves.
  RUNLEVEL=1 install "${wanted[@]}" || return 1
  # Ours are started by what needs them; the packages' services would only hold ports.
  systemctl disable --now "${wanted[@]}" >/dev/null 2>&1 || true
}

# --- Build -------------------------------------------------------------------------------------

build_stamp=$log_folder/build.stamp
programs=(
  streams-app/app/target/streams-app.jar
  edge-proxy/target/edge-proxy.jar
  agents/host/target/host-agent.jar
  agents/provisioner/target/provisioner.jar
  infra/sample-app/target/sample-app.jar
  infra/local/target/local.jar
  infra/benchmarks/target/benchmarks.jar
)

build_is_current() {
  local jar newer
  [ -e "$build_stamp" ] || return 1
  for jar in "${programs[@]}"; do
    [ -e "$jar" ] || return 1
  done
  # Folders too: a file that was deleted changes only its folder.
  newer=$(find pom.xml .mvn schemas streams-app edge-proxy agents infra \
    \( -name target -o -path '*/src/test' \) -prune -o \
    \( -path '*/src/*' -o -name pom.xml -o -path '.mvn/*' \) -newer "$build_stamp" -print -quit)
  [ -z "$newer" ]
}

# Runs Maven with these arguments; all it says goes to the log, a line for each module and each test
# class to the terminal.
maven() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! ./mvnw -B -Dstyle.color=never "$@" 2>&1 | tee "$log" | show_progress; then
    grep -E '^\[ERROR\]|BUILD FAILURE' "$log" | head -60 >&2 || true
    return 1
  fi
}

show_progress() {
  local line fetched=0 begun=$SECONDS
  while IFS= read -r line; do
    case $line in
      "[INFO] Downloaded from "*)
        fetched=$((fetched + 1))
        [ $((fetched % 200)) != 0 ] || progress_line "$fetched files fetched"
        ;;
      "[INFO] Building "*" ["*/*"]")
        line=${line#"[INFO] Building "}
        progress_line "${line/ [0-9]*-SNAPSHOT*\[/  [}"
        ;;
      "["*"] Tests run: "*" -- in "*) progress_line "  ${line#*] }" ;;
    esac
  done
}

progress_line() { printf '%6d s  %s\n' $((SECONDS - begun)) "$1"; }

build_programs() {
  build_is_current && return
  echo "building (log: ${log_folder#"$repository/"}/build.log)"
  mkdir -p "$log_folder"
  touch "$build_stamp.new"
  maven "$log_folder/build.log" -Dquick -DskipTests package || fail "the build failed, see above"
  mv "$build_stamp.new" "$build_stamp"
}

# --- The sample app's image --------------------------------------------------------------------

sample_jar=infra/sample-app/target/sample-app.jar
sample_run=infra/sample-app/target/images/dormouse/sample-app/dev/run
docker_stamp=$log_folder/sample-image.id

sample_is_newer_than() { [ "$sample_jar" -nt "$1" ] || [ infra/sample-app/build-image -nt "$1" ]; }

process_image_is_current() {
  [ -e "$sample_run" ] && ! sample_is_newer_than "$sample_run"
}

docker_image_is_current() {
  local id
  [ -e "$docker_stamp" ] && ! sample_is_newer_than "$docker_stamp" &&
    id=$(docker image inspect --format '{{.Id}}' "$sample_image" 2>/dev/null) &&
    [ "$id" = "$(cat "$docker_stamp")" ]
}

# Builds what is missing or older than the app; with the argument --docker, Docker's image too.
build_sample_image() {
  if process_image_is_current && { [ "${1:-}" != --docker ] || docker_image_is_current; }; then
    return
  fi
  echo "building the sample app's image"
  infra/sample-app/build-image "$@" >"$log_folder/image.log" 2>&1 || {
    tail -30 "$log_folder/image.log" >&2
    fail "infra/sample-app/build-image failed; all it said is in $log_folder/image.log"
  }
  touch "$sample_run"
  if [ "${1:-}" = --docker ]; then
    docker image inspect --format '{{.Id}}' "$sample_image" >"$docker_stamp"
  fi
}
