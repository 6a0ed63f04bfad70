# Reads server-sent events with curl, and says of each that it has seen it; there is no next one before. Arguments: the
# origin, and options of curl.
origin=$1
shift
curl -sSN --max-time 10 "$@" "$origin/events" | while read -r word number; do
  [ "$word" = data: ] || continue
  printf %s "$number"
  curl -sS -o /dev/null --max-time 10 "$origin/seen/$number"
done
