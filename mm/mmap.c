/*
 * mmap: makes the call's checks in Linux's order, finds a place, adds the
 * mapping. The offset is checked first, as Linux's system call does; the rest
 * is its mmap_pgoff. Next: place.c, mappings.c, fault.c.
 * SPDX-License-Identifier: MIT
 */
#include "dispatch/dispatch.h"
#include "fs/fd.h"
#include "mm/mm.h"
#include "mm/vma.h"

#include <linux/errno.h>
#include <linux/mman.h>

/* The flags that MAP_SHARED_VALIDATE accepts. It exists to refuse all others. */
#define MAP_VALIDATED                                                                              \
	(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_DENYWRITE | MAP_EXECUTABLE |   \
	 MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB |      \
	 MAP_LOW)
/* The highest offset in a file (Linux's s_maxbytes). */
#define FILE_SIZE_MAX 0x7fffffffffffffff

/* Returns the VMA_ flags that these MAP_ flags ask for, whatever is mapped. */
static int kept_flags(int flags)
{
	return (flags & MAP_GROWSDOWN ? VMA_GROWSDOWN : 0) |
	       (flags & MAP_NORESERVE ? VMA_NORESERVE : 0) |
	       (flags & MAP_LOCKED ? VMA_LOCKED : 0);
}

/* Returns the VMA_ flags of an anonymous mapping, or -EINVAL. */
static int anonymous_flags(int flags)
{
	int kept = kept_flags(flags);

	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		return kept & VMA_GROWSDOWN ? -EINVAL : kept | VMA_SHARED;
	case MAP_PRIVATE:
		return kept;
	default:
		return -EINVAL;
	}
}

/* Says whether the call makes the pages present. Linux reads MAP_NONBLOCK as "do not". */
static bool populates(uint32_t mode, int flags)
{
	if (!(mode & PROT_KEPT))
		return false;
	return flags & MAP_LOCKED || (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
}

/*
 * Maps [start, start + length), right below next if nothing is there, else in
 * place of what is. As on Linux the mapping stands even if there is no memory
 * for its pages: a touch, or MADV_POPULATE_READ, reports that.
 */
static long map_at(struct vma *next, uintptr_t start, size_t length, int flags, uint32_t mode,
		   struct backing *backing)
{
	uintptr_t end = start + length;
	long result = next->start >= end ? mapping_add(next, start, end, mode, backing)
					 : mapping_replace(start, end, mode, backing);

	if (result >= 0 && populates(mode, flags))
		mapping_populate(vma_find(start), start, end);
	return result;
}

/* Like map_at(), but maps an object. If it fails, an object that was new is gone. */
static __noinline long map_object(struct object *object, size_t offset, struct vma *next,
				  uintptr_t start, size_t length, int flags, uint32_t mode)
{
	struct backing *backing = object ? backing_create(object, start - offset) : NULL;
	long result;

	if (!backing)
		return -ENOMEM;
	result = map_at(next, start, length, flags, mode, backing);
	backing_put(backing);
	return result;
}

/* Maps anonymous memory, for any address and flags. */
static __noinline long map_anonymous(uintptr_t addr, size_t length, int prot, int flags)
{
	int kept = anonymous_flags(flags);
	struct vma *next;
	long start = length ? mapping_place(addr, length, flags, &next) : -ENOMEM;

	if (start < 0)
		return start;
	if (kept < 0)
		return kept;
	if (!mapping_affordable(length, prot, kept))
		return -ENOMEM;
	if (kept & VMA_SHARED)
		return map_object(object_create(length), 0, next, (uintptr_t)start, length, flags,
				  vma_mode(prot, kept));
	return map_at(next, (uintptr_t)start, length, flags, vma_mode(prot, kept), NULL);
}

/* Flags that a private mapping of fresh pages at any place does not have. */
#define MAP_PARTICULAR                                                                             \
	(MAP_TYPE | MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_LOW | MAP_GROWSDOWN | MAP_NORESERVE |    \
	 MAP_LOCKED | MAP_POPULATE)

long mm_map(uintptr_t addr, size_t length, int prot, int flags)
{
	struct vma *next;
	uintptr_t end;

	if (!length)
		return -EINVAL;
	length = ALIGN_UP(length, PAGE_SIZE); /* wraps to 0: refused below */
	prot &= PROT_KEPT;
	/* Most callers let the kernel choose the place: then nothing more must be checked. */
	if (addr || !length || (flags & MAP_PARTICULAR) != MAP_PRIVATE ||
	    !mapping_affordable(length, prot, 0))
		return map_anonymous(addr, length, prot, flags);
	next = vma_find_gap(length);
	if (!next)
		return -ENOMEM;
	end = vma_gap_end(next);
	return mapping_add(next, end - length, end, vma_mode(prot, 0), NULL);
}

/* Makes the checks that Linux makes after it has found a place. */
static int check_file(unsigned int fd, int prot, int flags)
{
	switch (flags & MAP_TYPE) {
	case MAP_SHARED_VALIDATE:
		if (flags & ~MAP_VALIDATED)
			return -EOPNOTSUPP;
		__attribute__((fallthrough));
	case MAP_SHARED:
		if (prot & PROT_WRITE && !fd_can_write(fd))
			return -EACCES;
		break;
	case MAP_PRIVATE:
		break;
	default:
		return -EINVAL;
	}
	if (!fd_can_read(fd))
		return -EACCES;
	if (!fd_object(fd))
		return -ENODEV;
	return flags & MAP_GROWSDOWN ? -EINVAL : 0;
}

/*
 * Maps a file. It is never open for writing, so a shared mapping of it may never
 * become writable.
 */
static __noinline long map_file(uintptr_t addr, size_t length, int prot, int flags, unsigned int fd,
				size_t offset)
{
	int error, kept = kept_flags(flags);
	struct vma *next;
	long start;

	if (!fd_is_open(fd))
		return -EBADF;
	if (flags & MAP_HUGETLB || !length)
		return -EINVAL;
	length = ALIGN_UP(length, PAGE_SIZE);
	start = length ? mapping_place(addr, length, flags, &next) : -ENOMEM;
	if (start < 0)
		return start;
	if (length > FILE_SIZE_MAX || offset > FILE_SIZE_MAX - length)
		return -EOVERFLOW;
	error = check_file(fd, prot, flags);
	if (error)
		return error;
	prot &= PROT_KEPT;
	if ((flags & MAP_TYPE) != MAP_PRIVATE)
		kept |= VMA_READONLY;
	if (!mapping_affordable(length, prot, kept))
		return -ENOMEM;
	return map_object(fd_object(fd), offset, next, (uintptr_t)start, length, flags,
			  vma_mode(prot, kept));
}

/* Maps from the pool of huge pages, which is empty, as on a Linux where nobody has filled it. */
static __noinline long map_hugetlb(size_t length, int flags)
{
	unsigned int log2_size = (unsigned int)flags >> MAP_HUGE_SHIFT & MAP_HUGE_MASK;

	if (!length || (log2_size && (size_t)1 << log2_size != LARGE_PAGE_SIZE))
		return -EINVAL;
	return -ENOMEM;
}

static long mmap_pgoff(uintptr_t addr, size_t length, int prot, int flags, unsigned int fd,
		       size_t offset)
{
	if (!(flags & MAP_ANONYMOUS))
		return map_file(addr, length, prot, flags, fd, offset);
	return flags & MAP_HUGETLB ? map_hugetlb(length, flags) : mm_map(addr, length, prot, flags);
}

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, length, int, prot, int, flags, unsigned int,
		fd, unsigned long, offset)
{
	if (offset % PAGE_SIZE)
		return -EINVAL;
	return mmap_pgoff(addr, length, prot, flags, fd, offset);
}
