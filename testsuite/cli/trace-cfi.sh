# SPDX-License-Identifier: GPL-2.0-only
# A kernel that checks the types of what it calls by address: its tracepoints are refused.
mkdir -p build/include/generated
echo "#define UTS_RELEASE \"$RELEASE\"" >build/include/generated/utsrelease.h
for option in CFI_CLANG CFI none; do
	printf "# what is set\nCONFIG_%s=y\n" "$option" >build/.config
	"$SPILE" -r "$PWD/build" -p2 -e 'probe kernel.trace("sched_switch") { }' >out 2>&1
	case $option:$? in
	CFI*:1) grep -q 'tracepoints of a kernel with CONFIG_CFI can.t be probed' out ;;
	none:0) grep -q '^kernel.trace("sched:sched_switch")' out ;;
	*) false ;;
	esac || { cat out; exit 1; }
done
