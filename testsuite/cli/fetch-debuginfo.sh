# SPDX-License-Identifier: GPL-2.0-only
# The debug information of a kernel: got once, of the image's own build, and only what is asked for.
fetch=$TESTSUITE/../vm/fetch-debuginfo
release=9.9.0-1-amd64
export SPILE_CACHE=$PWD/cache
top=$SPILE_CACHE/kernels/$release
fails() { # words of a message, command...
	words=$1
	shift
	! "$@" >out 2>err && grep -q "$words" err || { cat out err; exit 1; }
}
fails 'fetch-debuginfo RELEASE' "$fetch"
fails "no .*vmlinuz-$release: fetch-kernel gets it" "$fetch" $release

# The package sources, with a package of version 9.9.7-1.
modules=usr/lib/debug/lib/modules/$release/kernel
mkdir -p "$top/boot" bin deb/DEBIAN deb/usr/lib/debug/boot deb/$modules
cat >deb/DEBIAN/control <<-E
	Package: linux-image-$release-dbg
	Version: 9.9.7-1
	Architecture: all
	Maintainer: nobody
	Description: none
E
echo vmlinux >deb/usr/lib/debug/boot/vmlinux-$release
for module in one two; do echo $module >deb/$modules/$module.ko; done
dpkg-deb -b deb package.deb >/dev/null || exit
cat >bin/apt-cache <<E
#!/bin/sh
for last; do :; done
case \$last in
linux-image-$release-dbg | linux-image-$release-dbg=9.9.7-1) echo 'Size: 1234567' ;;
*) exit 1 ;;
esac
E
cat >bin/apt-get <<E
#!/bin/sh
echo "\$*" >>$PWD/asked
cp $PWD/package.deb linux-image.deb
E
printf '#!/bin/sh\necho Avail\necho 900MB\n' >bin/df
chmod +x bin/*
PATH=$PWD/bin:$PATH

image() { printf 'HdrS\0%s (builder) #1 SMP Debian %s (2030-01-01)\0' $release "$1" >"$top/boot/vmlinuz-$release"; }
image 9.9.6-1
fails 'of version 9.9.6-1' "$fetch" $release
image 9.9.7-1
fails 'too little room in .*/cache: 901 MB are needed, 900 MB are free' "$fetch" $release
rm bin/df
fails 'holds no module three' "$fetch" $release one three
[ ! -e "$top/usr" ] || exit

: >asked
got() { (cd "$top" && find usr -type f | sort | xargs echo); }
vmlinux=usr/lib/debug/boot/vmlinux-$release
[ "$("$fetch" $release one 2>err)" = "$top/$vmlinux" ] || { cat err; exit 1; }
[ "$(got)" = "$vmlinux $modules/one.ko" ] || { got; exit 1; }
"$fetch" $release one >out 2>&1 && [ "$(grep -c download asked)" = 1 ] || { cat out asked; exit 1; }
"$fetch" $release two one >out 2>&1 && [ "$(grep -c download asked)" = 2 ] || { cat out asked; exit 1; }
[ "$(got)" = "$vmlinux $modules/one.ko $modules/two.ko" ] || { got; exit 1; }
[ "$(ls -A "$SPILE_CACHE/kernels")" = $release ]
