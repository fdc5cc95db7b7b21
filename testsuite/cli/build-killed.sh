# SPDX-License-Identifier: GPL-2.0-only
# A build that is interrupted, terminated or killed leaves nothing; a kept directory is named and stays.
export TMPDIR=$PWD/tmp
mkdir tmp
for signal in INT TERM KILL; do
	# a background job would ignore SIGINT
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$SPILE" -r "$RELEASE" --disable-cache -p4 \
		-e 'probe begin { println("killed") exit() }' >out 2>err &
	pid=$!
	for i in $(seq 200); do
		[ -z "$(ls -A tmp)" ] || break
		sleep 0.05
	done
	[ -n "$(ls -A tmp)" ] || { echo "no build"; cat err; exit 1; }
	sleep 0.5
	kill -$signal $pid
	wait $pid && { echo "not killed by SIG$signal"; exit 1; }
	for i in $(seq 100); do
		[ -n "$(ls -A tmp)" ] || break
		sleep 0.1
	done
	[ -z "$(ls -A tmp)" ] || { echo "SIG$signal left $(find tmp)"; exit 1; }
done

"$SPILE" -r "$RELEASE" -k -p4 -e 'probe begin { println("kept") exit() }' >out 2>err || { cat err; exit 1; }
dir=$(sed -n 's/^spile: the build directory \(.*\) is kept$/\1/p' err)
[ "$dir" = "$(echo tmp/* | sed "s|^|$PWD/|")" ] && grep -q kept "$dir/module/in/script.c" || { cat err; find tmp; exit 1; }
