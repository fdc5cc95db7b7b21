// SPDX-License-Identifier: GPL-2.0-only
/* storm_nmi.c: NMIs, those that are sent here and those of the machine. */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/nmi.h>

#include "storm.h"

#define STRAGGLERS_MS 100 /* until what was sent has come */

static void (*call)(void);
static DEFINE_PER_CPU(bool, inside);

/* A breakpoint in it lets the next NMI come, which the kernel keeps back until it is done. */
static int met(unsigned int kind, struct pt_regs *regs)
{
	this_cpu_write(inside, true);
	barrier();
	call();
	barrier();
	this_cpu_write(inside, false);
	return NMI_HANDLED; /* nobody else has any */
}

int storm_nmi_start(void (*fn)(void))
{
	call = fn;
	return register_nmi_handler(NMI_LOCAL, met, 0, "spile_storm");
}

void storm_nmi_stop(void)
{
	msleep(STRAGGLERS_MS);
	unregister_nmi_handler(NMI_LOCAL, "spile_storm");
}

void storm_nmi_send(void)
{
	preempt_disable();
	apic->send_IPI_mask(cpu_online_mask, NMI_VECTOR);
	preempt_enable();
}

bool storm_in_nmi(void)
{
	return this_cpu_read(inside);
}
