#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# layers.sh: a folder includes only from folders left of it, and no headers include each other in a
# circle.
#	base <- parser <- resolve <- debuginfo <- probes <- emit <- build <- translator/main.c
# loader/ takes parser/base and runtime/wire.h alone; runtime/ takes nothing of user space.  The
# decoder of instructions and what judges them, which are pure, are there for the passes as well.
cd "$(dirname "$0")/../.." || exit
find parser translator loader runtime -name '*.[chly]' | sort | awk '
	# What the file F belongs to; the rank says how far right it stands.
	function layer(f) {
		if (f == "runtime/wire.h") return "wire"
		if (f ~ /^runtime\/arch\/[^\/]*\/(decode|classify|relocate)\.h$/) return "decode"
		if (f ~ /^runtime\//) return "runtime"
		if (f ~ /^loader\//) return "loader"
		if (f ~ /^parser\/base\//) return "base"
		if (f ~ /^parser\//) return "parser"
		# What the passes share is declared for all of them; what calls them all comes last.
		if (f ~ /^translator\/(options|session)\.h$/) return "session"
		if (f ~ /^translator\/[^\/]*$/) return "main"
		split(f, part, "/")
		return part[2]
	}
	function allowed(from, to) {
		if (from == to || to == "wire") return 1
		if (to == "decode") return from == "runtime" || rank[from] >= rank["debuginfo"]
		if (from == "runtime" || to == "runtime" || to == "loader") return 0
		if (from == "loader") return to == "base"
		# A pass may know the options and the session; these declare but do not include the
		# passes.
		return (from in rank) && (to in rank) && rank[to] < rank[from]
	}
	# The file that an include names, looked up as the compiler does; "" for one that is not
	# ours.
	function find_include(from, name,    dir, i, path) {
		dir = from
		sub(/[^\/]*$/, "", dir)
		split(dir "|" "|parser/|translator/|runtime/|runtime/include/", try, "|")
		for (i = 1; i in try; i++) {
			path = normal(try[i] name)
			if (path in known) return path
		}
		return ""
	}
	function normal(path) {
		while (path ~ /[^\/]+\/\.\.\//) sub(/[^\/]+\/\.\.\//, "", path)
		gsub(/\.\//, "", path)
		return path
	}
	function visit(f,    i) {
		if (state[f] == 2) return
		if (state[f] == 1) {
			print f ": includes itself by way of " trail
			bad = 1
			return
		}
		state[f] = 1
		trail = trail " " f
		for (i = 1; i <= count[f]; i++) visit(edge[f, i])
		sub(/ [^ ]*$/, "", trail)
		state[f] = 2
	}
	BEGIN {
		n = split("base parser session resolve debuginfo probes emit build main", order, " ")
		for (i = 1; i <= n; i++) rank[order[i]] = i
	}
	{ known[$0] = 1; file[++files] = $0 }
	END {
		for (i = 1; i <= files; i++) {
			f = file[i]
			nr = 0
			while ((getline line <f) > 0) {
				nr++
				if (line !~ /^[ \t]*#[ \t]*include[ \t]*"/) continue
				split(line, quoted, "\"")
				to = find_include(f, quoted[2])
				if (to == "") continue
				edge[f, ++count[f]] = to
				if (!allowed(layer(f), layer(to))) {
					printf "%s:%d: %s may not include %s\n", f, nr, layer(f), to
					bad = 1
				}
			}
			close(f)
		}
		for (i = 1; i <= files; i++) visit(file[i])
		exit bad
	}'
