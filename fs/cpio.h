/* The cpio format "newc" (070701, and 070702 with a checksum). SPDX-License-Identifier: MIT */
#ifndef FS_CPIO_H
#define FS_CPIO_H

#include "include/compiler.h"

/* Cpio archives in memory, one after another, and the place up to which they were read. */
struct cpio {
	const uint8_t *base;
	size_t size, at;
	unsigned int archive; /* how many archives ended before base[at] */
};

/* A member of an archive. Nothing is copied: name and data lie in the archive. */
struct cpio_entry {
	const char *name; /* terminated */
	const uint8_t *data;
	uint32_t size, mode, links, uid, gid, mtime_s;
	/* Two names are one file if all three are equal. */
	uint32_t inode, device_major, device_minor;
	unsigned int archive;
};

/*
 * Reads the next member. Returns 1; 0 at the end; -EINVAL if no whole member
 * begins at base[at].
 */
int cpio_next(struct cpio *c, struct cpio_entry *entry);

#endif
