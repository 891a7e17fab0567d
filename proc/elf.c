/*
 * The ELF loader: for static executables, at fixed addresses or
 * position-independent. It trusts nothing in the file: it checks all of it
 * before it maps anything. Next: proc/stack.c. SPDX-License-Identifier: MIT
 */
#include "proc/elf.h"
#include "lib/lib.h"
#include "mm/mm.h"

#include <arch/elf.h>

#include <linux/mman.h>

/* Linux's limit for the table of program headers, in bytes. */
#define PHDRS_SIZE_MAX 65536
/* Segments must end below the room that the stack may take. */
#define SEGMENTS_END (STACK_TOP - STACK_SIZE_MAX)

/* A program file, as the loader knows it before it maps anything. */
struct elf {
	const uint8_t *file;
	size_t size;
	Elf64_Ehdr header;
	uintptr_t lowest, highest; /* segments cover the file's addresses [lowest, highest) */
	uintptr_t align;	   /* the largest alignment that a segment asks for */
	uintptr_t bias;		   /* added to the file's addresses */
	uintptr_t phdr;		   /* the program headers' address in the file's terms, or 0 */
	bool exec_stack;
};

static const char *check_header(const Elf64_Ehdr *h, size_t size)
{
	if (size < sizeof(*h) || memcmp(h->e_ident, ELFMAG, SELFMAG))
		return "not an ELF file";
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_machine != ELF_MACHINE)
		return "an ELF file, but not for this machine (" ELF_PLATFORM ")";
	if (h->e_type != ET_EXEC && h->e_type != ET_DYN)
		return "an ELF file, but not an executable";
	if (h->e_phentsize != sizeof(Elf64_Phdr) || !h->e_phnum ||
	    h->e_phnum * sizeof(Elf64_Phdr) > PHDRS_SIZE_MAX)
		return "its table of program headers has an impossible size";
	if (h->e_phoff > size || h->e_phnum * sizeof(Elf64_Phdr) > size - h->e_phoff)
		return "cut short: its table of program headers lies past its end";
	return NULL;
}

/* Returns a copy, since the table may be unaligned in the file. */
static Elf64_Phdr program_header(const struct elf *e, unsigned int n)
{
	Elf64_Phdr p;

	memcpy(&p, e->file + e->header.e_phoff + n * sizeof(p), sizeof(p));
	return p;
}

/*
 * Checks a segment. Linux would let a segment replace a page of an earlier one;
 * no linker makes such a file, and it is refused here.
 */
static const char *check_segment(const struct elf *e, const Elf64_Phdr *p)
{
	if (p->p_filesz > p->p_memsz)
		return "a segment is larger in the file than in memory";
	if (p->p_filesz && (p->p_offset > e->size || p->p_filesz > e->size - p->p_offset))
		return "cut short: a segment lies past its end";
	if (p->p_memsz > SEGMENTS_END || p->p_vaddr > SEGMENTS_END - p->p_memsz)
		return "a segment lies outside the addresses of user mode";
	if (p->p_filesz && (p->p_offset - p->p_vaddr) % PAGE_SIZE)
		return "a segment's place in the file and its address differ modulo the page size";
	if (ALIGN_DOWN(p->p_vaddr, PAGE_SIZE) < e->highest)
		return "its segments overlap, or are not in ascending order";
	return NULL;
}

/* Checks a segment and adds it to what the loader knows of the file. */
static const char *scan_segment(struct elf *e, const Elf64_Phdr *p)
{
	const char *why = check_segment(e, p);

	if (why)
		return why;
	if (!e->highest)
		e->lowest = ALIGN_DOWN(p->p_vaddr, PAGE_SIZE);
	e->highest = ALIGN_UP(p->p_vaddr + p->p_memsz, PAGE_SIZE);
	if (p->p_align > e->align && !(p->p_align & (p->p_align - 1)))
		e->align = p->p_align;
	if (e->header.e_phoff >= p->p_offset && e->header.e_phoff - p->p_offset < p->p_filesz)
		e->phdr = e->header.e_phoff - p->p_offset + p->p_vaddr;
	return NULL;
}

static const char *scan(struct elf *e)
{
	e->align = PAGE_SIZE;
	for (unsigned int i = 0; i < e->header.e_phnum; i++) {
		Elf64_Phdr p = program_header(e, i);
		const char *why = NULL;

		if (p.p_type == PT_INTERP)
			return "dynamic executables are not supported: link it with -static";
		if (p.p_type == PT_GNU_STACK)
			e->exec_stack = p.p_flags & PF_X;
		if (p.p_type == PT_LOAD && p.p_memsz)
			why = scan_segment(e, &p);
		if (why)
			return why;
	}
	return e->highest ? NULL : "it has no segment to load";
}

/* Decides where the file's addresses go: where they are or, position-independent, to PIE_BASE. */
static const char *place(struct elf *e)
{
	uintptr_t start = e->lowest;

	if (e->header.e_type == ET_DYN) {
		if (e->align > PIE_BASE)
			return "a segment asks for an impossible alignment";
		start = ALIGN_UP((uintptr_t)PIE_BASE, e->align) + e->lowest % e->align;
		e->bias = start - e->lowest;
	}
	if (start < MMAP_MIN_ADDR || start > SEGMENTS_END ||
	    e->highest - e->lowest > SEGMENTS_END - start)
		return "a segment lies outside the addresses of user mode";
	if (e->header.e_entry + e->bias >= TASK_SIZE)
		return "its entry point lies outside the addresses of user mode";
	return NULL;
}

static int protection(const Elf64_Phdr *p)
{
	return (p->p_flags & PF_R ? PROT_READ : 0) | (p->p_flags & PF_W ? PROT_WRITE : 0) |
	       (p->p_flags & PF_X ? PROT_EXEC : 0);
}

/*
 * Maps a segment. Fresh pages are zero, so all that the file does not fill is
 * zero, up to the end of the last page. A segment without bytes in the file may
 * have any offset.
 */
static bool map_segment(const struct elf *e, const Elf64_Phdr *p)
{
	uintptr_t addr = p->p_vaddr + e->bias;
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	size_t length = ALIGN_UP(addr + p->p_memsz, PAGE_SIZE) - page;
	long mapped = mm_map(page, length, protection(p), MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
	size_t offset = p->p_filesz ? p->p_offset : 0;

	return mapped >= 0 && !mm_write(addr, e->file + offset, p->p_filesz);
}

static bool map(const struct elf *e)
{
	for (unsigned int i = 0; i < e->header.e_phnum; i++) {
		Elf64_Phdr p = program_header(e, i);

		if (p.p_type == PT_LOAD && p.p_memsz && !map_segment(e, &p))
			return false;
	}
	return true;
}

const char *elf_load(const void *file, size_t size, struct elf_image *image)
{
	struct elf e = { .file = file, .size = size };
	const char *why;

	memcpy(&e.header, file, size < sizeof(e.header) ? size : sizeof(e.header));
	why = check_header(&e.header, size);
	if (!why)
		why = scan(&e);
	if (!why)
		why = place(&e);
	if (!why && !map(&e))
		why = "no memory for its segments";
	*image = (struct elf_image){ .entry = e.header.e_entry + e.bias,
				     .phdr = e.phdr ? e.phdr + e.bias : 0,
				     .phnum = e.header.e_phnum,
				     .end = e.highest + e.bias,
				     .exec_stack = e.exec_stack };
	return why;
}
