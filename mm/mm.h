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
 * Takes over memory. Builds the final page tables: text can be executed, rodata
 * only read, the rest is written and never executed, by any address. Then all of
 * RAM can be reached; before, only boot_info.early_map can.
 */
void mm_init(void);

/*
 * page_alloc() returns 2^order pages, contiguous and aligned to their size, or 0
 * when memory has run out. page_free_count() counts single pages.
 */
phys_addr_t page_alloc(unsigned int order);
void page_free(phys_addr_t pa, unsigned int order);
size_t page_free_count(void);

/*
 * A cache gives out objects of one size. cache_alloc() returns NULL when memory
 * has run out.
 */
struct cache {
	size_t size;	      /* bytes an object; a multiple of 64 is aligned to 64, others to 16 */
	size_t slab_size;     /* bytes of a slab; 0 until there was one */
	struct slab *partial; /* slabs with free objects (mm/cache.c) */
	void *withheld;	      /* free objects that cache_alloc() must not give out (mm/fail.c) */
	struct cache *next;   /* in the list of all caches */
};
#define CACHE_INIT(bytes) { .size = ALIGN_UP(bytes, 16) }
void *cache_alloc(struct cache *cache);
void cache_free(struct cache *cache, void *object);

/*
 * Makes allocations fail, for tests: number `first` from now on and those after
 * it, `count` in all. first = 0 turns it off. Returns how many failures of the
 * previous request happened.
 */
long alloc_fail(unsigned long first, unsigned long count);

/*
 * mm/settle.c. Brings memory into a state that depends only on what is mapped
 * and in use, not on the order in which it came to be: it rebuilds the trees,
 * sorts the free lists, gives empty slabs back. Only the order of free objects
 * within their slab stays as it is. Each measurement begins with it, so that
 * all paths meet the same state.
 */
void mm_settle(void);

/* Maps a page into the kernel after start-up, for a stack or device. Returns 0 or -ENOMEM. */
int kernel_map_page(uintptr_t va, phys_addr_t pa);
/* Unmaps such a page and returns it to the caller. The tables above it stay. */
phys_addr_t kernel_unmap_page(uintptr_t va);
/*
 * Maps size bytes of device registers at pa, uncached. Returns their address,
 * or NULL without memory.
 */
void *device_map(phys_addr_t pa, size_t size);

/*
 * The workload's mappings. prot and flags are Linux's PROT_ and MAP_. They return
 * an address or 0, which is >= 0 as a long, or -errno.
 */
long mm_map(uintptr_t addr, size_t length, int prot, int flags);
long mm_unmap(uintptr_t addr, size_t length);
long mm_protect(uintptr_t addr, size_t length, unsigned long prot);
/* Sets where brk() starts. The ELF loader calls it once. */
void mm_brk_init(uintptr_t start);
/*
 * Copies bytes into the workload's memory for the ELF loader: makes the pages of
 * [addr, addr + length) present, whatever their protection. Returns 0 or -errno.
 */
int mm_write(uintptr_t addr, const void *from, size_t length);
/* Returns the physical address of addr if its user page is present, else 0. */
phys_addr_t mm_phys(uintptr_t addr);
/*
 * Like mm_phys(), but only for a shared mapping, whose memory may have other
 * addresses too; else 0.
 */
phys_addr_t mm_shared_phys(uintptr_t addr);

/* If set, the workload gets no large pages, whatever madvise() said. */
extern bool mm_small_pages_only;

#define MM_FAULT_READ 0
#define MM_FAULT_WRITE 1
#define MM_FAULT_EXEC 2
/*
 * Makes one user page present. Returns 0 if the access can be tried again;
 * -EFAULT if nothing is mapped there (SEGV_MAPERR); -EACCES if the mapping does
 * not allow the access (SEGV_ACCERR); -ENOMEM if no page is left, or the page
 * lies past the end of a file: SIGBUS, as on Linux, whose OOM killer would end
 * the program in the first case.
 */
int mm_fault(uintptr_t addr, int access);

/*
 * Says whether [user, user + n) lies below TASK_SIZE, mapped or not. It never
 * adds user and n, since that sum could wrap.
 */
static inline bool user_range_ok(const void *user, size_t n)
{
	return n <= TASK_SIZE && (uintptr_t)user <= TASK_SIZE - n;
}

/*
 * User pointers. Any address may be given: -EFAULT is returned if it is not a
 * user page that allows the access. The _partial forms return how many bytes
 * were NOT copied, since read() and write() return a short count after a fault.
 */
int copy_from_user(void *to, const void *user_from, size_t n);
int copy_to_user(void *user_to, const void *from, size_t n);
size_t copy_from_user_partial(void *to, const void *user_from, size_t n);
size_t copy_to_user_partial(void *user_to, const void *from, size_t n);
/*
 * Copies a string with its end, or its first n bytes; no byte after its end is
 * read. Returns its length, at most n, or -EFAULT.
 */
long copy_string_from_user(char *to, const char *user_from, size_t n);
int get_user_u32(uint32_t *to, const void *user_from);
int put_user_u32(uint32_t value, void *user_to);

/*
 * Returns where the kernel goes on after the instruction at ip has faulted
 * (mm/extable.c), or 0 if it may not fault. entry/trap.c asks.
 */
uintptr_t extable_find(uintptr_t ip);

#endif
