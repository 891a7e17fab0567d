/*
 * Walks paths of the initramfs, name by name as Linux does. Each name on the
 * way must exist and be a directory, or a symbolic link to one.
 * Next: fs/initramfs.c. SPDX-License-Identifier: MIT
 */
#include "fs/inode.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/stat.h>

/* At most so many symbolic links are followed (Linux's MAXSYMLINKS). */
#define LINKS_MAX 40

/* The walk under way. There is only one at a time: no thread is switched away from during it. */
static struct {
	char at[PATH_MAX];	/* where the walk has come to, without a slash at its start */
	char left[2 * PATH_MAX]; /* the names that it still has to go, read from `next` on */
	char *next;
	unsigned int links;
	struct initramfs_file file; /* the file at `at` */
} path_walk;

/* Finds the file at `at`. Every archive has a root, even an archive that does not name it. */
static int find_here(void)
{
	if (!path_walk.at[0] && !initramfs_find(".", &path_walk.file))
		path_walk.file = (struct initramfs_file){ .name = "", .mode = S_IFDIR | 0755, .links = 2 };
	else if (path_walk.at[0] && !initramfs_find(path_walk.at, &path_walk.file))
		return -ENOENT;
	return 0;
}

/* Removes the last name of `at`. At the root nothing changes: ".." of the root is the root. */
static void step_up(void)
{
	char *slash = path_walk.at;

	for (char *c = path_walk.at; *c; c++)
		if (*c == '/')
			slash = c;
	*slash = '\0';
}

static int step_down(const char *name, size_t length)
{
	size_t end = strlen(path_walk.at);

	if (length > NAME_MAX || end + 1 + length >= sizeof(path_walk.at))
		return -ENAMETOOLONG;
	if (end)
		path_walk.at[end++] = '/';
	memcpy(path_walk.at + end, name, length);
	path_walk.at[end + length] = '\0';
	return find_here();
}

/* Puts the link's text in place of the link, in front of what is left. */
static int go_through_link(void)
{
	static char text[2 * PATH_MAX];
	const struct initramfs_file link = path_walk.file;
	size_t left = strlen(path_walk.next);

	if (++path_walk.links > LINKS_MAX)
		return -ELOOP;
	if (!link.size)
		return -ENOENT;
	if (link.size >= PATH_MAX || left >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(text, link.data, link.size);
	memcpy(text + link.size, path_walk.next, left + 1);
	memcpy(path_walk.left, text, link.size + left + 1);
	path_walk.next = path_walk.left;
	if (path_walk.left[0] == '/')
		path_walk.at[0] = '\0'; /* an absolute link begins at the root */
	else
		step_up(); /* a relative one beside the link */
	return find_here();
}

/* Goes one name further. If the last name is a link, `follow` says whether to follow it. */
static int path_step(bool follow)
{
	const char *name = path_walk.next;
	size_t length = 0;
	bool last;
	int error;

	if (!S_ISDIR(path_walk.file.mode))
		return -ENOTDIR;
	while (name[length] && name[length] != '/')
		length++;
	path_walk.next += length;
	last = !*path_walk.next;
	if (length == 1 && name[0] == '.')
		return 0;
	if (length == 2 && name[0] == '.' && name[1] == '.') {
		step_up();
		return find_here();
	}
	error = step_down(name, length);
	if (!error && S_ISLNK(path_walk.file.mode) && (!last || follow))
		error = go_through_link();
	return error;
}

/*
 * Skips the slashes at the start of what is left. As on Linux, slashes after a
 * name ask for a directory.
 */
static int skip_slashes(void)
{
	bool any = *path_walk.next == '/';

	while (*path_walk.next == '/')
		path_walk.next++;
	return any && !S_ISDIR(path_walk.file.mode) ? -ENOTDIR : 0;
}

/* Copies a path with its end. Returns 0, -EFAULT or -ENAMETOOLONG. */
static int copy_path(char *to, const char *user_path)
{
	long length = copy_string_from_user(to, user_path, PATH_MAX);

	if (length < 0)
		return length;
	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int path_find(const char *base, const char *user_path, bool follow, struct initramfs_file *file)
{
	int error = copy_path(path_walk.left, user_path);

	if (error)
		return error;
	if (!path_walk.left[0])
		return -ENOENT;
	path_walk.next = path_walk.left;
	path_walk.links = 0;
	copy_string(path_walk.at, base && path_walk.left[0] != '/' ? base : "", sizeof(path_walk.at));
	error = find_here();
	while (!error) {
		error = skip_slashes();
		if (error || !*path_walk.next)
			break;
		error = path_step(follow);
	}
	*file = path_walk.file;
	return error;
}
