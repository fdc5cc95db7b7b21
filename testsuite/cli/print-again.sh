# SPDX-License-Identifier: GPL-2.0-only
# What -p1 prints of a script parses again and prints the same: for each script in the tree that
# parses.
top=$(dirname "$SPILE")/..
tried=0 status=0
while read -r f; do
	"$SPILE" -g -w -p1 "$f" 1 2 3 4 >first 2>err || continue
	# Nothing prints as nothing, which is no script.
	[ -s first ] || continue
	tried=$((tried + 1))
	"$SPILE" -g -w -p1 first >second 2>err && cmp -s first second && continue
	echo "$f"
	cat err
	diff first second
	status=1
done < <(find "$top/testsuite" "$top/tapsets" "$top/examples" -name '*.stp' | sort)
[ "$tried" -gt 200 ] || { echo "only $tried scripts parse"; status=1; }
exit $status
