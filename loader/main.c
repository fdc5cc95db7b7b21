/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.c: spilerun: puts a script's module into the kernel, shows what it prints, takes it out.
 *
 *  1. read and check the .ko; fork -c's command, held; insert; START
 *  2. let the command run; read, merge and write until something ends the session
 *  3. STOP, write what the end probes printed, report what was lost, remove
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "kernel.h"
#include "merge.h"
#include "module.h"
#include "output.h"
#include "runtime/wire.h"
#include "say.h"

#ifndef SPILE_VERSION
#define SPILE_VERSION "0.1"
#endif

/* A record is not written before it is this old: until then another CPU's may turn up before it. */
#define HOLD_NS 15000000ull
#define PAUSE_MS 10 /* between two reads when there is much to read */
#define READ_SIZE (1 << 20)
#define RECORD_MAX (sizeof(struct spl_record) + 4096)
#define WAITING_MAX \
	(32u << 20) /* bytes in the merge, over which it is not kept waiting for a lull */

struct options {
	const char *module, *output, *command;
	long target; /* -x */
	double seconds; /* -T; 0: no limit */
};

struct run {
	struct options opt;
	struct module module;
	struct command command;
	struct merge merge;
	struct output output;
	char *buffer;
	double deadline; /* monotonic seconds; 0: none */
	bool started;
};

static volatile int ending_signals; /* SIGINT, SIGTERM, SIGHUP that came */
static int signal_pipe[2];

static void on_signal(int sig)
{
	int err = errno;

	if (sig != SIGCHLD)
		ending_signals++;
	if (write(signal_pipe[1], "", 1) < 0 && errno != EAGAIN)
		abort();
	errno = err;
}

static bool signals_catch(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };
	struct sigaction sa = { .sa_handler =
					on_signal }; /* no SA_RESTART: writes are interrupted */
	size_t i;

	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK)) {
		say_error("pipe: %s", strerror(errno));
		return false;
	}
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	return true;
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* ---- options ---- */

static void usage(FILE *to)
{
	fputs("Usage: spilerun [OPTION]... MODULE.ko\n"
	      "Runs a module that spile made, until the script ends it or a signal comes.\n"
	      "\n"
	      "  -c CMD      start CMD when the probes are armed; end when it ends; target() is its pid\n"
	      "  -x PID      target() is PID\n"
	      "  -T SECONDS  end after this time\n"
	      "  -o FILE     write the script's output to FILE\n"
	      "  -w          no warnings\n"
	      "  -v          say what is done\n"
	      "  -h, -V      this help; the version\n"
	      "\n"
	      "Exit status: 0 done, 1 the command or the output failed, 2 usage, 3 the module was\n"
	      "refused, 4 the script ended by too many errors.\n",
	      to);
}

static bool number(const char *text, double *value)
{
	char *end;

	errno = 0;
	*value = strtod(text, &end);
	return !errno && end != text && !*end && *value > 0 && *value < 1e9;
}

/* EXIT_DONE and *run false: nothing is left to do. */
static int options_parse(struct options *o, int argc, char **argv, bool *run)
{
	double value;
	int c;

	*run = false;
	while ((c = getopt(argc, argv, "c:x:T:o:wvhV")) != -1) {
		switch (c) {
		case 'c':
			o->command = optarg;
			break;
		case 'x':
			if (!number(optarg, &value) || value != (long)value) {
				say_error("-x wants a process id, not '%s'", optarg);
				return EXIT_USAGE;
			}
			o->target = value;
			break;
		case 'T':
			if (!number(optarg, &o->seconds)) {
				say_error("-T wants a number of seconds, not '%s'", optarg);
				return EXIT_USAGE;
			}
			break;
		case 'o':
			o->output = optarg;
			break;
		case 'w':
			say_no_warnings = true;
			break;
		case 'v':
			say_verbosity++;
			break;
		case 'h':
			usage(stdout);
			return EXIT_DONE;
		case 'V':
			puts("spilerun " SPILE_VERSION);
			return EXIT_DONE;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (o->command && o->target) {
		say_error("-c and -x both say what target() is");
		return EXIT_USAGE;
	}
	if (o->target && kill(o->target, 0) && errno == ESRCH) {
		say_error("-x: there is no process %ld", o->target);
		return EXIT_USAGE;
	}
	o->module = argv[optind];
	*run = true;
	return EXIT_DONE;
}

/* ---- records ---- */

static void run_system(struct run *r, const char *text, size_t len)
{
	output_flush(&r->output); /* what was printed before stays before */
	command_system(&r->command, text, len);
}

/* Writes what is not younger than UNTIL. */
static void run_write(struct run *r, uint64_t until)
{
	const struct spl_record *rec;
	const char *text;

	while ((rec = merge_next(&r->merge, until))) {
		text = (const char *)(rec + 1);
		if (rec->kind == SPL_RECORD_OUT)
			output_put(&r->output, text, rec->len);
		else if (rec->kind == SPL_RECORD_ERROR)
			output_message(&r->output, "ERROR: ", text, rec->len);
		else if (rec->kind == SPL_RECORD_SYSTEM)
			run_system(r, text, rec->len);
		else if (!say_no_warnings)
			output_message(&r->output, "WARNING: ", text, rec->len);
	}
	output_flush(&r->output);
}

/* What a read(2) would give; wire.h says why it is none. */
static ssize_t run_take(struct run *r)
{
	struct spl_read take = { .to = (uintptr_t)r->buffer, .size = READ_SIZE };

	return ioctl(r->module.ctl, SPL_IOC_READ, &take);
}

/* Reads all there is and writes what is old enough. */
static void run_read(struct run *r)
{
	uint64_t before = now_ns(), complete_to = UINT64_MAX;
	ssize_t n;

	do {
		n = run_take(r);
		if (n <= 0)
			break;
		complete_to = UINT64_MAX;
		merge_add(&r->merge, r->buffer, n, &complete_to);
		/* With room left in the buffer, no CPU had any more. */
	} while (n > (ssize_t)(READ_SIZE - RECORD_MAX) && r->merge.bytes < WAITING_MAX);

	if (n <= (ssize_t)(READ_SIZE - RECORD_MAX) || complete_to > before)
		complete_to = before;
	run_write(r, complete_to - HOLD_NS);
}

/* ---- the session ---- */

/* The time zone, of which the kernel knows nothing. */
static void run_zone(struct spl_start *start)
{
	time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm))
		return;
	start->gmtoff = -tm.tm_gmtoff;
	snprintf(start->zone, sizeof(start->zone), "%s", tm.tm_zone);
}

/*
 * START, which a signal that is to end the session interrupts, unlike the command's end: that is
 * looked at afterwards.
 */
static int run_arm(struct run *r, struct spl_start *start)
{
	sigset_t child;
	int err;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	err = ending_signals ? EINTR : ioctl(r->module.ctl, SPL_IOC_START, start) ? errno : 0;
	sigprocmask(SIG_UNBLOCK, &child, NULL);
	return err;
}

/* EXIT_DONE: it runs, or a signal came before it did. */
static enum exit_status run_start(struct run *r)
{
	struct spl_start start = { .version = SPL_WIRE_VERSION, .stext = kernel_stext() };
	int err;

	if (!start.stext) {
		say_error(
			"/proc/kallsyms does not tell where the kernel is; sysctl kernel.kptr_restrict=1 lets root see it");
		return EXIT_REFUSED;
	}
	start.build_id_len = kernel_build_id(start.build_id, sizeof(start.build_id));
	run_zone(&start);
	start.target = r->command.pid ? r->command.pid : r->opt.target;
	err = run_arm(r, &start);
	if (err == EINTR && ending_signals) {
		say_warning("a signal came when %u places were armed: the script did not begin",
			    start.armed);
		return EXIT_DONE;
	}
	if (err) {
		start.why[sizeof(start.why) - 1] = '\0';
		say_error("%s", start.why[0] ? start.why : strerror(err));
		return EXIT_REFUSED;
	}
	say_detail("%s: %u places armed, %u refused", r->module.name, start.armed, start.unarmed);
	r->started = true;
	return EXIT_DONE;
}

/*
 * Sleeps until a signal, the time limit, the end of who reads our output, or (with CTL) records
 * or the script's end.
 */
static short run_wait(struct run *r, bool ctl, int ms)
{
	struct pollfd fds[] = {
		{ .fd = signal_pipe[0], .events = POLLIN },
		{ .fd = r->output.fd }, /* a pipe without a reader says POLLERR unasked */
		{ .fd = r->module.ctl, .events = POLLIN | POLLPRI },
	};
	double left = r->deadline ? r->deadline - now_ns() / 1e9 : 0;
	char drain[64];

	if (r->deadline && left <= 0)
		return 0;
	if (r->deadline && (ms < 0 || left * 1000 < ms))
		ms = left * 1000 + 1;
	if (poll(fds, ctl ? 3 : 2, ms) <= 0)
		return 0;
	while (fds[0].revents && read(signal_pipe[0], drain, sizeof(drain)) > 0)
		;
	if (fds[1].revents & POLLERR)
		r->output.state = OUTPUT_CLOSED;
	return fds[2].revents;
}

static bool run_goes_on(struct run *r)
{
	if (ending_signals || command_poll(&r->command) || r->output.state != OUTPUT_FINE)
		return false;
	return !r->deadline || now_ns() / 1e9 < r->deadline;
}

static void run_loop(struct run *r)
{
	short events;

	while (run_goes_on(r)) {
		events = run_wait(r, true, r->merge.bytes ? (int)(HOLD_NS / 1000000) : -1);
		run_read(r);
		if (events & POLLPRI)
			return;
		if (events & (POLLERR | POLLNVAL))
			return;
		if (events & POLLIN) /* let more come together; it would be held back anyway */
			run_wait(r, false, PAUSE_MS);
	}
}

/* "1 handler", "2 handlers" */
static const char *plural(unsigned long long n)
{
	return n == 1 ? "" : "s";
}

static void run_report(const struct spl_status *st)
{
	if (st->errors)
		say_warning("%llu handler%s ended by an error", st->errors, plural(st->errors));
	if (st->dropped)
		say_warning(
			"%llu output record%s (%llu bytes) lost; a larger buffer (-s MB) would have kept them",
			st->dropped, plural(st->dropped), st->dropped_bytes);
	if (st->skipped_busy || st->skipped_lock)
		say_warning(
			"%llu handler%s skipped: %llu hit while another ran there, %llu waiting for a global",
			st->skipped_busy + st->skipped_lock,
			plural(st->skipped_busy + st->skipped_lock), st->skipped_busy,
			st->skipped_lock);
	if (st->skipped_call)
		say_warning(
			"%llu handler%s skipped in calls whose arguments were not kept: they began before, or were too many",
			st->skipped_call, plural(st->skipped_call));
	if (st->missed)
		say_warning(
			"%llu hit%s missed by the kernel; for returns, .maxactive(N) with a larger N helps",
			st->missed, plural(st->missed));
	if (st->cut)
		say_warning("%llu string%s cut at %u bytes; -D MAXSTRINGLEN=N allows longer ones",
			    st->cut, plural(st->cut), st->maxstringlen - 1);
	if (st->unturned)
		say_warning("%llu time%s a probe could not be armed or disarmed by its condition",
			    st->unturned, plural(st->unturned));
	if (st->turned)
		say_detail("%llu times a site was armed or disarmed by its condition", st->turned);
	if (st->map_full)
		say_detail("%llu entries of full arrays gave way to newer ones", st->map_full);
	say_detail("%llu handlers ran, %llu bytes were printed", st->hits, st->output);
}

/* STOP, and everything that is still to be shown. */
static int run_stop(struct run *r)
{
	struct spl_status st = { 0 };

	if (ioctl(r->module.ctl, SPL_IOC_STOP) || ioctl(r->module.ctl, SPL_IOC_STATUS, &st)) {
		say_error("%s: %s", r->module.name, strerror(errno));
		return EXIT_REFUSED;
	}
	while (ending_signals < 2) {
		ssize_t n = run_take(r);
		uint64_t complete_to = UINT64_MAX;

		if (n <= 0)
			break;
		merge_add(&r->merge, r->buffer, n, &complete_to);
		if (r->merge.bytes > WAITING_MAX)
			run_write(r, complete_to);
	}
	if (ending_signals < 2)
		run_write(r, UINT64_MAX);
	run_report(&st);
	return st.failed ? EXIT_ERRORS : EXIT_DONE;
}

static int run_session(struct run *r)
{
	int status;

	if (r->opt.command && !command_start(&r->command, r->opt.command))
		return EXIT_FAILED;
	if (!module_insert(&r->module))
		return EXIT_REFUSED;
	status = run_start(r);
	if (!r->started)
		return status;
	if (r->opt.seconds)
		r->deadline = now_ns() / 1e9 + r->opt.seconds;
	if (r->command.pid)
		command_release(&r->command);
	run_loop(r);
	status = run_stop(r);
	if (status == EXIT_DONE && r->output.state == OUTPUT_FAILED)
		status = EXIT_FAILED;
	return status;
}

int main(int argc, char **argv)
{
	static struct run r = { .module = { .file = -1, .ctl = -1 }, .command = { .go = -1 } };
	bool go;
	int status = options_parse(&r.opt, argc, argv, &go);

	if (!go)
		return status;
	if (geteuid()) {
		say_error("only root may put a module into the kernel");
		return EXIT_REFUSED;
	}
	r.output.hurry = &ending_signals;
	r.buffer = grow(NULL, READ_SIZE);
	status = EXIT_REFUSED;
	if (signals_catch() && module_open(&r.module, r.opt.module))
		status = output_open(&r.output, r.opt.output) ? run_session(&r) : EXIT_FAILED;
	module_close(&r.module);
	if (!command_close(&r.command) && status == EXIT_DONE)
		status = EXIT_FAILED;
	output_close(&r.output);
	merge_close(&r.merge);
	free(r.buffer);
	return status;
}
