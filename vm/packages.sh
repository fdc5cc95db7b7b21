# SPDX-License-Identifier: GPL-2.0-only
# packages.sh: gets Debian packages without installing them; sourced by fetch-kernel and
# fetch-debuginfo after common.sh.
# A version that this machine's Debian release lacks comes from the suite that has it: the package
# sources are this machine's own with the suite's name changed, in a private apt directory that is
# removed in the end.

say() { echo "${0##*/}: $*" >&2; }
die() { say "$*"; exit 1; }

# Sets arch, kernels, codename, apt_options and work, a directory that goes with this process.
# False: the tool $missing is not here; those of the arguments are needed too.
packages_begin() {
	for missing in apt-get apt-cache dpkg-deb "$@"; do
		command -v "$missing" >/dev/null || [ -x "/sbin/$missing" ] || return
	done
	PATH=$PATH:/usr/sbin:/sbin
	arch=$(dpkg --print-architecture)
	kernels=$(cache_dir)/kernels
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	apt_options=(-o APT::Sandbox::User=root)
	mkdir -p "$kernels" && work=$(mktemp -d "$kernels/.fetch.XXXXXX") || die "cannot write to $kernels"
	mkdir "$work/deb"
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# The suite in which a kernel version is found, when this machine's own sources don't have it.
suite_of() {
	case $1 in
	5.10) echo bullseye ;;
	6.1) echo bookworm ;;
	6.12) if [ "$codename" = bookworm ]; then echo bookworm-backports; else echo trixie; fi ;;
	*) echo sid ;;
	esac
}

# The first package source of this machine that has its release's main archive: "URI|KEYRING".
own_source() {
	{ cat /etc/apt/sources.list.d/*.sources 2>/dev/null || :; } | awk -v suite="$codename" '
		function flush() { if (ok && uri != "") { print uri "|" key; exit } ok = 0; uri = key = "" }
		/^[ \t]*$/ { flush() }
		/^Suites:/ { for (i = 2; i <= NF; i++) if ($i == suite) ok = 1 }
		/^URIs:/ { uri = $2 }
		/^Signed-By:/ { key = $2 }
		END { flush() }'
	{ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || :; } | awk -v suite="$codename" '
		$1 == "deb" {
			i = 2; key = ""
			if ($i ~ /^\[/) {
				while (1) {
					if (match($i, /signed-by=[^] ]*/))
						key = substr($i, RSTART + 10, RLENGTH - 10)
					if ($i ~ /\]$/) break
					i++
				}
				i++
			}
			if ($(i + 1) == suite) { print $i "|" key; exit }
		}'
}

# Sets the array apt_options to look at SUITE as well as at this machine's own sources.
other_suite() {
	local source uri key
	source=$(own_source | head -n 1)
	[ -n "$source" ] || die "found no package source of $codename in /etc/apt to derive $1 from"
	uri=${source%%|*} key=${source#*|}
	mkdir -p "$work/apt/parts" "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
	[ ! -e /etc/apt/sources.list ] || cp /etc/apt/sources.list "$work/apt/parts/own.list"
	find /etc/apt/sources.list.d -name '*.sources' -exec cp -t "$work/apt/parts" {} + 2>/dev/null || true
	find /etc/apt/sources.list.d -name '*.list' -exec cp -t "$work/apt/parts" {} + 2>/dev/null || true
	{
		echo "Types: deb"
		echo "URIs: $uri"
		echo "Suites: $1"
		echo "Components: main"
		[ -z "$key" ] || echo "Signed-By: $key"
	} >"$work/apt/parts/spile.sources"
	chmod -R a+rX "$work"
	apt_options=(-o APT::Sandbox::User=root -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/apt/parts"
		-o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache")
	say "reading the package lists of $1"
	apt-get "${apt_options[@]}" -qq update >&2
}

known() { # is PACKAGE available?
	apt-cache "${apt_options[@]}" show "$1" >/dev/null 2>&1
}

download() { # package; a stale list is read anew once
	(cd "$work/deb" && apt-get "${apt_options[@]}" -qq download "$1" >&2) || {
		apt-get "${apt_options[@]}" -qq update >&2
		(cd "$work/deb" && apt-get "${apt_options[@]}" -qq download "$1" >&2)
	}
}
