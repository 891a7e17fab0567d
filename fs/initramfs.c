/*
 * Finds files of the initramfs by name. A lookup reads the archive from its
 * start: there are only a handful of lookups in a run. Next: fs/cpio.c.
 * SPDX-License-Identifier: MIT
 */
#include "fs/cpio.h"
#include "fs/fs.h"
#include "lib/lib.h"

#include <linux/stat.h>

static const void *archive_base;
static size_t archive_size;

static struct cpio archive_start(void)
{
	return (struct cpio){ .base = archive_base, .size = archive_size };
}

/* Reads the archive once, so that what is wrong with it is in the log before anything is missed. */
void initramfs_init(const void *archive, size_t size)
{
	struct cpio_entry entry;
	struct cpio cpio;
	int result;

	archive_base = archive;
	archive_size = size;
	cpio = archive_start();
	do
		result = cpio_next(&cpio, &entry);
	while (result > 0);
	if (result < 0)
		klog("initramfs: expected a whole cpio header and file (newc, not compressed) at byte "
		     "%zu of %zu; the rest is not read", cpio.at, size);
}

/* Skips what does not change a path: "/", "./". */
static const char *skip_root(const char *path)
{
	for (;;) {
		if (path[0] == '/')
			path++;
		else if (path[0] == '.' && path[1] == '/')
			path += 2;
		else
			return path;
	}
}

/* Numbers of files are unique within one archive only. */
static bool is_same_file(const struct cpio_entry *a, const struct cpio_entry *b)
{
	return a->archive == b->archive && a->inode == b->inode &&
	       a->device_major == b->device_major && a->device_minor == b->device_minor;
}

/* Finds the data of a file with several names: some writers of cpio store it with one name only. */
static void find_data(struct cpio_entry *file)
{
	struct cpio cpio = archive_start();
	struct cpio_entry entry;

	while (!file->size && cpio_next(&cpio, &entry) > 0) {
		if (is_same_file(&entry, file)) {
			file->data = entry.data;
			file->size = entry.size;
		}
	}
}

bool initramfs_find(const char *path, struct initramfs_file *file)
{
	struct cpio cpio = archive_start();
	struct cpio_entry entry, found = { 0 };

	while (cpio_next(&cpio, &entry) > 0)
		if (!strcmp(skip_root(entry.name), skip_root(path)))
			found = entry;
	if (!found.name)
		return false;
	if (S_ISREG(found.mode) && found.links > 1)
		find_data(&found);
	*file = (struct initramfs_file){ .name = found.name,
					 .data = found.data,
					 .size = found.size,
					 .mode = found.mode,
					 .links = found.links,
					 .uid = found.uid,
					 .gid = found.gid,
					 .mtime_s = found.mtime_s,
					 .inode = found.inode,
					 .device = found.device_major << 20 | found.device_minor,
					 .archive = found.archive };
	return true;
}
