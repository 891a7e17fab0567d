/* The local APIC: the timer's interrupt and its end. SPDX-License-Identifier: MIT */
#ifndef ARCH_APIC_H
#define ARCH_APIC_H

#include <stdint.h>

/* Registers, as offsets in the memory-mapped page (Intel SDM Vol. 3, table 10-1). */
#define APIC_VERSION 0x30
#define APIC_TASK_PRIORITY 0x80
#define APIC_EOI 0xb0
#define APIC_SPURIOUS 0xf0
#define APIC_IN_SERVICE 0x100 /* and seven more */
#define APIC_COMMAND 0x300
#define APIC_LVT_CMCI 0x2f0
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_THERMAL 0x330
#define APIC_LVT_PERFORMANCE 0x340
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_LVT_ERROR 0x370
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0

#define APIC_SPURIOUS_ENABLE (1u << 8)
#define APIC_DELIVERY (7u << 8)
#define APIC_DELIVERY_SMI (2u << 8)
#define APIC_COMMAND_ASSERT (1u << 14)
#define APIC_COMMAND_SELF (1u << 18)
#define APIC_LVT_MASKED (1u << 16)
#define APIC_TIMER_ONE_SHOT (0u << 17)
#define APIC_TIMER_TSC_DEADLINE (2u << 17)
#define APIC_TIMER_DIVIDE_BY_1 0xbu

/* The task priority that holds back vectors up to 0dfh, which are those that firmware used. */
#define APIC_PRIORITY_OURS 0xd0u

/*
 * Switches the local APIC on, in x2APIC mode if the CPU has it, with all local
 * interrupts masked.
 */
void apic_init(void);
/* Read and write a register of the local APIC, in either mode. */
uint32_t apic_read(uint32_t reg);
void apic_write(uint32_t reg, uint32_t value);
/* Ends the interrupt in service, so that the APIC delivers others of its class again. */
void apic_end_of_interrupt(void);

#endif
