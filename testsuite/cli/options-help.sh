# SPDX-License-Identifier: GPL-2.0-only
# --help fits a screen of 80 by 24 and goes to stdout; so does the version.
for option in -h --help; do
	"$SPILE" $option >out 2>err || exit
	[ ! -s err ] && [ "$(wc -l <out)" -le 24 ] && ! grep -q '.\{81\}' out || { cat out err; exit 1; }
	for word in -e -c -x -o -T --vm -g -G -D -s -I -r --debuginfo --mechanism -p -m -l -k -u -v -w -W --color --disable-cache \
			--clean-cache --version; do
		grep -qe " $word[ =[]" out || { echo "no $word"; exit 1; }
	done
done
for option in -V --version --versio; do
	"$SPILE" $option | grep -qx 'spile [0-9][0-9.]*' || exit
done
