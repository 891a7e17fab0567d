/*
 * GDT, TSS and IDT (Intel SDM Vol. 3, 3.5, 6.14, 7.7). SPDX-License-Identifier: MIT
 */
#include "boot/x86_64/cpu_setup.h"

#include <arch/gdt.h>
#include <arch/layout.h>
#include <arch/registers.h>

#define IST_STACK_SIZE 4096

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3, io_map_base;
} __attribute__((packed));

struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};

#define GATE_INTERRUPT 0x8e /* present, DPL 0, interrupts off on entry */
#define GATE_DPL3 0x60
#define TRAP_STUB_SIZE 16

/* The operand of LGDT and LIDT: two bytes of limit, then the address, with no gap. */
struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static char ist_stacks[IST_COUNT][IST_STACK_SIZE] __aligned_to(4096);

/* There is no I/O bitmap: its base lies past the TSS's limit, so user mode may use no port. */
static struct tss tss __aligned_to(64) = { .io_map_base = sizeof(struct tss) };

static uint64_t gdt[] = {
	[1] = 0x00cf9b000000ffff, /* 32-bit kernel code: unused, it keeps Linux's order */
	[KERNEL_CS / 8] = 0x00af9b000000ffff,
	[KERNEL_DS / 8] = 0x00cf93000000ffff,
	[USER32_CS / 8] = 0x00cffb000000ffff,
	[USER_DS / 8] = 0x00cff3000000ffff,
	[USER_CS / 8] = 0x00affb000000ffff,
	[TSS_SELECTOR / 8] = 0, /* two slots, filled at start */
	[TSS_SELECTOR / 8 + 1] = 0,
};

static struct gate idt[VECTOR_COUNT];

/*
 * Loads GDT and TSS, and an empty LDT. A reset leaves LDTR present, with base 0 and a
 * limit of 64 KiB (Intel SDM Vol. 3, table 9-1), where user mode could put descriptors.
 */
static void gdt_init(void)
{
	uint64_t base = (uintptr_t)&tss;
	struct table_pointer pointer = { sizeof(gdt) - 1, (uintptr_t)gdt };

	gdt[TSS_SELECTOR / 8] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 | 0x89ull << 40 |
				(base >> 24 & 0xff) << 56;
	gdt[TSS_SELECTOR / 8 + 1] = base >> 32;
	__asm__ volatile("lgdt %0" ::"m"(pointer));
	__asm__ volatile("ltr %w0" ::"r"(TSS_SELECTOR));
	__asm__ volatile("lldt %w0" ::"r"(0));
}

/* Returns the interrupt stack of a vector. trap.S's PARANOID_VECTORS are those that have one. */
static unsigned int vector_ist(unsigned int vector)
{
	switch (vector) {
	case VECTOR_DB:
		return IST_DEBUG;
	case VECTOR_NMI:
		return IST_NMI;
	case VECTOR_DF:
		return IST_DOUBLE_FAULT;
	case VECTOR_MC:
		return IST_MACHINE_CHECK;
	default:
		return IST_NONE;
	}
}

/*
 * Tells whether user mode may raise a vector: INT3, INT 4 and the second gate. INT n of
 * others is #GP.
 */
static bool vector_is_users(unsigned int vector)
{
	return vector == VECTOR_BP || vector == VECTOR_OF || vector == VECTOR_GATE;
}

static void idt_init(void)
{
	struct table_pointer pointer = { sizeof(idt) - 1, (uintptr_t)idt };

	for (unsigned int v = 0; v < VECTOR_COUNT; v++) {
		uint64_t stub = (uintptr_t)trap_stubs + v * TRAP_STUB_SIZE;

		idt[v] = (struct gate){
			.offset_low = stub,
			.selector = KERNEL_CS,
			.ist = vector_ist(v),
			.type = GATE_INTERRUPT | (vector_is_users(v) ? GATE_DPL3 : 0),
			.offset_middle = stub >> 16,
			.offset_high = stub >> 32,
		};
	}
	__asm__ volatile("lidt %0" ::"m"(pointer));
}

void tss_set_kernel_sp(uintptr_t sp)
{
	tss.rsp[0] = sp;
}

void descriptor_tables_init(void)
{
	for (unsigned int i = 0; i < IST_COUNT; i++)
		tss.ist[i] = (uintptr_t)ist_stacks[i] + IST_STACK_SIZE;
	gdt_init();
	idt_init();
}
