/*
 * A reader of flattened device trees (Devicetree Specification 0.4, chapter 5).
 * The blob is not trusted: every access is bounds-checked, and what does not fit
 * reads as absent. A node is named by the offset of its first token in the
 * structure block; FDT_NONE is no node. SPDX-License-Identifier: MIT
 */
#ifndef BOOT_FDT_H
#define BOOT_FDT_H

#include "include/compiler.h"

#include <stdbool.h>

#define FDT_NONE (-1)
/* Bytes that fdt_size() and fdt_open() want to see first. */
#define FDT_HEADER_SIZE 40
/* No device tree that a loader may hand over is longer (Linux's booting.rst). */
#define FDT_SIZE_MAX 0x200000

struct fdt {
	const uint8_t *blob;
	uint32_t size;
	uint32_t structs, structs_size; /* structure block: offset in the blob, bytes */
	uint32_t strings, strings_size;
	uint32_t reservations;
};

struct fdt_range {
	uint64_t base, size;
};

/* Size that the header of FDT_HEADER_SIZE bytes claims; 0 if it is no device tree's or over FDT_SIZE_MAX. */
uint32_t fdt_size(const void *header);
/* Takes the blob of `available` bytes. False: it is none, or its blocks do not lie in it. */
bool fdt_open(struct fdt *fdt, const void *blob, size_t available);

/* The node after `node` in document order; after FDT_NONE the root. *depth, counted from the root's 0, goes along. */
int fdt_next(const struct fdt *fdt, int node, int *depth);
int fdt_parent(const struct fdt *fdt, int node);
/* A node by its path ("/chosen") or by an alias ("serial0"); either ends at `length` characters or a colon. */
int fdt_find_path(const struct fdt *fdt, const char *path, size_t length);
/* The next node after `after` that is compatible with `name` and not disabled. */
int fdt_find_compatible(const struct fdt *fdt, int after, const char *name);
/* Whether its `status` lets it be used. */
bool fdt_available(const struct fdt *fdt, int node);

/* Name with unit address; "" for the root. */
const char *fdt_name(const struct fdt *fdt, int node);
/* A property's value and its length in bytes; NULL if absent. */
const void *fdt_property(const struct fdt *fdt, int node, const char *name, uint32_t *length);
/* The same where the value is a terminated string. */
const char *fdt_string(const struct fdt *fdt, int node, const char *name);
/* Cell number `index` of a property. */
bool fdt_cell(const struct fdt *fdt, int node, const char *name, unsigned int index, uint32_t *value);
/* A property that is one number of one or two cells. */
bool fdt_number(const struct fdt *fdt, int node, const char *name, uint64_t *value);
/* Entry number `index` of `reg` as the CPU sees it: through the `ranges` of all buses above. */
bool fdt_reg(const struct fdt *fdt, int node, unsigned int index, struct fdt_range *range);
/* Entry number `index` of the memory reservation block; false past its last. */
bool fdt_reservation(const struct fdt *fdt, unsigned int index, struct fdt_range *range);

#endif
