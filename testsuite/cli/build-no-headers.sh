# SPDX-License-Identifier: GPL-2.0-only
# No headers, headers that don't compile, no make: each is told with what to install.
cache=${SPILE_CACHE:-/var/cache/spile}
script='probe begin { println("no") exit() }'
fail() {
	echo "$*"
	cat out err
	exit 1
}
export TMPDIR=$PWD/tmp
mkdir tmp bin

# A kernel of which there is but the image.
for image in "/boot/vmlinuz-$RELEASE" "$cache/kernels/$RELEASE/boot/vmlinuz-$RELEASE"; do
	[ ! -e "$image" ] || break
done
mkdir -p cache/kernels/9.9.9-none/boot
cp "$image" cache/kernels/9.9.9-none/boot/vmlinuz-9.9.9-none || exit
SPILE_CACHE=$PWD/cache "$SPILE" -r 9.9.9-none -p4 -e "$script" >out 2>err
[ $? = 1 ] && [ ! -s out ] || fail "status"
grep -q '^spile: error: the headers of kernel 9.9.9-none are not installed' err || fail "headers"
grep -q 'linux-headers-9.9.9-none' err && grep -qe --vm err || fail "hint"

# No make, then no compiler, on a machine that has not built anything yet.
for program in sh cat sed awk grep ld nm ls rm mkdir head uname getconf printf sort uniq cmp cut tr dirname \
		expr test true env xargs; do
	path=$(type -P $program) && ln -s "$path" bin/
done
[ ! -e "$cache/kernels" ] || ln -sfn "$cache/kernels" cache/other && rm -rf cache/kernels && mv cache/other cache/kernels
run() {
	SPILE_CACHE=$PWD/cache PATH=$PWD/bin "$SPILE" -r "$RELEASE" -p4 -e "$script" >out 2>err
	[ $? = 1 ] && [ ! -s out ] && [ -z "$(ls -A tmp)" ] || fail "status: $1"
}
run make
grep -q "^spile: error: can't run make: No such file or directory" err && grep -q 'install.* make' err || fail "make"
ln -s "$(type -P make)" bin/
run gcc
grep -q "^spile: error: the kernel headers in .* can't compile a module: '.*gcc.*' is not installed" err || fail "gcc"
