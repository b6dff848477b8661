# Runs one replica: launch.sh <state folder> <program> [memory group]
# It leads the session that the program runs in, and says itself what becomes of both, so that
# nothing is lost when the agent is killed at any moment. A state folder that is gone means that
# the start was given up: then nothing is run.
echo "$$" > "$1/pid" || exit 125
trap : TERM INT HUP
if [ -n "$3" ]; then
  { echo "$$" > "$3/cgroup.procs"; } 2> /dev/null
fi
"$2" &
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
