#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernel-versions.sh: kernel differences are asked of the compiler; version numbers stay in
# runtime/compat/.
cd "$(dirname "$0")/../.." || exit
! grep -rnE 'LINUX_VERSION_CODE|KERNEL_VERSION\(' --include='*.[chSly]' runtime translator loader parser |
	grep -v '^runtime/compat/'
