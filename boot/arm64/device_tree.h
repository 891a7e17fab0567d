/*
 * The machine, as the device tree describes it. SPDX-License-Identifier: MIT
 */
#ifndef BOOT_DEVICE_TREE_H
#define BOOT_DEVICE_TREE_H

#include "boot/arm64/fdt.h"

#define GIC_REDISTRIBUTORS_MAX 16

enum psci_method { PSCI_NONE, PSCI_HVC, PSCI_SMC };

/* The devices of this machine. */
struct machine {
	char model[64];
	struct fdt_range uart; /* PL011; size 0: none */
	struct fdt_range rtc;  /* PL031; size 0: none */
	unsigned int gic_version; /* 2 or 3; 0: none */
	struct fdt_range gic_distributor;
	struct fdt_range gic_cpu;			       /* version 2 */
	struct fdt_range gic_redistributors[GIC_REDISTRIBUTORS_MAX]; /* version 3: regions */
	unsigned int gic_redistributor_count;
	uint64_t gic_redistributor_stride; /* bytes; 0: GICR_TYPER says */
	unsigned int timer_interrupt; /* the virtual timer's INTID; 0: not known */
	uint32_t timer_hz;	      /* what CNTFRQ_EL0 should say; 0: not told */
	enum psci_method psci;
};

/* Set by device_tree_open(). */
extern struct machine machine;
extern struct fdt device_tree;

/*
 * Maps the device tree and reads `machine` from it. Returns false if there is no device
 * tree. Needs no console. Only the first call that succeeds does the work.
 */
bool device_tree_open(void);

/*
 * Maps the 2 MiB blocks of RAM that hold [pa, pa + size), so that phys_to_virt() works
 * for them before mm_init() (early_map.c).
 */
void early_map_ram(phys_addr_t pa, uint64_t size);
/* Maps the device registers at pa, for good. There is room for one device, the console. */
void *early_map_device(phys_addr_t pa);

#endif
