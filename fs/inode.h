/* Files of the initramfs that were opened once. Next: fs/inode.c. SPDX-License-Identifier: MIT */
#ifndef FS_INODE_H
#define FS_INODE_H

#include "fs/fs.h"
#include "mm/object.h"

/* A file that was opened once. It is never freed: the archive bounds how many there can be. */
struct inode {
	struct initramfs_file file;
	struct object object; /* what mappings of it show */
	struct inode *next;
};

/* Returns the inode of that file, made at the first call for it; NULL without memory. */
struct inode *inode_get(const struct initramfs_file *file);

/*
 * fs/path.c. Finds the file at user_path. A relative path begins at the directory
 * `base`, or at the root if base is NULL: the workload's directory is the root.
 * With `follow`, a symbolic link at the end of the path is followed. Returns 0,
 * -EFAULT, -ENOENT, -ENOTDIR, -ELOOP or -ENAMETOOLONG.
 */
int path_find(const char *base, const char *user_path, bool follow, struct initramfs_file *file);

#endif
