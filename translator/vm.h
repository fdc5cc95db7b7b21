/* SPDX-License-Identifier: GPL-2.0-only */
/* vm.h: runs a command in a throw-away guest, for spile --vm. */
#ifndef SPILE_VM_H
#define SPILE_VM_H

struct arena;
struct diag;
struct kernel;

#define VM_WRITABLE "/run/spile-out" /* where the guest has the writable directory */

struct vm_request {
	struct arena *arena;
	struct diag *diag;
	const struct kernel *kernel; /* the guest's: image and modules are needed */
	const char *share; /* vm/spile-vm is in it */
	const char *writable; /* a directory of the host that the guest may write, or NULL */
	const char *const *argv; /* the command, ended by NULL; its files are the host's own */
	unsigned int verbose; /* 1: kernel and accelerator are said; 2: the console log is shown */
};

/*
 * The command's exit status, or EXIT_REFUSED when the guest can't be had or dies (it was said why).
 * Its stdout and stderr are ours; SIGINT and SIGTERM that come meanwhile are passed on to it.
 */
int vm_run(const struct vm_request *r);

#endif
