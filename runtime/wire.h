/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * wire.h: what a script's module and its loader say to each other.
 *
 * A loaded module has one file, /proc/MODULE (root only, one opener at a time):
 *
 *	open	the module waits; nothing is armed
 *	START	checks the build-id, arms every probe with the gate closed, runs the begin
 *		probes, opens the gate; an error undoes everything, the reason is in `why'
 *	READ	records, whole ones only, of all CPUs; each CPU's are in order of time.  No read(2):
 *		a probe on vfs_read would be hit by its own output, for ever
 *	poll	POLLIN: records wait; POLLPRI: the script asked to end, or erred too often
 *	STATUS	counters, at any time
 *	STOP	closes the gate, disarms, runs the end or error probes; their output is left to read
 *	close	without STOP: the loader died; the module disarms itself, and waits to be removed
 */
#ifndef SPILE_WIRE_H
#define SPILE_WIRE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SPL_WIRE_VERSION 4
#define SPL_MODULE_PREFIX "spile_"
#define SPL_BUILD_ID_MAX 32
#define SPL_WHY_MAX 512
#define SPL_ZONE_MAX 16

/* In .modinfo: the build-id, in hex, of the only kernel that the module runs on. */
#define SPL_MODINFO_BUILD_ID "spile_build_id"
/* NAME:BUILDID of each module that is probed by what its file says; there may be none. */
#define SPL_MODINFO_PROBES "spile_probes"

/* There where probes need the keeper (keep/keep.h) to be loaded first. */
#define SPL_MODINFO_KEEPER "spile_keeper"
/* The keeper's name, and the section of each script's file that holds it, a module itself. */
#define SPL_KEEPER_NAME "spile_keep"
#define SPL_KEEPER_SECTION ".spile_keep"

enum spl_record_kind {
	SPL_RECORD_OUT, /* text for standard output */
	SPL_RECORD_ERROR, /* "ERROR: " text, no newline, for standard error */
	SPL_RECORD_WARNING, /* the same for "WARNING: " */
	SPL_RECORD_SYSTEM, /* a command for the shell, which the loader does not wait for */
};

/* In front of each record's bytes; the next one begins at the next multiple of 8. */
struct spl_record {
	__u64 time; /* ktime_get_mono_fast_ns(): CLOCK_MONOTONIC */
	__u32 len; /* bytes of text that follow */
	__u16 cpu;
	__u8 kind; /* enum spl_record_kind */
	__u8 more; /* this handler's output goes on in the CPU's next record */
};

struct spl_start {
	__u32 version; /* SPL_WIRE_VERSION */
	__u32 build_id_len;
	__u8 build_id[SPL_BUILD_ID_MAX];
	__u64 stext; /* run-time address of _stext */
	__s64 target; /* target(): a pid, or 0 */
	__s64 gmtoff; /* tz_gmtoff(): seconds west of UTC */
	char zone[SPL_ZONE_MAX]; /* tz_name(), NUL-terminated */
	char why[SPL_WHY_MAX]; /* out: what failed, NUL-terminated */
	__u32 armed; /* out: sites that are armed */
	__u32 unarmed; /* out: optional or wildcard sites that the kernel refused */
};

enum spl_state {
	SPL_LOADED, /* nothing armed yet */
	SPL_STARTING, /* arming; the gate is closed */
	SPL_RUNNING,
	SPL_ENDING, /* exit() was called or errors were too many; handlers no longer run */
	SPL_STOPPED, /* disarmed, end probes have run */
	SPL_ORPHANED, /* the loader went away without STOP; disarmed */
};

struct spl_status {
	__u32 state; /* enum spl_state */
	__u32 failed; /* ended by too many errors or skips */
	__u64 errors; /* handlers that failed */
	__u64 hits; /* handlers that ran */
	__u64 skipped_busy; /* not run: a handler of the same level was running on the CPU */
	__u64 skipped_lock; /* not run: a global was held elsewhere for too long */
	__u64 skipped_call; /* not run: of the call that they were in no arguments were kept */
	__u64 missed; /* returns that were not seen: maxactive was too small */
	__u64 dropped; /* records that found no room in the buffer */
	__u64 dropped_bytes;
	__u64 cut; /* strings that were cut at MAXSTRINGLEN */
	__u64 map_full; /* entries that wrapping arrays gave up */
	__u64 turned; /* times that conditions armed or disarmed a site */
	__u64 unturned; /* times that they could not */
	__u64 output; /* bytes of text that were written to the buffer */
	__u32 maxstringlen;
	__u32 buffer_kib; /* per CPU */
};

struct spl_read {
	__u64 to; /* address of a buffer in user space */
	__u64 size; /* its bytes */
};

#define SPL_IOC_START _IOWR('S', 1, struct spl_start)
#define SPL_IOC_STOP _IO('S', 2)
#define SPL_IOC_STATUS _IOR('S', 3, struct spl_status)
#define SPL_IOC_READ _IOW('S', 4, struct spl_read) /* the bytes that were read; EAGAIN: none */

#endif
