/* The cpio format "newc" (070701, and 070702 with a checksum). SPDX-License-Identifier: MIT */
#ifndef FS_CPIO_H
#define FS_CPIO_H

#include "include/compiler.h"

/* Archives in memory, and how far they were read. */
struct cpio {
	const uint8_t *base;
	size_t size, at;
	unsigned int archive; /* how many ended before c->at */
};

struct cpio_entry {
	const char *name; /* terminated */
	const uint8_t *data;
	uint32_t size, mode, links, uid, gid, mtime_s;
	/* One file has several names where these are equal. */
	uint32_t inode, device_major, device_minor;
	unsigned int archive;
};

/* The next member: 1. The end: 0. -EINVAL: at c->at begins no member, or one that is cut short. */
int cpio_next(struct cpio *c, struct cpio_entry *entry);

#endif
