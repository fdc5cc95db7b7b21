# SPDX-License-Identifier: GPL-2.0-only
# Output comes byte for byte, apart by stream; status, arguments, environment and directory are the
# command's.
mkdir "a dir's" && cd "a dir's" || exit
$VM --env "NAME=a value's" -- sh -c '
	pwd; echo "$1 $NAME"; head -c 300000 /bin/bash; echo late >&2; touch /tmp/mark /etc/mark
	read line || echo "no stdin" >&2; exit 7' sh "it's 'quoted'" >out 2>err </dev/null
[ $? = 7 ] || exit
{ pwd; echo "it's 'quoted' a value's"; head -c 300000 /bin/bash; } | cmp - out || exit
printf 'late\nno stdin\n' | cmp - err || exit
[ ! -e /tmp/mark ] && [ ! -e /etc/mark ]
