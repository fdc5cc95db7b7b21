# SPDX-License-Identifier: GPL-2.0-only
# common.sh: what the scripts of this folder share; sourced by them.

# The directory that keeps kernels, initramfs images and what was learnt about this host; spile's
# own rule.
cache_dir() {
	if [ -n "${SPILE_CACHE-}" ]; then
		echo "$SPILE_CACHE"
	elif [ "$(id -u)" = 0 ]; then
		echo /var/cache/spile
	else
		echo "${XDG_CACHE_HOME:-$HOME/.cache}/spile"
	fi
}
