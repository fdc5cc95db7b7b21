/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h: as much of the kernel's own library as the pure parts of runtime/ use, for tests in
 * user space.  Every linux/NAME.h beside it includes this file.
 *
 * There are SHIM_CPUS CPUs; shim_cpu is the one that runs.  With shim_fail_in set to N, the Nth
 * allocation from now on fails.
 */
#ifndef SHIM_KERNEL_H
#define SHIM_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef struct {
	int counter;
} atomic_t;
typedef unsigned int gfp_t;
struct pt_regs;

#define U16_MAX UINT16_MAX
#define S64_MAX LLONG_MAX
#define S64_MIN LLONG_MIN
#define __percpu
#define __user
#define __printf(fmt, args) __attribute__((format(printf, fmt, args)))
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define __read_mostly
#define __cold __attribute__((cold))
#define __maybe_unused __attribute__((unused))
#define __noclone
#define noinline __attribute__((noinline))
#define notrace
#define BITS_PER_LONG __LONG_WIDTH__
#define __stringify_1(x...) #x
#define __stringify(x...) __stringify_1(x)
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define min(a, b)                                  \
	({                                         \
		typeof(a) min_a_ = (a);            \
		typeof(b) min_b_ = (b);            \
		(void)(&min_a_ == &min_b_);        \
		min_a_ < min_b_ ? min_a_ : min_b_; \
	})
#define max(a, b)                                  \
	({                                         \
		typeof(a) max_a_ = (a);            \
		typeof(b) max_b_ = (b);            \
		(void)(&max_a_ == &max_b_);        \
		max_a_ > max_b_ ? max_a_ : max_b_; \
	})
#define clamp(v, low, high) min(max(v, low), high)
#define min_t(type, a, b) min((type)(a), (type)(b))
#define swap(a, b)                     \
	do {                           \
		typeof(a) swap_ = (a); \
		(a) = (b);             \
		(b) = swap_;           \
	} while (0)
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define PTR_ALIGN(p, a) ((typeof(p))(((uintptr_t)(p) + (a)-1) & ~((uintptr_t)(a)-1)))
#define check_mul_overflow(a, b, to) __builtin_mul_overflow(a, b, to)

static inline int fls64(u64 v)
{
	return v ? 64 - __builtin_clzll(v) : 0;
}

static inline u32 roundup_pow_of_two(u32 n)
{
	return n > 1 ? 1u << fls64(n - 1) : 1;
}

/* ---- memory order: one thread ---- */

#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))
#define smp_load_acquire(p) READ_ONCE(*(p))
#define smp_store_release(p, v) WRITE_ONCE(*(p), v)
#define smp_wmb() ((void)0)
#define smp_rmb() ((void)0)

/* ---- CPUs ---- */

extern int shim_preempt; /* how often preemption was disabled */
#define preempt_disable_notrace() ((void)shim_preempt++)
#define preempt_enable_notrace() ((void)shim_preempt--)

#define SHIM_CPUS 4
extern int shim_cpu;

#define nr_cpu_ids SHIM_CPUS
#define cpu_to_node(cpu) 0
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < SHIM_CPUS; (cpu)++)
#define alloc_percpu(type) ((type *)shim_alloc(SHIM_CPUS * sizeof(type)))
#define free_percpu(p) free(p)
#define per_cpu_ptr(p, cpu) ((p) + (cpu))
#define raw_cpu_ptr(p) (p)
#define this_cpu_add(cell, n) ((&(cell))[shim_cpu] += (n))

/* ---- memory ---- */

#define GFP_KERNEL 0
#define __GFP_NOWARN 0
#define __GFP_ZERO 0
#define __GFP_RETRY_MAYFAIL 0
extern int shim_fail_in;

static inline void *shim_alloc(size_t size)
{
	return shim_fail_in && !--shim_fail_in ? NULL : calloc(1, size);
}
#define kcalloc(n, size, gfp) shim_alloc((n) * (size))
#define kvmalloc_array(n, size, gfp) shim_alloc((n) * (size))
#define kvzalloc(size, gfp) shim_alloc(size)
#define kvzalloc_node(size, gfp, node) shim_alloc(size)
#define __vmalloc(size, gfp) ((void)(gfp), shim_alloc(size))
#define kfree(p) free(p)
#define kvfree(p) free(p)
#define vfree(p) free(p)

static inline void get_random_bytes(void *to, size_t n)
{
	memset(to, 0x5a, n); /* the same in every run */
}

/* ---- lists ---- */

struct list_head {
	struct list_head *next, *prev;
};
struct hlist_node {
	struct hlist_node *next, **pprev;
};
struct hlist_head {
	struct hlist_node *first;
};

#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define list_entry(p, type, member) container_of(p, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_first_entry_or_null(head, type, member) \
	(list_empty(head) ? NULL : list_first_entry(head, type, member))
#define list_next_entry(p, member) list_entry((p)->member.next, typeof(*(p)), member)
#define list_for_each_entry(p, head, member)                                       \
	for (p = list_first_entry(head, typeof(*p), member); &p->member != (head); \
	     p = list_next_entry(p, member))
#define list_for_each_entry_safe(p, n, head, member)                                         \
	for (p = list_first_entry(head, typeof(*p), member), n = list_next_entry(p, member); \
	     &p->member != (head); p = n, n = list_next_entry(n, member))

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head->prev = head;
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline bool list_is_last(const struct list_head *p, const struct list_head *head)
{
	return p->next == head;
}

static inline void list_add(struct list_head *p, struct list_head *after)
{
	p->prev = after;
	p->next = after->next;
	p->next->prev = p;
	after->next = p;
}

static inline void list_add_tail(struct list_head *p, struct list_head *head)
{
	list_add(p, head->prev);
}

static inline void list_del(struct list_head *p)
{
	p->prev->next = p->next;
	p->next->prev = p->prev;
}

static inline void list_move(struct list_head *p, struct list_head *head)
{
	list_del(p);
	list_add(p, head);
}

static inline void list_move_tail(struct list_head *p, struct list_head *head)
{
	list_del(p);
	list_add_tail(p, head);
}

#define hlist_for_each_entry(p, head, member)                                           \
	for (struct hlist_node *h_ = (head)->first;                                     \
	     h_ ? (p = container_of(h_, typeof(*p), member), true) : (p = NULL, false); \
	     h_ = h_->next)

static inline bool hlist_unhashed(const struct hlist_node *n)
{
	return !n->pprev;
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *head)
{
	n->next = head->first;
	n->pprev = &head->first;
	if (n->next)
		n->next->pprev = &n->next;
	head->first = n;
}

static inline void hlist_del_init(struct hlist_node *n)
{
	*n->pprev = n->next;
	if (n->next)
		n->next->pprev = n->pprev;
	n->next = NULL;
	n->pprev = NULL;
}

/* ---- memory that may not be there; the test that needs these has them ---- */

#define TASK_SIZE_MAX 0x00007ffffffff000ull
#define PF_KTHREAD 0x00200000
struct task_struct {
	void *mm;
	unsigned int flags;
};
extern struct task_struct *current;
#define pagefault_disable() ((void)0)
#define pagefault_enable() ((void)0)
long copy_from_kernel_nofault(void *to, const void *from, size_t n);
long copy_from_user_nofault(void *to, const void *from, size_t n);
long copy_to_user_nofault(void *to, const void *from, size_t n);
long test_put(void *to, const void *from, size_t n); /* not 0: it faults */
#define __put_kernel_nofault(to, from, type, fault)            \
	do {                                                   \
		if (test_put((to), (from), sizeof(type)) != 0) \
			goto fault;                            \
	} while (0)

#endif
