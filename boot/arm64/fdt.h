/*
 * A reader of flattened device trees (Devicetree Specification 0.4, chapter 5). It does
 * not trust the blob: every access is checked against the bounds, and what does not fit
 * reads as absent. The number of a node is the offset of its first token in the
 * structure block; FDT_NONE is no node. SPDX-License-Identifier: MIT
 */
#ifndef BOOT_FDT_H
#define BOOT_FDT_H

#include "include/compiler.h"

#include <stdbool.h>

#define FDT_NONE (-1)
/* How many bytes fdt_size() and fdt_open() read in any case. */
#define FDT_HEADER_SIZE 40
/* A loader may not hand over a longer device tree (Linux's booting.rst). */
#define FDT_SIZE_MAX 0x200000

/* An open device tree. */
struct fdt {
	const uint8_t *blob;
	uint32_t size;
	uint32_t structs, structs_size; /* structure block: offset in the blob, bytes */
	uint32_t strings, strings_size;
	uint32_t reservations;
};

/* A range of addresses, of memory or of a device's registers. */
struct fdt_range {
	uint64_t base, size;
};

/*
 * Returns the size that a header of FDT_HEADER_SIZE bytes claims; 0 if it is not a device
 * tree's header, or if the size is above FDT_SIZE_MAX.
 */
uint32_t fdt_size(const void *header);
/*
 * Opens the blob of `available` bytes. False: it is not a device tree, or its blocks do
 * not lie in it.
 */
bool fdt_open(struct fdt *fdt, const void *blob, size_t available);

/*
 * Returns the node after `node` in document order, or FDT_NONE after the last. After
 * FDT_NONE it returns the root and sets *depth to 0; from then on it changes *depth as it
 * goes down and up.
 */
int fdt_next(const struct fdt *fdt, int node, int *depth);
/* Returns the parent of a node, or FDT_NONE. */
int fdt_parent(const struct fdt *fdt, int node);
/*
 * Finds a node by its path ("/chosen") or by an alias ("serial0"). Either ends after
 * `length` characters, or at a colon.
 */
int fdt_find_path(const struct fdt *fdt, const char *path, size_t length);
/*
 * Returns the next node after `after` that is compatible with `name` and not disabled,
 * or FDT_NONE.
 */
int fdt_find_compatible(const struct fdt *fdt, int after, const char *name);
/* Tells whether the node's `status` permits its use. */
bool fdt_available(const struct fdt *fdt, int node);

/* Returns a node's name with its unit address; "" for the root. */
const char *fdt_name(const struct fdt *fdt, int node);
/* Returns a property's value, and its length in bytes in *length; NULL if it is absent. */
const void *fdt_property(const struct fdt *fdt, int node, const char *name, uint32_t *length);
/* Returns a property's value if it is a terminated string, else NULL. */
const char *fdt_string(const struct fdt *fdt, int node, const char *name);
/* Reads cell number `index` of a property. False, as below: it is absent. */
bool fdt_cell(const struct fdt *fdt, int node, const char *name, unsigned int index, uint32_t *value);
/* Reads a property that is a single number of one or two cells. */
bool fdt_number(const struct fdt *fdt, int node, const char *name, uint64_t *value);
/*
 * Reads entry number `index` of `reg` as the CPU sees it, translated by the `ranges` of
 * all buses above.
 */
bool fdt_reg(const struct fdt *fdt, int node, unsigned int index, struct fdt_range *range);
/* Reads entry number `index` of the memory reservation block. False: the block has ended. */
bool fdt_reservation(const struct fdt *fdt, unsigned int index, struct fdt_range *range);

#endif
