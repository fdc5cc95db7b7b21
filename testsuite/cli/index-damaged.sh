# SPDX-License-Identifier: GPL-2.0-only
# What is kept of a module's debug information is made again when it is damaged, cut short, another
# version's or can't be read, and by several at once; where it can't be kept, all is found as well.
target=$("$TESTSUITE"/target/build "$RELEASE" gcc) || exit 1
export SPILE_CACHE=$PWD/cache DEBUGINFOD_URLS=
point="module(\"$target/spile_target.ko\").function(\"*\").*"
lists() { # what was done
	timeout 60 "$SPILE" -r "$RELEASE" -L "$point" >out 2>err
	[ $? = 0 ] && [ ! -s err ] && cmp out want || { echo "$1"; cat err; exit 1; }
}
kept() { ls cache/index/*.dwarf; }
spoil() { # OFFSET: eight bytes there
	printf '\377\377\377\377\377\377\377\177' | dd of="$(kept)" bs=1 seek="$1" conv=notrunc status=none
}
timeout 60 "$SPILE" -r "$RELEASE" -L "$point" >want || exit
[ "$(wc -l <want)" -gt 50 ] || exit
lists 'as it was kept'
size=$(stat -c %s "$(kept)")
for at in 0 8 16 20 24 100 150 5000 $((size / 2)) $((size - 8)); do
	spoil $at
	lists "byte $at"
done
for size in 0 10 90 150 4096 $((size - 1)); do
	truncate -s $size "$(kept)"
	lists "cut to $size"
done
file=$(kept)
rm "$file"
mkdir "$file" "$file/in"
lists 'a directory'
rm -r "$file"
ln -s nowhere "$file"
lists 'a link to nothing'
rm -rf cache/index
: >cache/index
lists 'no folder'
rm cache/index
for n in 1 2 3 4 5 6; do
	timeout 60 "$SPILE" -r "$RELEASE" -L "$point" >out.$n 2>err.$n &
done
wait
for n in 1 2 3 4 5 6; do
	cmp out.$n want && [ ! -s err.$n ] || { cat err.$n; exit 1; }
done
lists 'after several at once'
! ls -A cache/index | grep '^\.new\|\.[0-9]*$' || exit 1
