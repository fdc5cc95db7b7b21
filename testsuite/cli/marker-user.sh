# SPDX-License-Identifier: GPL-2.0-only
# The header for authors of modules, in user space: both variants on x86-64, the generic one on
# another architecture as well; compilers find what is wrong with a format.
set -e
export LC_ALL=C
here=$TESTSUITE
flags=(-std=gnu11 -O2 -Wall -Wextra -Werror -fno-pie -static -I"$here/unit/shim" -I"$here/../runtime/include")

run() { # runner compiler flag...
	local runner=$1
	shift
	echo "$*"
	"$@" "${flags[@]}" -o program "$here/marked/main.c" "$here/marked/marks.c"
	$runner ./program
}
run '' gcc
run '' gcc -O1
run '' gcc -Os
run '' clang
run '' gcc -DSPILE_MARK_GENERIC
run '' clang -DSPILE_MARK_GENERIC
run qemu-aarch64 aarch64-linux-gnu-gcc

refused() { # what is said, marker
	printf '#include <spile/marker.h>\nvoid f(int n);\nvoid f(int n)\n{\n\t%s;\n}\n' "$2" >wrong.c
	! gcc "${flags[@]}" -c wrong.c 2>err || { echo "not refused: $2"; exit 1; }
	grep -q "$1" err || { cat err; exit 1; }
}
refused "expects argument of type 'char \*'" 'SPILE_MARK(a, "%s", n)'
refused 'too many arguments for format' 'SPILE_MARK(a, "%d", n, n)'
refused "expects a matching 'int' argument" 'SPILE_MARK(a, "%d %d", n)'
refused 'at most ten arguments' 'SPILE_MARK(a, "%d%d%d%d%d%d%d%d%d%d%d", n, n, n, n, n, n, n, n, n, n, n)'
