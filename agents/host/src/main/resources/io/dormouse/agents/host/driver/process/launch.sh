# Runs one replica: launch.sh <state folder> <program> <memory group or nothing> <names or nothing>
# With names, variables that a shell does not hand on get their real names from env; the nice, which
# changes nothing, is there because env would take a program with '=' in its path for a variable.
# It leads the session that the program runs in, and says itself what becomes of both, so that
# nothing is lost when the agent is killed at any moment. A state folder that is gone means that
# the start was given up: then nothing is run.
echo "$$" > "$1/pid" || exit 125
trap : TERM INT HUP
if [ -n "$3" ]; then
  { echo "$$" > "$3/cgroup.procs"; } 2> /dev/null
fi
if [ -n "$4" ]; then
  /usr/bin/env -S "$4" nice -n 0 "$2" &
else
  "$2" &
fi
child=$!
wait "$child"
code=$?
while kill -0 "$child" 2> /dev/null; do
  wait "$child"
  code=$?
done
# A signal may have ended the last wait right before the child ended; then its own code is still to be asked for.
if [ "$code" -gt 128 ]; then
  wait "$child"
  last=$?
  [ "$last" = 127 ] || code=$last
fi
echo "$code" > "$1/exit"
exit "$code"
