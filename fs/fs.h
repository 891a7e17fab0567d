/*
 * The files of the workload: the initramfs, standard input and output.
 * Next: fs/initramfs.c, fs/fd.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef FS_FS_H
#define FS_FS_H

#include "include/compiler.h"

#include <stdbool.h>

/* A member of the archive. Nothing is copied: name and data lie in the archive. */
struct initramfs_file {
	const char *name;
	const void *data;
	size_t size;
	uint32_t mode; /* S_IFMT and permissions, as in stat */
	uint32_t links, uid, gid, mtime_s;
	/* Two names are one file if all three are equal. */
	uint32_t inode, device;
	unsigned int archive;
};

/*
 * Takes the archive, which must stay in memory. If a part of it is broken, a line
 * of the log says so, and only the members before that part can be found.
 */
void initramfs_init(const void *archive, size_t size);
/*
 * Finds the file of that path: "/a/b", "a/b" and "./a/b" are the same. If several
 * members have it, the last counts. Returns false if there is none.
 */
bool initramfs_find(const char *path, struct initramfs_file *file);

#endif
