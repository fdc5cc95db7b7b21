# SPDX-License-Identifier: GPL-2.0-only
# A module whose debug information is in a file of its own: found by a link, by its build-id from
# debuginfod, compressed; told about when it is another build's, split, damaged or not there.
target=$("$TESTSUITE"/target/build "$RELEASE" gcc) || exit 1
export SPILE_CACHE=$PWD/cache DEBUGINFOD_URLS= DEBUGINFOD_CACHE_PATH=$PWD/fetched

# where, what must be told
lines() {
	"$SPILE" -r "$RELEASE" -p2 -e 'probe module("'"$PWD/$1/spile_target.ko"'").statement("places_pieces@*:*") {}' \
		>out 2>&1
	grep -q -- "$2" out || { echo "$1:"; cat out; exit 1; }
}
found='statement("places_pieces@.*places.c:'

mkdir bare linked other compressed
objcopy --strip-debug "$target"/spile_target.ko bare/spile_target.ko
lines bare 'there is no debug information (DWARF) for'
grep -q 'DEBUGINFOD_URLS' out || { cat out; exit 1; }

objcopy --only-keep-debug "$target"/spile_target.ko linked/spile_target.ko.debug
cp bare/spile_target.ko linked/
(cd linked && objcopy --add-gnu-debuglink=spile_target.ko.debug spile_target.ko)
lines linked "$found"

# the same link, and a file that isn't the one that was linked
rm -r cache
cp linked/spile_target.ko other/
objcopy --dump-section .note.gnu.build-id=note linked/spile_target.ko.debug other/spile_target.ko.debug
printf '\377\376' | dd of=note bs=1 seek=20 conv=notrunc status=none
objcopy --update-section .note.gnu.build-id=note other/spile_target.ko.debug
lines other 'there is no debug information (DWARF) for'

rm -rf cache
id=$(file "$target"/spile_target.ko | sed 's/.*BuildID\[sha1\]=\([0-9a-f]*\).*/\1/')
mkdir -p server/buildid/"$id"
cp linked/spile_target.ko.debug server/buildid/"$id"/debuginfo
export DEBUGINFOD_URLS=file://$PWD/server
lines bare "$found"
rm -r server cache fetched
lines bare 'debuginfod (file://.*) has none either'
export DEBUGINFOD_URLS=

rm -rf cache
objcopy --compress-debug-sections "$target"/spile_target.ko compressed/spile_target.ko
lines compressed "$found"

# damaged in the middle: whatever is found, nothing breaks
for at in 20000 60000 120000 200000; do
	rm -rf cache damaged
	mkdir damaged
	cp "$target"/spile_target.ko damaged/
	printf '\377\377\377\377\377\377\377\377' |
		dd of=damaged/spile_target.ko bs=1 seek=$at conv=notrunc status=none
	lines damaged 'spile_target'
	[ "$(grep -c 'internal\|Sanitizer\|Segmentation' out)" = 0 ] || { cat out; exit 1; }
done

rm -rf cache
mkdir split
echo 'int twice(int x) { return 2 * x; }' >split/twice.c
${CC:-gcc} -g -gsplit-dwarf -O2 -c split/twice.c -o split/spile_target.ko
lines split 'is split (-gsplit-dwarf)'
