/*
 * Files of the initramfs that were opened once. Next: fs/initramfs.c.
 * SPDX-License-Identifier: MIT
 */
#include "fs/inode.h"
#include "mm/mm.h"

static struct cache inode_cache = CACHE_INIT(sizeof(struct inode));
static struct inode *inodes;

/* data tells apart files of an archive whose writer gave all of them the same number. */
static bool inode_is(const struct inode *inode, const struct initramfs_file *file)
{
	return inode->file.inode == file->inode && inode->file.device == file->device &&
	       inode->file.archive == file->archive && inode->file.data == file->data;
}

struct inode *inode_get(const struct initramfs_file *file)
{
	struct inode *inode = inodes;

	while (inode && !inode_is(inode, file))
		inode = inode->next;
	if (inode)
		return inode;
	inode = cache_alloc(&inode_cache);
	if (!inode)
		return NULL;
	*inode = (struct inode){
		.file = *file,
		.object = { .file = file->data, .size = file->size },
		.next = inodes,
	};
	inodes = inode;
	return inode;
}
