/*
 * The machine, as the device tree describes it. SPDX-License-Identifier: MIT
 */
#ifndef BOOT_DEVICE_TREE_H
#define BOOT_DEVICE_TREE_H

#include "boot/arm64/fdt.h"

#define GIC_REDISTRIBUTORS_MAX 16

enum psci_method { PSCI_NONE, PSCI_HVC, PSCI_SMC };

struct machine {
	char model[64];
	struct fdt_range uart; /* PL011; size 0: none */
	struct fdt_range rtc;  /* PL031; size 0: none */
	unsigned int gic_version; /* 2 or 3; 0: none */
	struct fdt_range gic_distributor;
	struct fdt_range gic_cpu;			       /* version 2 */
	struct fdt_range gic_redistributors[GIC_REDISTRIBUTORS_MAX]; /* version 3: regions of them */
	unsigned int gic_redistributor_count;
	uint64_t gic_redistributor_stride; /* 0: as GICR_TYPER says */
	unsigned int timer_interrupt; /* the virtual timer's INTID; 0: not known */
	uint32_t timer_hz;	      /* what CNTFRQ_EL0 should say; 0: not told */
	enum psci_method psci;
};

/* Set by device_tree_open(). */
extern struct machine machine;
extern struct fdt device_tree;

/*
 * Maps the device tree and reads `machine` from it. False: there is none. Needs no
 * console; the first call does the work.
 */
bool device_tree_open(void);

/* early_map.c: [pa, pa + size) of RAM reachable by phys_to_virt(), by the 2 MiB, until mm_init(). */
void early_map_ram(phys_addr_t pa, uint64_t size);
/* The page of device registers at pa, for good; for the one device that is needed first. */
void *early_map_device(phys_addr_t pa);

#endif
