/*
 * Changes the word of FUTEX_WAKE_OP; futex(2) has the encoding. There is one
 * CPU, and interrupts are off: nobody else writes between the read and the
 * write. SPDX-License-Identifier: MIT
 */
#include "mm/mm.h"
#include "proc/futex.h"

#include <linux/errno.h>
#include <linux/futex.h>

/* Reads twelve bits as a signed number. */
static int32_t sign_extend12(uint32_t field)
{
	return (int32_t)(field << 20) >> 20;
}

static uint32_t operand(uint32_t encoded)
{
	int32_t arg = sign_extend12(encoded >> 12);

	/* Linux takes a shift that is too large modulo 32. */
	return encoded >> 28 & FUTEX_OP_OPARG_SHIFT ? 1u << (arg & 31) : (uint32_t)arg;
}

static uint32_t operate(unsigned int op, uint32_t old, uint32_t arg)
{
	switch (op) {
	case FUTEX_OP_SET:
		return arg;
	case FUTEX_OP_ADD:
		return old + arg;
	case FUTEX_OP_OR:
		return old | arg;
	case FUTEX_OP_ANDN:
		return old & ~arg;
	default: /* FUTEX_OP_XOR, the last */
		return old ^ arg;
	}
}

static int compare(unsigned int comparison, int32_t old, int32_t arg)
{
	switch (comparison) {
	case FUTEX_OP_CMP_EQ:
		return old == arg;
	case FUTEX_OP_CMP_NE:
		return old != arg;
	case FUTEX_OP_CMP_LT:
		return old < arg;
	case FUTEX_OP_CMP_LE:
		return old <= arg;
	case FUTEX_OP_CMP_GT:
		return old > arg;
	case FUTEX_OP_CMP_GE:
		return old >= arg;
	default:
		return -ENOSYS;
	}
}

int futex_op_apply(void *word, uint32_t encoded)
{
	unsigned int op = encoded >> 28 & 7;
	uint32_t old;

	if (op > FUTEX_OP_XOR)
		return -ENOSYS;
	if (get_user_u32(&old, word) || put_user_u32(operate(op, old, operand(encoded)), word))
		return -EFAULT;
	return compare(encoded >> 24 & 15, (int32_t)old, sign_extend12(encoded));
}
