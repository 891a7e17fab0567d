/*
 * The files of the workload: the initramfs, standard input and output, and
 * samples on their way to the host. Next: fs/initramfs.c, fs/fd.c.
 * SPDX-License-Identifier: MIT
 */
#ifndef FS_FS_H
#define FS_FS_H

#include "include/compiler.h"

#include <stdbool.h>

/* A member of the archive, in place: nothing is copied, names are terminated. */
struct initramfs_file {
	const char *name;
	const void *data;
	size_t size;
	uint32_t mode; /* S_IFMT and permissions, as in stat */
	uint32_t links, uid, gid, mtime_s;
	/* Names with these three in common are one file's. */
	uint32_t inode, device;
	unsigned int archive;
};

/* The archive in memory, which stays there. What is wrong with it goes to the log; what precedes that can be found. */
void initramfs_init(const void *archive, size_t size);
/* The file of that path ("/a/b", "a/b" and "./a/b" are one); of several, the last. False: there is none. */
bool initramfs_find(const char *path, struct initramfs_file *file);

/*
 * Tells the host where in physical memory the samples at addr are, or sends them
 * (samples=console). 0, -EFAULT where not all of it is the workload's, -ENOMEM.
 */
int samples_announce(uintptr_t addr, size_t length);

#endif
