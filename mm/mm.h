/*
 * Memory as the rest of the kernel sees it: start-up, pages, objects, the
 * workload's mappings, user pointers. One address space, one CPU: no locks, and
 * everything here runs with interrupts off. SPDX-License-Identifier: MIT
 */
#ifndef MM_MM_H
#define MM_MM_H

#include "include/compiler.h"

#include <stdbool.h>

#include <arch/page.h>

/*
 * Takes over memory: final page tables with section-exact permissions (text RX,
 * rodata R, the rest RW, none of it executable twice or writable by an alias),
 * then all of RAM. Before it only boot_info.early_map is reachable.
 */
void mm_init(void);

/* Pages: 2^order of them, contiguous and aligned to their size. 0 when memory has run out. */
phys_addr_t page_alloc(unsigned int order);
void page_free(phys_addr_t pa, unsigned int order);
size_t page_free_count(void);

/* Objects of one size, from a cache of their own. cache_alloc() gives NULL when memory has run out. */
struct cache {
	size_t size;	      /* bytes an object; aligned to 64 if it is a multiple of that, else to 16 */
	size_t slab_size;     /* bytes of a slab, set with the first */
	struct slab *partial; /* those with free objects (mm/cache.c) */
	void *withheld;	      /* free ones that are not to be had (mm/fail.c) */
	struct cache *next;   /* in a list of all */
};
#define CACHE_INIT(bytes) { .size = ALIGN_UP(bytes, 16) }
void *cache_alloc(struct cache *cache);
void cache_free(struct cache *cache, void *object);

/* The allocation number `first` from now on fails, and the next count - 1. 0: none. How many have, of the last time's. */
long alloc_fail(unsigned long first, unsigned long count);

/*
 * mm/settle.c. Makes the state of memory a function of what is mapped and in use, without the traces of
 * the order in which it came to be: the shapes of the trees, the free lists, slabs that are empty. Only
 * addresses of free objects within their slabs stay as they are. Measurements begin with it, so that
 * those of all paths meet the same state.
 */
void mm_settle(void);

/* Kernel mappings made after start-up (stacks, devices). -ENOMEM. */
int kernel_map_page(uintptr_t va, phys_addr_t pa);
/* Takes back such a page, which is the caller's again. The tables above it stay. */
phys_addr_t kernel_unmap_page(uintptr_t va);
/* Device registers at pa, uncached, size bytes: their kernel address, NULL without memory. */
void *device_map(phys_addr_t pa, size_t size);

/*
 * The workload's mappings. prot and flags are Linux's PROT_ and MAP_. Addresses
 * returned are >= 0 as long; errors -errno.
 */
long mm_map(uintptr_t addr, size_t length, int prot, int flags);
long mm_unmap(uintptr_t addr, size_t length);
long mm_protect(uintptr_t addr, size_t length, unsigned long prot);
/* Where brk() starts: called once by the ELF loader. */
void mm_brk_init(uintptr_t start);
/* Populates [addr, addr + length) for writing, whatever its protection, and copies the bytes in: the ELF loader's. */
int mm_write(uintptr_t addr, const void *from, size_t length);
/* Physical address of a present user page, or 0. */
phys_addr_t mm_phys(uintptr_t addr);
/* The same in a shared mapping, where other addresses may lead to the same memory; in others 0. */
phys_addr_t mm_shared_phys(uintptr_t addr);

/* Set: no large pages for the workload, whatever madvise() said. */
extern bool mm_small_pages_only;

#define MM_FAULT_READ 0
#define MM_FAULT_WRITE 1
#define MM_FAULT_EXEC 2
/*
 * Makes one user page present. 0: done, retry the access. -EFAULT: nothing is
 * mapped there (SEGV_MAPERR), -EACCES: not with this access (SEGV_ACCERR),
 * -ENOMEM: no page left, or none behind the end of a file (SIGBUS, as on Linux,
 * whose OOM killer would have ended it in the first case).
 */
int mm_fault(uintptr_t addr, int access);

/* Whether [user, user + n) lies below TASK_SIZE, mapped or not. Written so that no sum can wrap. */
static inline bool user_range_ok(const void *user, size_t n)
{
	return n <= TASK_SIZE && (uintptr_t)user <= TASK_SIZE - n;
}

/*
 * User pointers. Any address may be given; what is not a user page that allows
 * the access is -EFAULT. The _partial forms return how many bytes were NOT
 * copied, as read() and write() need it.
 */
int copy_from_user(void *to, const void *user_from, size_t n);
int copy_to_user(void *user_to, const void *from, size_t n);
size_t copy_from_user_partial(void *to, const void *user_from, size_t n);
size_t copy_to_user_partial(void *user_to, const void *from, size_t n);
/* A string to its end, or its first n bytes: what lies behind need not be there. Its length, at most n. */
long copy_string_from_user(char *to, const char *user_from, size_t n);
int get_user_u32(uint32_t *to, const void *user_from);
int put_user_u32(uint32_t value, void *user_to);

/* Where a faulting kernel instruction resumes (mm/extable.c), or 0: entry/trap.c asks. */
uintptr_t extable_find(uintptr_t ip);

#endif
