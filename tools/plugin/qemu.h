/*
 * The part of QEMU's plugin interface, version 1 (QEMU 7.2), that count.c uses.
 * It is declared from its documentation: Debian packages no header of it.
 * SPDX-License-Identifier: MIT
 */
#ifndef PLUGIN_QEMU_H
#define PLUGIN_QEMU_H

#include <stddef.h>
#include <stdint.h>

#define QEMU_EXPORT	      __attribute__((visibility("default")))
#define QEMU_PLUGIN_INTERFACE 1

/* The begin of a structure; nothing else of it is used. */
struct qemu_info {
	const char *target_name;
};

struct qemu_plugin_tb;	 /* a piece of guest code, while it is translated */
struct qemu_plugin_insn; /* an instruction of it */

/* The only operation there is: adds to a counter of 64 bits. */
enum qemu_plugin_op { QEMU_PLUGIN_ADD = 0 };
/* A callback neither reads nor writes the CPU's registers. */
enum qemu_plugin_registers { QEMU_PLUGIN_NO_REGISTERS = 0 };

typedef void qemu_translated(uint64_t id, struct qemu_plugin_tb *tb);
typedef void qemu_executed(unsigned int cpu, void *data);
typedef void qemu_ended(uint64_t id, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, qemu_translated *function);
void qemu_plugin_register_atexit_cb(uint64_t id, qemu_ended *function, void *data);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t n);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* Both act before each execution of the instruction: call `function`; add `addend` to `counter`. */
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, qemu_executed *function,
					    enum qemu_plugin_registers registers, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op, void *counter,
						uint64_t addend);

#endif
