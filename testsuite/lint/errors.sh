#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# errors.sh: each message that the sources can give is in man/spile-errors.7, and no other, in order.
#
# A message is a string literal where one of the functions below takes its format.  The page has it as
# the head of an item, bold, with something in italics in place of each conversion:
#	"no type '%s'"		.BI "no type \(aq" NAME \(aq
# In other words: what has a conversion or is bold there must be the same as here.
cd "$(dirname "$0")/../.." || exit
page=${1:-man/spile-errors.7}
git ls-files -co --exclude-standard parser translator loader runtime tapsets |
	grep -E '\.([chly]|stp|stpm)$' | awk -v page="$page" '
BEGIN {
	# name of a function: which of its arguments is the format
	n = split("diag_parse 3 diag_semantic 3 diag_build 3 diag_warn 3 diag_error 2 diag_say 4 " \
		"tree_error 3 FAIL 3 WARN 3 binder_fail 3 fail 3 derive_why 3 debuginfo_fail 2 " \
		"bad 2 wrong 1 say_error 1 say_warning 1 spl_error 3 STAP_ERROR 1 scnprintf 3 " \
		"strscpy 2 complaints_failed 2 fprintf 2 warn 5", word, " ")
	for (i = 1; i < n; i += 2) {
		format[word[i]] = word[i + 1]
		names = names (i > 1 ? "|" : "") word[i]
	}
	# and what a reason is set to, which stands behind another message
	call = "[^A-Za-z0-9_]((" names ")\\(|wh(y|at) = |text = arena_printf|text\\[\\] =[ \n]|define [A-Z_]+ )"
	returned = "[^A-Za-z0-9_](return )"
}

# The text of a C string with a mark for each conversion; "" when there are no words in it.
function normal(text) {
	gsub(/\\n/, "", text)
	while (match(text, /(argument|error|handler|hit|record|string|time)%s/)) # a plural
		text = substr(text, 1, RSTART + RLENGTH - 3) "s" substr(text, RSTART + RLENGTH)
	gsub(/%%/, "\001", text)
	gsub(/%[-+ #0-9.*]*(phN|pe|pS|p|(l|ll|z|h|hh)?[diuoxXsc])/, "@", text)
	gsub(/\001/, "%", text)
	gsub(/@+/, "@", text)
	gsub(/\\"/, "\"", text)
	gsub(/\\\\/, "\\", text)
	return text ~ /[a-z][a-z].*[a-z]/ && text ~ / / ? text : ""
}

function found(name, text, where) {
	# of what goes to a stream or is put together, the rest is something else
	if ((name ~ /^text = / && where !~ /resolve|format/) || (name ~ /^text\[/ && where !~ /runtime/) ||
		(name ~ /^define / && where !~ /probes/))
		return
	if (name == "fprintf" && text !~ /^spile: (cannot|... and)/)
		return
	sub(/^spile: /, "", text)
	text = normal(text)
	if (text != "" && !(text in source))
		source[text] = where
}

# The literals in the format of the call of NAME whose "(" is at AT; all of a reason, up to its end.
function scan(name, body, at, where,  c, depth, arg, text, open, gap, which) {
	depth = arg = 1
	which = name == "fail" && where ~ /regex_parse/ ? 5 : name in format ? format[name] : 0
	while (depth > 0 && at < length(body)) {
		c = substr(body, ++at, 1)
		if (!which && c == (name ~ /^define/ ? "\n" : ";"))
			depth = 0
		if (c == "\\" && substr(body, at + 1, 1) == "\"") { # in C that is emitted
			if (!match(substr(body, at + 2), /^[^"]*"/))
				return
			text = substr(body, at + 2, RLENGTH - 2)
			at += 1 + RLENGTH
			open = 1
			gap = ""
			continue
		}
		if (c == "\047") { # a character
			if (match(substr(body, at + 1), /^\\?.[^\047]*\047/))
				at += RLENGTH
			c = "0"
		}
		if (c == "\"") {
			if (!match(substr(body, at + 1), /^([^"\\]|\\.)*"/))
				return
			# side by side they are one
			if (open && gap ~ /^[ \t\n]*$/)
				text = text substr(body, at + 1, RLENGTH - 1)
			else
				text = substr(body, at + 1, RLENGTH - 1)
			open = 1
			gap = ""
			at += RLENGTH
			continue
		}
		if (c ~ /[(]/)
			depth++
		if (c ~ /[)]/)
			depth--
		if (open && (!depth || c !~ /[ \t\n]/)) {
			if (!which || arg == which)
				found(name, text, where)
			open = 0
		}
		if (c == "," && depth == 1)
			arg++
		gap = gap c
	}
}

{
	file = $0
	body = "\n"
	while ((getline line <file) > 0)
		body = body line "\n"
	close(file)
	base = 0
	while (match(substr(body, base + 1), file ~ /engine\/(refuse|prepare|landing)\.c/ ? returned : call)) {
		base += RSTART
		name = substr(body, base + 1, RLENGTH - 2)
		base += RLENGTH - 1
		lines = substr(body, 2, base)
		scan(name, body, base, file ":" gsub(/\n/, "", lines) + 1)
	}
}

# The words of a macro of the page: .BI "a b" c
function words(line,  n) {
	n = 0
	sub(/^\.[A-Z]+ */, "", line)
	while (line != "") {
		if (line ~ /^"/) {
			match(line, /^"[^"]*"?/) # one that is not closed is wrong, and has an end
			argument[++n] = substr(line, 2, RLENGTH - 2)
		} else {
			match(line, /^[^ ]+/)
			argument[++n] = substr(line, 1, RLENGTH)
		}
		line = substr(line, RLENGTH + 1)
		sub(/^ */, "", line)
	}
	return n
}

function plain(text) {
	gsub(/\\&/, "", text)
	gsub(/\\~/, " ", text)
	gsub(/\\\(aq/, "\047", text)
	gsub(/\\\(dq/, "\"", text)
	gsub(/\\-/, "-", text)
	gsub(/\\e/, "\\", text)
	return text
}

function page_read(  line, head, nr, n, i, text, last, key) {
	while ((getline line <page) > 0) {
		nr++
		if (line ~ /^\.S[HS]/)
			last = ""
		if (head && line ~ /^\.(B|BI|IB) /) {
			n = words(line)
			text = ""
			for (i = 1; i <= n; i++)
				if (line ~ /^\.B /)
					text = text (i > 1 ? " " : "") plain(argument[i])
				else
					text = text ((i % 2 == 0) == (line ~ /^\.BI/) ? "@" : plain(argument[i]))
			gsub(/@+/, "@", text)
			if (text !~ /[a-z][a-z]/)
				continue
			documented[text] = nr
			if (!sorted)
				continue
			key = tolower(text)
			gsub(/[^a-z0-9 ]/, "", key)
			sub(/^ +/, "", key)
			if (key < last) {
				printf "%s:%d: \"%s\" stands behind what comes after it\n", page, nr, text
				bad = 1
			}
			last = key
		}
		head = line ~ /^\.T[PQ]/
		sorted = line ~ /^\.TP/
	}
	close(page)
}

END {
	page_read()
	for (text in source)
		if (!(text in documented)) {
			printf "%s: \"%s\" is not in %s: say there why it comes and what to do\n",
				source[text], text, page
			bad = 1
		}
	for (text in documented)
		if (!(text in source)) {
			printf "%s:%d: nothing says \"%s\"\n", page, documented[text], text
			bad = 1
		}
	exit bad
}'
