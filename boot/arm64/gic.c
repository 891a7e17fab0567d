/*
 * The interrupt controller, version 2 or 3. The kernel needs one private interrupt of
 * one CPU from it (GICv2: IHI 0048; GICv3: IHI 0069).
 * SPDX-License-Identifier: MIT
 */
#include "boot/arm64/device_tree.h"
#include "entry/trap.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/cpu.h>
#include <arch/gic.h>

/* The distributor. A redistributor's second page has the same registers for private interrupts. */
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
#define GICD_CTLR_ENABLE_GRP1 (1u << 1)	 /* group 1 in a view that has both groups */
#define GICD_CTLR_ARE (1u << 4)
#define GICD_CTLR_RWP (1u << 31)

/* Version 2's CPU interface. */
#define GICC_CTLR 0x00
#define GICC_PMR 0x04
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define GICC_CTLR_ENABLE (1u << 0)
#define GIC_INTID 0x3ff /* above it in GICC_IAR: which CPU, for software interrupts */

/* Version 3's redistributors: each CPU has a frame of two 64 KiB pages, or a pair of frames. */
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

/* The software interrupt that only a test raises. */
#define STRAY 0u

/* Interrupts whose priority has a lower value than PMR_ALL are taken, so all of ours are. */
#define PRIORITY 0xa0u
#define PMR_ALL 0xf0u

static char *distributor, *cpu_interface;
/*
 * The registers of this CPU's private interrupts, in the distributor or in version 3's
 * redistributor.
 */
static char *private_bank;

/* Maps `size` bytes of registers, or panics. */
static void *map(const struct fdt_range *range, uint64_t offset, size_t size)
{
	void *registers = device_map(range->base + offset, size);

	if (!registers)
		panic("no memory to map the interrupt controller");
	return registers;
}

/* Gives private interrupt `id` of `bank` a priority and enables it. */
static void private_enable(char *bank, unsigned int id)
{
	unsigned int shift = id % 4 * 8;
	char *priority = bank + GICD_IPRIORITYR + id / 4 * 4;

	mmio_write32(priority, (mmio_read32(priority) & ~(0xffu << shift)) | PRIORITY << shift);
	mmio_write32(bank + GICD_ISENABLER, 1u << id);
}

/* Disables all private interrupts except `id`. */
static void private_init(char *bank, unsigned int id)
{
	private_bank = bank;
	mmio_write32(bank + GICD_ICENABLER, ~0u);
	private_enable(bank, id);
}

/*
 * Disables all shared interrupts: firmware may have left some on, and no driver here
 * would serve them.
 */
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

/*
 * Returns affinity levels 3 to 0 of this CPU side by side, as in GICR_TYPER[63:32].
 * MPIDR_EL1 has gaps.
 */
static uint32_t affinity(void)
{
	uint64_t mpidr = MRS(mpidr_el1);

	return (mpidr >> 32 & 0xff) << 24 | (mpidr & 0xffffff);
}

/* Returns this CPU's frame in one region of redistributors, or NULL. */
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

/*
 * Waits until a write has taken effect everywhere: until then `bit` of the control
 * register reads as 1.
 */
static void wait_for_writes(const char *ctlr, uint32_t bit)
{
	while (mmio_read32(ctlr) & bit)
		cpu_relax();
}

/* Wakes a redistributor: one that sleeps delivers nothing (IHI 0069, 11.1). */
static void redistributor_wake(char *frame)
{
	mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	while (mmio_read32(frame + GICR_WAKER) & GICR_WAKER_ASLEEP)
		cpu_relax();
}

/*
 * Starts a GICv3. All private interrupts go to group 1, whose interrupts come as IRQ
 * (IHI 0069, 4.6).
 */
static void v3_init(unsigned int id)
{
	char *frame = redistributor_find();

	/* If ARE is set already, it may not be cleared (IHI 0069, GICD_CTLR). */
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
 * DSB: the acknowledgement, a read of a system register, must be done before the device
 * is touched (IHI 0069, 4.1.1). Version 2 needs no DSB: it reads a device register, and
 * accesses to device registers keep their order.
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

/*
 * ISB: the timer was disarmed by a system register; its line must fall before the
 * interrupt's end.
 */
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

/*
 * Returns the value of ICC_SGI1R_EL1 that interrupts only this CPU (IHI 0069, 12.2.20):
 * affinity levels 3 to 1, the group of 16 at level 0, and a bit for the CPU in it.
 */
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
