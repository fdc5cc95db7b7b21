/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * library.h: what functions of the script library need and handlers of scripts do not: included
 * by the library's files that call it.
 *
 * As spl.h says: any context, no sleeping, and what fails sets c->failed.
 */
#ifndef SPL_LIBRARY_H
#define SPL_LIBRARY_H

#include "spl.h"

struct mm_struct;
struct pid_namespace;
struct user_namespace;

/* ---- where.c: the place that was probed ---- */

/* The probed function's address; else where the processor was; 0: no registers. */
u64 spl_addr(const struct spl_context *c);
/* Where the current task is, or will go on, in user space; 0: a kernel thread. */
u64 spl_uaddr(void);
/* The processor ran user code when the probe was met. */
bool spl_from_user(const struct spl_context *c);
/* Argument N, from 1, of a probed function, all its 64 bits; fails where they are not known. */
u64 spl_function_arg(struct spl_context *c, s64 n);
/* The function goes on with V in place of it. */
void spl_set_function_arg(struct spl_context *c, s64 n, u64 v);
/* A register by its assembler's name; 32-bit names give its low half, with its sign if SIGNED. */
s64 spl_register_named(struct spl_context *c, struct spl_str name, bool is_signed);
void spl_print_regs(struct spl_context *c);
/* pn(): the probe point as the script names it. */
struct spl_str spl_pn(struct spl_context *c);

/* ---- process.c: what a task is about ---- */

/*
 * Arguments FIRST to LAST (negative: all) of the current process, with DELIM between them; "" where
 * they can't be read.
 */
struct spl_str spl_arguments(struct spl_context *c, s64 first, s64 last, struct spl_str delim);
/* A variable of the current process's environment as it was at exec; "": none. */
struct spl_str spl_environment(struct spl_context *c, struct spl_str name);

enum spl_mm_size { SPL_MM_SIZE, SPL_MM_RSS, SPL_MM_SHR, SPL_MM_TXT, SPL_MM_DATA };
/* Pages of a task's memory; 0: it has none, or is no task. */
s64 spl_mm_pages(u64 task, enum spl_mm_size what);
/* Fields whose names or places differ between kernels; they fail when TASK can't be read. */
s64 spl_task_state(struct spl_context *c, u64 task);
s64 spl_task_cpu(struct spl_context *c, u64 task);
/* Bits that are set in the task's table of open files, of at most 65,536; fails as above. */
s64 spl_task_open_files(struct spl_context *c, u64 task);

/* ---- path.c: names of files; all fail on what can't be read ---- */

/* From the root of all mounts, or of the dentry's file system when VFSMNT is 0: "/etc/passwd". */
struct spl_str spl_dentry_path(struct spl_context *c, u64 dentry, u64 vfsmnt);
struct spl_str spl_struct_path(struct spl_context *c, u64 path); /* of a struct path */
struct spl_str spl_dentry_name(struct spl_context *c, u64 dentry); /* the last part alone */
u64 spl_inode_dentry(struct spl_context *c, u64 inode); /* its first one; 0: it has none */
u64 spl_real_mount(u64 vfsmnt); /* the struct mount around it */

/* ---- owner.c: who runs the script ---- */

s64 spl_owner_pid(void); /* the loader's process */
bool spl_owner_is_current(void); /* the current task has the user of the loader */
struct pid_namespace *spl_owner_pid_ns(void); /* NULL before the session starts */
struct user_namespace *spl_owner_user_ns(void);
s64 spl_owner_gmtoff(void); /* seconds west of UTC */
const char *spl_owner_zone(void); /* the name of its time zone */
/* system(): the loader runs CMD in a shell; what is longer than a record is refused. */
void spl_system(struct spl_context *c, struct spl_str cmd);

/* ---- utf.c ---- */

/* The string of 2- or 4-byte units at an address, as UTF-8; fails where there is none. */
struct spl_str spl_load_utf(struct spl_context *c, u64 addr, u32 unit, bool user);

/* ---- store.c: for guru mode ---- */

/* N bytes, which are maybe written in part when it fails. */
void spl_store(struct spl_context *c, u64 addr, const void *from, u32 n, bool user);

/* ---- random.c ---- */

u32 spl_random(void); /* pseudo-random, 32 bits, each processor has its own row */

#endif
