/*
 * The interrupt controller, version 2 or 3: one private interrupt of one CPU is
 * all that is asked of it (GICv2: IHI 0048; GICv3: IHI 0069).
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "entry/trap.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>
#include <arch/gic.h>

/* Distributor; the redistributor's second page has the same of these for private interrupts. */
#define GICD_CTLR 0x000
#define GICD_TYPER 0x004
#define GICD_TYPER_LINES 0x1f /* banks of 32 shared interrupts */
#define GICD_IGROUPR 0x080
#define GICD_ISENABLER 0x100
#define GICD_ICENABLER 0x180
#define GICD_IPRIORITYR 0x400
#define GICD_SGIR 0xf00
#define GICD_SGIR_SELF (2u << 24)
#define GICD_CTLR_ENABLE (1u << 0)	 /* version 2, or group 1 in the non-secure view of 3 */
#define GICD_CTLR_ENABLE_GRP1 (1u << 1)	 /* the same in a view that has both groups */
#define GICD_CTLR_ARE (1u << 4)
#define GICD_CTLR_RWP (1u << 31)

/* Version 2's CPU interface. */
#define GICC_CTLR 0x00
#define GICC_PMR 0x04
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define GICC_CTLR_ENABLE (1u << 0)
#define GIC_INTID 0x3ff /* above it in GICC_IAR: which CPU, for software interrupts */

/* Version 3's redistributors, a frame or two of 64 KiB pages for each CPU. */
#define GICR_CTLR 0x0000
#define GICR_CTLR_RWP (1u << 3)
#define GICR_TYPER 0x0008
#define GICR_TYPER_VLPIS (1ull << 1)
#define GICR_TYPER_LAST (1ull << 4)
#define GICR_WAKER 0x0014
#define GICR_WAKER_SLEEP (1u << 1)
#define GICR_WAKER_ASLEEP (1u << 2)
#define GICR_SGI_PAGE 0x10000
#define GICR_FRAME_SIZE 0x20000

/* The software interrupt that nobody asks for but a test. */
#define STRAY 0u

/* Interrupts of a lower value than PMR_ALL are taken: any. */
#define PRIORITY 0xa0u
#define PMR_ALL 0xf0u

static char *distributor, *cpu_interface;
/* Returns the registers of this CPU's private interrupts: the distributor's, or version 3's redistributor's. */
static char *private_bank;

static void *map(const struct fdt_range *range, uint64_t offset, size_t size)
{
	void *registers = device_map(range->base + offset, size);

	if (!registers)
		panic("no memory to map the interrupt controller");
	return registers;
}

/* In `bank`, private interrupt `id` gets a priority, and is let through. */
static void private_enable(char *bank, unsigned int id)
{
	unsigned int shift = id % 4 * 8;
	char *priority = bank + GICD_IPRIORITYR + id / 4 * 4;

	mmio_write32(priority, (mmio_read32(priority) & ~(0xffu << shift)) | PRIORITY << shift);
	mmio_write32(bank + GICD_ISENABLER, 1u << id);
}

/* All private interrupts are off but `id`. */
static void private_init(char *bank, unsigned int id)
{
	private_bank = bank;
	mmio_write32(bank + GICD_ICENABLER, ~0u);
	private_enable(bank, id);
}

/* What firmware may have left enabled, and nobody here would quieten. */
static void shared_disable(void)
{
	unsigned int banks = mmio_read32(distributor + GICD_TYPER) & GICD_TYPER_LINES;

	for (unsigned int n = 1; n <= banks; n++)
		mmio_write32(distributor + GICD_ICENABLER + 4 * n, ~0u);
}

static void v2_init(unsigned int id)
{
	cpu_interface = map(&machine.gic_cpu, 0, PAGE_SIZE);
	mmio_write32(distributor + GICD_CTLR, 0);
	shared_disable();
	private_init(distributor, id);
	mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ENABLE);
	mmio_write32(cpu_interface + GICC_PMR, PMR_ALL);
	mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_ENABLE);
}

/* Affinity levels 3 to 0, as MPIDR_EL1 scatters them and as GICR_TYPER[63:32] has them. */
static uint32_t affinity(void)
{
	uint64_t mpidr = MRS(mpidr_el1);

	return (mpidr >> 32 & 0xff) << 24 | (mpidr & 0xffffff);
}

/* This CPU's frame in one region of them, or NULL. */
static char *redistributor_in(const struct fdt_range *region)
{
	uint64_t size, typer;

	for (uint64_t offset = 0; offset + GICR_FRAME_SIZE <= region->size; offset += size) {
		char *frame = map(region, offset, GICR_FRAME_SIZE);

		typer = mmio_read64(frame + GICR_TYPER);
		if (typer >> 32 == affinity())
			return frame;
		size = typer & GICR_TYPER_VLPIS ? 2 * GICR_FRAME_SIZE : GICR_FRAME_SIZE;
		if (machine.gic_redistributor_stride)
			size = machine.gic_redistributor_stride;
		if (typer & GICR_TYPER_LAST)
			break;
	}
	return NULL;
}

static char *redistributor_find(void)
{
	char *frame = NULL;

	for (unsigned int i = 0; i < machine.gic_redistributor_count && !frame; i++)
		frame = redistributor_in(&machine.gic_redistributors[i]);
	if (!frame)
		panic("no GICv3 redistributor for this CPU, affinity %#x", affinity());
	return frame;
}

/* Until what was switched off is off: the distributor's or the redistributor's register says so by `bit`. */
static void wait_for_writes(const char *ctlr, uint32_t bit)
{
	while (mmio_read32(ctlr) & bit)
		cpu_relax();
}

/* A redistributor that sleeps delivers nothing (IHI 0069, 11.1). */
static void redistributor_wake(char *frame)
{
	mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	while (mmio_read32(frame + GICR_WAKER) & GICR_WAKER_ASLEEP)
		cpu_relax();
}

/* Group 1 is the one whose interrupts come as IRQ (IHI 0069, 4.6). */
static void v3_init(unsigned int id)
{
	char *frame = redistributor_find();

	/* ARE may be set already, and may not be cleared then (IHI 0069, GICD_CTLR). */
	mmio_write32(distributor + GICD_CTLR, mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_ARE);
	wait_for_writes(distributor + GICD_CTLR, GICD_CTLR_RWP);
	mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ARE);
	shared_disable();
	wait_for_writes(distributor + GICD_CTLR, GICD_CTLR_RWP);
	mmio_write32(distributor + GICD_CTLR,
		     GICD_CTLR_ARE | GICD_CTLR_ENABLE | GICD_CTLR_ENABLE_GRP1);
	wait_for_writes(distributor + GICD_CTLR, GICD_CTLR_RWP);
	redistributor_wake(frame);
	mmio_write32(frame + GICR_SGI_PAGE + GICD_IGROUPR, ~0u);
	private_init(frame + GICR_SGI_PAGE, id);
	wait_for_writes(frame + GICR_CTLR, GICR_CTLR_RWP);

	MSR(icc_sre_el1, MRS(icc_sre_el1) | 1);
	isb();
	if (!(MRS(icc_sre_el1) & 1))
		panic("the GIC's system registers are not ours (ICC_SRE_EL1.SRE stays 0)");
	MSR(icc_pmr_el1, PMR_ALL);
	MSR(icc_ctlr_el1, 0); /* end of interrupt drops priority and deactivates */
	MSR(icc_bpr1_el1, 0);
	MSR(icc_igrpen1_el1, 1);
	isb();
}

void gic_init(unsigned int id)
{
	if (!machine.gic_version)
		panic("the device tree has neither a GICv2 nor a GICv3");
	distributor = map(&machine.gic_distributor, 0, GICR_SGI_PAGE);
	if (machine.gic_version == 3)
		v3_init(id);
	else
		v2_init(id);
}

/*
 * DSB: the interrupt is acknowledged before the device is touched (IHI 0069,
 * 4.1.1); device registers need no such order among themselves.
 */
unsigned int gic_acknowledge(void)
{
	unsigned int id;

	if (machine.gic_version == 2)
		return mmio_read32(cpu_interface + GICC_IAR) & GIC_INTID;
	id = MRS(icc_iar1_el1);
	DSB(sy);
	return id;
}

/* ISB: the timer's line, a system register's effect, has fallen before the end is signalled. */
void gic_end_of_interrupt(unsigned int id)
{
	isb();
	if (machine.gic_version == 2) {
		mmio_write32(cpu_interface + GICC_EOIR, id);
		return;
	}
	MSR(icc_eoir1_el1, id);
	isb();
}

/* ICC_SGI1R_EL1 for this CPU alone (IHI 0069, 12.2.20): the affinity levels, and which of 16 in the lowest one. */
static uint64_t software_interrupt(unsigned int id)
{
	uint64_t self = affinity(), zero = self & 0xff;

	return (self >> 24 & 0xff) << 48 | zero / 16 << 44 | (self >> 16 & 0xff) << 32 | (uint64_t)id << 24 |
	       (self >> 8 & 0xff) << 16 | 1ull << zero % 16;
}

void trap_stray_raise(void)
{
	private_enable(private_bank, STRAY);
	if (machine.gic_version == 2) {
		mmio_write32(distributor + GICD_SGIR, GICD_SGIR_SELF | STRAY);
		return;
	}
	MSR(icc_sgi1r_el1, software_interrupt(STRAY));
	isb();
}
