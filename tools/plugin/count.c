/*
 * A QEMU plugin that counts guest instructions twice: as icount does, which
 * counts every iteration of a repeated string instruction, and with each of
 * them counted once (`once`), as the processor's manual counts instructions.
 *
 *	-plugin count.so,out=FILE[,first=ADDRESS]...[,mark=ADDRESS]...[,text=LOW-HIGH]
 *		[,tree=LOW-HIGH]
 *
 * FILE gets lines, addresses in hex and other numbers in decimal:
 *	first ADDRESS ALL ONCE		before it is executed for the first time
 *	mark ADDRESS			before each time
 *	read ALL ONCE TREE COMPARES	before each read of the counter within `text`; TREE:
 *					instructions within `tree`, COMPARES: those that compare
 *	end ALL ONCE
 * All but ADDRESS count from the machine's start. An address is a virtual one, as executed.
 * SPDX-License-Identifier: MIT
 */
#include "tools/plugin/qemu.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WATCHED_MAX 8

QEMU_EXPORT int qemu_plugin_version = QEMU_PLUGIN_INTERFACE;
QEMU_EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
				    char **argv);

struct range {
	uint64_t low, high;
};

struct watched {
	uint64_t address;
	bool once, done;
};

static FILE *out;
static bool is_arm64;
static struct range text, tree;
static struct watched watched[WATCHED_MAX];
static size_t watched_count;

/* How many instructions were not repeated; of the repeated ones, how many iterations, how many
 * instructions. */
static uint64_t plain, iterations, repeats;
static uint64_t tree_all, tree_compares;
/* The address of the last iteration, and what `plain` was then. */
static uint64_t repeat_address, repeat_plain;

static uint64_t all(void)
{
	return plain + iterations;
}

static uint64_t once(void)
{
	return plain + repeats;
}

/* Counts an iteration. It goes on with the last one if nothing else was executed since. */
static void count_iteration(unsigned int cpu, void *data)
{
	uint64_t address = (uint64_t)(uintptr_t)data;

	(void)cpu;
	iterations++;
	if (address != repeat_address || plain != repeat_plain)
		repeats++;
	repeat_address = address;
	repeat_plain = plain;
}

static void see_watched(unsigned int cpu, void *data)
{
	struct watched *seen = data;

	(void)cpu;
	if (!seen->once)
		fprintf(out, "mark %" PRIx64 "\n", seen->address);
	else if (!seen->done)
		fprintf(out, "first %" PRIx64 " %" PRIu64 " %" PRIu64 "\n", seen->address, all(),
			once());
	seen->done = true;
}

static void read_counter(unsigned int cpu, void *data)
{
	(void)cpu, (void)data;
	fprintf(out, "read %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", all(), once(),
		tree_all, tree_compares);
}

static bool is_within(const struct range *range, uint64_t address)
{
	return range->low <= address && address < range->high;
}

/* Returns whether an instruction is repeated: REP or REPNE, a size, REX, then MOVS, CMPS, STOS,
 * LODS, SCAS, INS or OUTS (SDM vol. 2B, REP). */
static bool is_repeated(const uint8_t *code, size_t size)
{
	bool repeated = false;
	size_t i = 0;

	for (;
	     i < size && (code[i] == 0xf2 || code[i] == 0xf3 || code[i] == 0x66 || code[i] == 0x67);
	     i++)
		repeated |= code[i] >= 0xf2;
	if (i < size && code[i] >> 4 == 4)
		i++;
	return repeated && i + 1 == size &&
	       (code[i] >> 2 == 0x6c >> 2 || code[i] >> 2 == 0xa4 >> 2 ||
		(code[i] >= 0xaa && code[i] <= 0xaf));
}

/* Returns whether an instruction is x86_64's CMP or TEST (SDM vol. 2A); arm64 dispatches by no tree
 * that anybody asked about. */
static bool is_compare(const uint8_t *code, size_t size)
{
	size_t i = 0;

	while (i < size && (code[i] == 0x66 || code[i] >> 4 == 4))
		i++;
	if (i + 1 >= size)
		return false;
	if ((code[i] & 0xf8) == 0x38 && code[i] <= 0x3d)
		return true;
	if (code[i] == 0x84 || code[i] == 0x85 || code[i] == 0xa8 || code[i] == 0xa9)
		return true;
	if (code[i] == 0x80 || code[i] == 0x81 || code[i] == 0x83)
		return (code[i + 1] >> 3 & 7) == 7;
	return (code[i] & 0xfe) == 0xf6 && (code[i + 1] >> 3 & 7) == 0;
}

/* Returns whether an instruction reads the counter: RDTSC, RDTSCP; MRS of CNTVCT_EL0. */
static bool is_counter_read(const uint8_t *code, size_t size)
{
	if (is_arm64)
		return size == 4 && (code[0] & 0xe0) == 0x40 && code[1] == 0xe0 &&
		       code[2] == 0x3b && code[3] == 0xd5;
	return (size == 2 && !memcmp(code, "\x0f\x31", 2)) ||
	       (size == 3 && !memcmp(code, "\x0f\x01\xf9", 3));
}

static void watch(struct qemu_plugin_insn *insn, qemu_executed *function, void *data)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, function, QEMU_PLUGIN_NO_REGISTERS, data);
}

static void count(struct qemu_plugin_insn *insn, uint64_t *counter)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_ADD, counter, 1);
}

static void translate_one(struct qemu_plugin_insn *insn)
{
	const uint8_t *code = qemu_plugin_insn_data(insn);
	size_t size = qemu_plugin_insn_size(insn);
	uint64_t address = qemu_plugin_insn_vaddr(insn);

	for (size_t n = 0; n < watched_count; n++)
		if (address == watched[n].address)
			watch(insn, see_watched, &watched[n]);
	if (is_within(&text, address) && is_counter_read(code, size))
		watch(insn, read_counter, NULL);
	if (is_within(&tree, address)) {
		count(insn, &tree_all);
		if (is_compare(code, size))
			count(insn, &tree_compares);
	}
	if (!is_arm64 && is_repeated(code, size))
		watch(insn, count_iteration, (void *)(uintptr_t)address);
	else
		count(insn, &plain);
}

static void translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n; i++)
		translate_one(qemu_plugin_tb_get_insn(tb, i));
}

static void end(uint64_t id, void *data)
{
	(void)id, (void)data;
	fprintf(out, "end %" PRIu64 " %" PRIu64 "\n", all(), once());
	fclose(out);
}

static bool take_range(struct range *range, const char *value)
{
	char *rest;

	range->low = strtoull(value, &rest, 16);
	if (*rest != '-')
		return false;
	range->high = strtoull(rest + 1, &rest, 16);
	return *rest == '\0' && range->low < range->high;
}

static bool take_watched(const char *value, bool only_once)
{
	if (watched_count == WATCHED_MAX)
		return false;
	watched[watched_count] = (struct watched){ strtoull(value, NULL, 16), only_once, false };
	return watched[watched_count++].address;
}

static bool take(const char *argument)
{
	if (!strncmp(argument, "out=", 4))
		return (out = fopen(argument + 4, "w"));
	if (!strncmp(argument, "first=", 6))
		return take_watched(argument + 6, true);
	if (!strncmp(argument, "mark=", 5))
		return take_watched(argument + 5, false);
	if (!strncmp(argument, "text=", 5))
		return take_range(&text, argument + 5);
	if (!strncmp(argument, "tree=", 5))
		return take_range(&tree, argument + 5);
	return false;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	is_arm64 = !strcmp(info->target_name, "aarch64");
	for (int i = 0; i < argc; i++) {
		if (take(argv[i]))
			continue;
		fprintf(stderr, "count.so: cannot use '%s'\n", argv[i]);
		return 1;
	}
	if (!out) {
		fputs("count.so: expected out=FILE\n", stderr);
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_atexit_cb(id, end, NULL);
	return 0;
}
