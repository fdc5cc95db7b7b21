/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spl.h: what a script's C includes: the context of a handler, strings, numbers, globals,
 * and the tables by which the runtime knows the script.
 *
 * Everything here may be called in any context, NMI included, and neither sleeps nor
 * allocates.  What can fail returns something harmless and leaves c->failed set; spl_try()
 * leaves the handler then.
 */
#ifndef SPL_H
#define SPL_H

#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <linux/uidgid.h>

#include "keep/ask.h"

struct spl_context;
struct spl_match;
struct spl_perf;
struct spl_probe;
struct spl_site;
struct spile_mark_site;

/* ---- strings: a pointer and a length; p[len] is always a NUL ---- */

struct spl_str {
	const char *p;
	u32 len;
};

#define SPL_LIT(text) ((struct spl_str){ (text), sizeof(text) - 1 })
#define SPL_EMPTY SPL_LIT("")

/*
 * Text that is being put together.  When p reaches end and more is to come, more() is called: it
 * makes room, or leaves p at end, and what does not fit is cut.
 */
struct spl_buf {
	char *start, *p, *end; /* [start, end); end leaves room for a NUL */
	void (*more)(struct spl_buf *b, struct spl_context *c);
	struct spl_context *c;
};

/* ---- the context of a running handler: one per CPU and level ---- */

enum spl_level {
	SPL_LEVEL_TASK,
	SPL_LEVEL_SOFTIRQ,
	SPL_LEVEL_HARDIRQ,
	SPL_LEVEL_NMI,
	SPL_LEVELS,
};

struct spl_context {
	bool busy;
	union {
		struct {
			bool failed; /* the handler has failed; error holds why */
			bool irqs_off; /* by spl_enter(), for the locks */
		};
		u16 special; /* any of the two */
	};
	bool held_before; /* what this handler interrupted held locks */
	bool aborted; /* by abort(): failed as well, and nobody catches it */
	bool holds; /* what a condition's handler found */
	bool next; /* a function has said "next" */
	u8 level;
	u16 cpu;
	u16 depth; /* of recursive calls */
	s32 actions; /* left to spend */
	const struct spl_probe *probe;
	const struct spl_site *site; /* NULL: the probe has none */
	struct pt_regs *regs; /* may hold the arguments alone; NULL: none */
	const unsigned long *saved; /* a return probe's arguments, from the entry; a tracepoint's */
	const struct spile_mark_site *mark; /* the marker that was hit; SAVED has its arguments */
	u64 *kept; /* what @entry() keeps for the return; or NULL */
	unsigned long flags; /* of interrupts, when irqs_off */
	unsigned long stack; /* where it was when the handler began */
	char *str, *str_end; /* the string arena: next free byte, end */
	struct spl_buf out; /* what the handler printed */
	struct spl_match *match; /* what the last =~ found; NULL: nothing in the script asks */
	char *str_start;
	u64 hits; /* handlers that ran in this context */
	const char *error_at; /* "file:line:col", or NULL */
	char error[256];
};

/* Leaves by LABEL when EXPR has failed, else has EXPR's value. */
#define spl_try(expr, label)                 \
	({                                   \
		__auto_type spl_v_ = (expr); \
		if (unlikely(c->failed))     \
			goto label;          \
		spl_v_;                      \
	})
/* The same for a call into the library, which can't tell the place AT itself. */
#define spl_try_at(expr, at, label)          \
	({                                   \
		__auto_type spl_v_ = (expr); \
		if (unlikely(c->failed)) {   \
			spl_place(c, (at));  \
			goto label;          \
		}                            \
		spl_v_;                      \
	})
/* The same for what has no value. */
#define spl_do(expr, at, label)             \
	do {                                \
		(expr);                     \
		if (unlikely(c->failed)) {  \
			spl_place(c, (at)); \
			goto label;         \
		}                           \
	} while (0)

/* Where it failed, if that is not known yet. */
static inline void spl_place(struct spl_context *c, const char *at)
{
	if (!c->error_at)
		c->error_at = at;
}

/* The first error of a handler is kept.  AT is "file:line:col" or NULL. */
void spl_error(struct spl_context *c, const char *at, const char *fmt, ...) __printf(3, 4);
/* catch: the message as a string; the handler goes on. */
struct spl_str spl_caught(struct spl_context *c);
/* Asks for the end of the session; the handler goes on. */
void spl_exit(struct spl_context *c);
/* The same, and the handler ends as if it had failed, but without a message. */
void spl_abort(struct spl_context *c);
void spl_warn(struct spl_context *c, struct spl_str text); /* a WARNING: record */

/* Spends N actions; false, with an error, when the budget is used up. */
static inline bool spl_spend(struct spl_context *c, int n, const char *at)
{
	c->actions -= n;
	if (likely(c->actions >= 0))
		return true;
	spl_error(c, at, "MAXACTION exceeded");
	return false;
}

#define SPL_STACK_MAX 4096 /* bytes that a handler's functions may take */

/*
 * At the start of a function that calls others of the script: it spends an action, so that calls
 * are bounded as loops are, and fails when the handler has taken too much of the stack.
 */
bool spl_call(struct spl_context *c, const char *at);

/*
 * Around the body of a function that may call itself; false, with an error, when it is too
 * deep: then there is nothing to unnest.
 */
bool spl_nest(struct spl_context *c, const char *at);
static inline void spl_unnest(struct spl_context *c)
{
	c->depth--;
}

/* Whether the function that was called said "next"; it is forgotten then. */
static inline bool spl_said_next(struct spl_context *c)
{
	bool said = c->next;

	c->next = false;
	return said;
}

/* ---- integers ---- */

s64 spl_div_zero(struct spl_context *c, const char *at, const char *op); /* fails; 0 */

static inline s64 spl_div(struct spl_context *c, s64 a, s64 b, const char *at)
{
	if (unlikely(b == 0))
		return spl_div_zero(c, at, "/");
	return b == -1 ? (s64) - (u64)a : a / b; /* the smallest number over -1 traps */
}

static inline u64 spl_udiv(struct spl_context *c, u64 a, u64 b, const char *at)
{
	return likely(b) ? a / b : (u64)spl_div_zero(c, at, "/");
}

static inline u64 spl_umod(struct spl_context *c, u64 a, u64 b, const char *at)
{
	return likely(b) ? a % b : (u64)spl_div_zero(c, at, "%");
}

static inline s64 spl_mod(struct spl_context *c, s64 a, s64 b, const char *at)
{
	if (unlikely(b == 0))
		return spl_div_zero(c, at, "%");
	return b == -1 ? 0 : a % b;
}

/* Wrap around, as the language says; C's own signed overflow is undefined. */
static inline s64 spl_add(s64 a, s64 b)
{
	return (s64)((u64)a + (u64)b);
}
static inline s64 spl_sub(s64 a, s64 b)
{
	return (s64)((u64)a - (u64)b);
}
static inline s64 spl_mul(s64 a, s64 b)
{
	return (s64)((u64)a * (u64)b);
}
static inline s64 spl_neg(s64 a)
{
	return (s64) - (u64)a;
}
/* A count of 64 or more shifts everything out; a negative one counts as such. */
static inline s64 spl_shl(s64 a, s64 n)
{
	return (u64)n > 63 ? 0 : (s64)((u64)a << n);
}
static inline s64 spl_shr(s64 a, s64 n)
{
	return a >> ((u64)n > 63 ? 63 : n);
}
static inline s64 spl_ushr(s64 a, s64 n)
{
	return (u64)n > 63 ? 0 : (s64)((u64)a >> n);
}

/* ---- string work (string.c): what it gives lives in the context's arena ---- */

/* N bytes and a NUL from the arena; NULL with an error when it is used up. */
char *spl_str_alloc(struct spl_context *c, u32 n);
/* MAXSTRINGLEN bytes, where a string that a loop assigns lives; NULL as above. */
char *spl_str_home(struct spl_context *c);
/* Copies into a home; from the same home is fine.  A NULL home gives "". */
struct spl_str spl_str_keep(char *home, struct spl_str s);
/* Copies N bytes of P, cut at MAXSTRINGLEN - 1 and at a NUL. */
struct spl_str spl_str_new(struct spl_context *c, const char *p, u32 n);
struct spl_str spl_str_dup(struct spl_context *c, struct spl_str s);
struct spl_str spl_str_concat(struct spl_context *c, struct spl_str a, struct spl_str b);
int spl_str_cmp(struct spl_str a, struct spl_str b); /* <0, 0, >0, by bytes */
static inline bool spl_str_eq(struct spl_str a, struct spl_str b)
{
	return a.len == b.len && !memcmp(a.p, b.p, a.len);
}

/* ---- printing (print.c, number.c, memory.c) ---- */

/* Flags of a conversion. */
#define SPL_FMT_LEFT 1 /* - */
#define SPL_FMT_PLUS 2
#define SPL_FMT_SPACE 4
#define SPL_FMT_ALT 8 /* # */
#define SPL_FMT_ZERO 16

/*
 * Most that a width or a precision counts; what is over it counts as that, so that a width that a
 * script computes can't keep a handler busy.
 */
#define SPL_FMT_MAX 4096

/* The part of spl_put_mem() that has to make room. */
void spl_put_more(struct spl_buf *b, const char *p, u32 n);
static inline void spl_put_mem(struct spl_buf *b, const char *p, u32 n)
{
	if (unlikely(n > (size_t)(b->end - b->p))) {
		spl_put_more(b, p, n);
		return;
	}
	memcpy(b->p, p, n);
	b->p += n;
}

/* N times CH; nothing when N is negative.  N is not limited. */
void spl_put_fill(struct spl_buf *b, char ch, s64 n);
void spl_put_dec(struct spl_buf *b, s64 v); /* plain %d */
/*
 * CONV: d i u o x X p, or b: WIDTH (1, 2, 4 or 8; else 8) bytes of V as they lie in memory.  As
 * printf() does it: a negative WIDTH means left, a negative PREC that none was given.
 */
void spl_put_num(struct spl_buf *b, char conv, int flags, s64 width, s64 prec, s64 v);
void spl_put_pointer(struct spl_buf *b, int flags, s64 width, s64 prec, u64 v); /* %p */
/* %c; with # what is not printable becomes \t and the like, or \ooo. */
void spl_put_char(struct spl_buf *b, int flags, s64 width, s64 v);
/* %s; # as with %c; PREC limits the bytes that are taken from S. */
void spl_put_text(struct spl_buf *b, int flags, s64 width, s64 prec, struct spl_str s);
/*
 * %m: the N bytes at ADDR raw, %M: in hex; N negative: 1.  A kernel address, with # a user one.
 * Fails when they can't be read, or when N is over SPL_FMT_MAX.
 */
void spl_put_memory(struct spl_buf *b, char conv, int flags, s64 width, s64 n, u64 addr,
		    const char *at);

static inline void spl_put_str(struct spl_buf *b, struct spl_str s)
{
	spl_put_mem(b, s.p, s.len);
}
#define spl_put_lit(b, text) spl_put_mem((b), (text), sizeof(text) - 1)

/* Embedded C: the kernel's own formats; what is longer than a record is cut. */
void spl_printf(struct spl_context *c, const char *fmt, ...) __printf(2, 3);

/*
 * sprint: a buffer in the arena, cut at MAXSTRINGLEN - 1.  spl_sprint_end() gives the string, which
 * ends at its first NUL; between the two the arena may be used for other strings.
 */
void spl_sprint_start(struct spl_context *c, struct spl_buf *b);
struct spl_str spl_sprint_end(struct spl_buf *b);
/* Something of it could not be read: all of it is "?", and the handler goes on. */
void spl_unread(struct spl_buf *b);

#include "match.h"

/* ---- globals ---- */

/* Held from a handler's start to its end when it uses the global; taken in the script's order. */
struct spl_lock {
	atomic_t held;
};

struct spl_gstr {
	struct spl_lock lock;
	u32 len;
	char *text; /* MAXSTRINGLEN bytes, from load on */
	const char *init; /* or NULL */
};
static inline struct spl_str spl_gstr_get(struct spl_context *c, const struct spl_gstr *g)
{
	return spl_str_new(c, g->text, g->len);
}
void spl_gstr_set(struct spl_gstr *g, struct spl_str s); /* cut at MAXSTRINGLEN - 1 */

struct spl_glong {
	struct spl_lock lock;
	s64 v;
};

/* A number that handlers only add to: a cell per CPU, one instruction, no lock. */
struct spl_counter {
	s64 __percpu *cells; /* from load on */
	s64 init;
};
static inline void spl_counter_add(struct spl_counter *g, s64 n)
{
	this_cpu_add(*g->cells, n); /* on x86 one instruction, safe in NMI */
}
s64 spl_counter_sum(const struct spl_counter *g); /* with init; other CPUs may be adding */

#include "stat.h"
#include "map_inline.h"

/* ---- what a probe saw (deref.c, arch); reads never sleep, a page that is not there fails ---- */

/* SIZE bytes (1, 2, 4, 8) at a kernel or user address, zero-extended; a bad address fails. */
u64 spl_load(struct spl_context *c, u64 addr, u32 size, const char *at);
u64 spl_load_user(struct spl_context *c, u64 addr, u32 size, const char *at);
/* BITS (1 to 64) of the kernel's memory from bit SKIP (0 to 7) of the byte at ADDR on. */
u64 spl_load_bits(struct spl_context *c, u64 addr, u32 skip, u32 bits, const char *at);
/* A NUL-terminated string, at most N bytes of it (0 or less: MAXSTRINGLEN - 1). */
struct spl_str spl_load_str(struct spl_context *c, u64 addr, s64 n, const char *at);
struct spl_str spl_load_user_str(struct spl_context *c, u64 addr, s64 n, const char *at);
/*
 * What "$x$" shows for a string at an address of the kernel or of the program: at most MAX bytes
 * (0: as many as there are), in quotes, with escapes; the address, where it can't be read.
 */
struct spl_str spl_show_text(struct spl_context *c, u64 addr, u64 max);
/* One of an enumeration; tables of them are in order of their values. */
struct spl_enumerator {
	s64 value;
	const char *name;
};

/* The name that V has in a table of N, else V in decimal. */
struct spl_str spl_enum_name(struct spl_context *c, const struct spl_enumerator *table, u32 n,
			     s64 v);
/* The register with this DWARF number, at the probe and in the program below; fails: not known. */
u64 spl_register(struct spl_context *c, unsigned int n, const char *at);
u64 spl_user_register(struct spl_context *c, unsigned int n, const char *at);

/* Guru mode: what was probed goes on with V in the register. */
void spl_set_register(struct spl_context *c, unsigned int n, u64 v);
/* The low bytes or bits of V to memory (store.c); what can't be written to fails. */
void spl_write(struct spl_context *c, u64 addr, u32 size, u64 v);
void spl_write_user(struct spl_context *c, u64 addr, u32 size, u64 v);
void spl_write_bits(struct spl_context *c, u64 addr, u32 skip, u32 bits, u64 v);

/* Where the kernel's _stext is: addresses of its code and data are counted from there. */
extern u64 spl_stext;

/* A symbol of another module, by which its data is found while it is loaded (base.c). */
struct spl_base {
	const char *module, *symbol;
	u64 addr; /* 0: the module is not there, or lacks it */
	bool loaded;
};
void spl_base_missing(struct spl_context *c, const struct spl_base *b, const char *at); /* fails */

/* Its address; fails where there is none now. */
static inline u64 spl_base(struct spl_context *c, const struct spl_base *b, const char *at)
{
	u64 addr = READ_ONCE(b->addr);

	if (unlikely(!addr))
		spl_base_missing(c, b, at);
	return addr;
}

/* This processor's copy of a per-CPU variable. */
static inline u64 spl_percpu(u64 addr)
{
	return (u64)(unsigned long)raw_cpu_ptr((const char __percpu *)(unsigned long)addr);
}

#include "regs.h" /* arch/ARCH: spl_arg(c, n), spl_retval(c) */

static inline u64 spl_saved_arg(const struct spl_context *c, unsigned int n)
{
	return c->saved[n];
}

/* Slot N of what @entry() keeps: written at the entry, read at the return (kept.c). */
s64 spl_kept_long(const struct spl_context *c, unsigned int n);
struct spl_str spl_kept_str(const struct spl_context *c, unsigned int n);
void spl_keep_long(const struct spl_context *c, unsigned int n, s64 v);
void spl_keep_str(const struct spl_context *c, unsigned int n, struct spl_str s);

/* @perf(): what COUNTER has counted on this CPU, or for the running thread (attach/perf.c). */
s64 spl_perf_read(struct spl_context *c, const struct spl_perf *counter, const char *at);

/* ---- conditions of probes (condition.c) ---- */

/* A handler has changed what a condition reads, and nobody has looked since. */
extern bool spl_conditions_stale;
void spl_conditions_ask(void);

/* At the end of such a handler.  The conditions are looked at soon, elsewhere. */
static inline void spl_conditions_changed(void)
{
	if (unlikely(!READ_ONCE(spl_conditions_stale)))
		spl_conditions_ask();
}

/* ---- tables ---- */

enum spl_kind {
	SPL_BEGIN,
	SPL_END,
	SPL_ERROR,
	SPL_TIMER, /* hrtimer */
	SPL_TIMER_JIFFIES,
	SPL_PROFILE, /* every CPU's clock tick */
	SPL_FUNCTION, /* entry: the shared ftrace_ops, or kprobes where by_kprobe */
	SPL_RETURN, /* kretprobe */
	SPL_STATEMENT, /* any instruction: kprobe */
	SPL_TRACEPOINT,
	SPL_MARKER,
	SPL_WATCH, /* debug registers */
	SPL_PERF, /* what the kernel's perf subsystem counts */
	SPL_CONDITION, /* no probe: how a condition is asked */
};

/* A place in code. */
struct spl_site {
	const char *name; /* of the function, or of the place in it: "vfs_read+0x1f"; of the
			     tracepoint: "sched:sched_switch", or without a system; of the
			     marker, or a pattern of that */
	const char *anchor; /* a symbol that the kernel looks up: in a module one that has its name
			       alone; NULL: _stext, of which the loader knows the address; "": 0 */
	u64 offset; /* bytes from it, modulo 2^64 */
};

/* A piece of memory that is watched. */
struct spl_watch {
	u64 addr;
	bool in_kernel; /* it is an offset from _stext */
	bool reads; /* not only writes */
	u8 length; /* 1, 2, 4, 8 bytes; ADDR is a multiple of it */
};

/* An event as perf_event_open(2) has it. */
struct spl_perf {
	u64 config;
	u64 sample; /* a hit for each so many events; 0: none, they are only counted */
	u32 type;
	bool by_frequency; /* so many hits a second instead */
	bool of_target; /* of the threads of target() alone */
	const char *program; /* hits while this file is run; NULL: whatever is run */
	const char *counter; /* its name for @perf(); or NULL */
};

/*
 * A call in the target's code, by where it comes back to.  The function that it is in has its own
 * return address FRAME bytes from this one's (or from rbp), and keeps the caller's rbp at RBP bytes
 * from there (0: it is in rbp).  Levels are calls as the source has them, copies included.
 */
struct spl_caller {
	s32 back; /* bytes from the base */
	s16 frame, rbp;
	u32 up; /* who calls that function: a list's number; 0: it doesn't matter */
	u8 levels : 7; /* to that function */
	u8 by_rbp : 1;
	u8 target; /* levels to the function that the probe names; 0: it is another */
};

/* By where they come back to. */
struct spl_callers {
	const struct spl_caller *list;
	u32 n;
	u16 base; /* a number of the script's bases; 0: _stext */
	bool more; /* the next number has those with another base */
};

/* By which calls a site counts; the return address is FRAME bytes from rsp (or rbp). */
struct spl_calls {
	u32 callers; /* a list's number; 0: however it is come to */
	s16 frame, rbp; /* as above */
	u8 levels; /* that the site is inside of */
	u8 depth; /* levels that there may be in all */
	bool by_rbp;
};

/* A function whose calls are kept, with their arguments, as long as they are under way. */
struct spl_frames {
	const void *hook; /* by which the kernel knows the calls (compat/rethook.h) */
};

#define SPL_SITE_MARK '\1'

struct spl_probe {
	void (*handler)(struct spl_context *c);
	bool only_counts; /* HANDLER needs no context, which may be NULL: it adds to counters */
	const char *point; /* pp(); SPL_SITE_MARK stands for the site's name, if it has sites */
	const char *name; /* pn(); NULL: as pp() */
	struct spl_lock *const *locks; /* in the script's order, each once */
	const struct spl_site *sites;
	const struct spl_calls *calls; /* of each site; NULL: all count */
	const char *module; /* of the sites; NULL: the kernel */
	struct spl_condition *condition; /* armed while it holds; NULL: always */
	/* RETURN: it has no handler, and keeps arguments for others; STATEMENT: is one of them. */
	struct spl_frames *frames;
	s16 frame; /* STATEMENT: bytes from rsp to where the call's return address is ... */
	bool frame_by_rbp; /* ... or from rbp */
	u32 nsites;
	u16 nlocks;
	u8 kind; /* enum spl_kind */
	bool by_kprobe; /* the sites have no ftrace entry */
	u8 ask; /* enum spl_ask: how they are to be armed */
	const u8 *swap; /* what is to run instead of the instruction there; NULL: nothing */
	u8 swap_length;
	bool commit; /* it stays */
	bool save_args; /* RETURN: keep the arguments at entry for spl_saved_arg() */
	u8 kept; /* RETURN: slots that ENTRY fills */
	const struct spl_probe *entry; /* RETURN: runs at the entry; or NULL */
	void *stub; /* TRACEPOINT, MARKER: what is called there (tracepoint.h, marker.h) */
	const char *format; /* MARKER: a pattern; NULL: any.  The sites' names are patterns, too */
	bool optional; /* a site that can't be armed is counted, not an error (wildcards, ?) */
	u32 maxactive; /* RETURN; 0: the kernel's choice */
	s64 order; /* BEGIN, END, ERROR: lower ones first, then as in the table */
	u64 period, random; /* TIMER: ns, PERIOD +- RANDOM; TIMER_JIFFIES: jiffies */
	const struct spl_watch *watch; /* WATCH */
	const struct spl_perf *perf; /* PERF */
};

/* "if (...)" behind a probe point. */
struct spl_condition {
	struct spl_probe ask; /* its handler sets c->holds */
	bool holds; /* as it was last seen; under the session's mutex */
};

struct spl_limits {
	u32 maxstringlen, maxaction, maxaction_interruptible, maxerrors, maxskipped, maxnesting;
	s32 hist_elision; /* empty rows that a histogram shows in a run; negative: all */
	u32 buffer_kib; /* per CPU */
};

/* Everything that the runtime makes ready at load and frees at unload. */
struct spl_script {
	const char *name; /* of the script, for messages */
	bool all_registers; /* a handler may ask for any of them */
	bool keeps_text; /* some of what @entry() keeps are strings */
	struct spl_limits limits;
	u16 match_slots; /* the most that a spl_regex_groups of the script has */
	u8 build_id[32];
	u32 build_id_len;
	const struct spl_probe *probes;
	u32 nprobes;
	struct spl_condition *conditions;
	u32 nconditions;
	const struct spl_callers *callers; /* from number 1 on */
	struct spl_base *bases;
	u32 nbases;
	struct spl_counter *const *counters; /* each list ends in a NULL; NULL: none */
	struct spl_gstr *const *strings;
	struct spl_stat *const *stats;
	struct spl_map *const *maps;
	struct spl_order *const *orders; /* of sorted loops */
};

extern const struct spl_script spl_script; /* the script's C defines it */

/* "TAG=TEXT" for whoever reads the module's file; the kernel's own macro has changed its name. */
#define SPL_MODULE_INFO(tag, text)                                                                \
	static const char __UNIQUE_ID(modinfo)[] __used __section(".modinfo") __aligned(1) = #tag \
		"=" text

/* The build-id, in hex, by which the loader knows the module's kernel (SPL_MODINFO_BUILD_ID). */
#define SPL_BUILT_FOR(hex) SPL_MODULE_INFO(spile_build_id, hex)
/* "NAME:BUILDID" of a module that is probed (SPL_MODINFO_PROBES). */
#define SPL_PROBES_MODULE(text) SPL_MODULE_INFO(spile_probes, text)

/* Probes want the keeper (SPL_MODINFO_KEEPER). */
#define SPL_NEEDS_KEEPER SPL_MODULE_INFO(spile_keeper, "1")

/* pid that -x or -c gave; 0: none */
s64 spl_target(void);
/* pp(): the probe point with the site's name. */
struct spl_str spl_pp(struct spl_context *c);

#endif
