/*
 * From the loader's first instruction to kernel_main(). There are two entries in 32-bit
 * protected mode with paging off, for multiboot2 and for PVH, and one way from there
 * into long mode. Next: boot/main.c. SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/gdt.h>
#include <arch/layout.h>
#include <arch/registers.h>

#define MULTIBOOT2_MAGIC 0xe85250d6
#define MULTIBOOT2_I386 0
#define PVH_ENTRY_NOTE 18	/* XEN_ELFNOTE_PHYS32_ENTRY */

#define PTE_PRESENT (1 << 0)
#define PTE_WRITE (1 << 1)
#define PTE_LARGE (1 << 7)
#define EARLY_GIB 4		/* how much the early tables map, from physical address 0 on */
#define IMAGE_TABLES 2		/* for the image, from KERNEL_BASE on; kernel.ld asserts it */

#define NO_LONG_MODE_POLLS 1000000 /* a second or so, as in lib/x86_64/uart.c */

#define HIGHEST 2		/* the preference in the relocatable tag */
#define LOAD_END 0xffffffff	/* the early tables reach no further */

/*
 * The multiboot2 header (Multiboot2 specification, 3.1) asks for the memory map and
 * names start_multiboot2 as the entry. The loader chooses the place of the image, and
 * shall take the highest: at the low end, where the image is linked, firmware may hold
 * memory. The place is a multiple of 2 MiB, so that caches indexed by physical address
 * treat the image alike wherever it lies.
 */
	.section .boot.header, "a"
	.balign	8
multiboot2_header:
	.long	MULTIBOOT2_MAGIC, MULTIBOOT2_I386, .Lheader_end - multiboot2_header
	.long	-(MULTIBOOT2_MAGIC + MULTIBOOT2_I386 + (.Lheader_end - multiboot2_header))
	.balign	8
	.short	1, 0		/* information request, not optional */
	.long	16, 1, 6	/* size; tags: command line, memory map */
	.balign	8
	.short	3, 0		/* entry address */
	.long	12, start_multiboot2
	.balign	8
	.short	5, 1		/* framebuffer, optional: any size and depth, or text */
	.long	20, 0, 0, 0
	.balign	8
	.short	10, 0		/* relocatable */
	.long	24, IMAGE_PHYS, LOAD_END, LARGE_PAGE_SIZE, HIGHEST
	.balign	8
	.short	0, 0		/* end */
	.long	8
.Lheader_end:

/* The PVH note names the entry for QEMU's -kernel and for Xen (Xen, docs/misc/pvh.pandoc). */
	.section .note.pvh, "a", %note
	.balign	4
	.long	4, 4, PVH_ENTRY_NOTE
	.asciz	"Xen"
	.long	start_pvh

/*
 * Both entries. In: 32-bit protected mode, flat segments, paging and interrupts off;
 * ebx: physical address of the loader's information; eax: multiboot2's magic, if it is
 * multiboot2. Out, for start_common: esi: the magic or 0; ebp: how far above its linked
 * address the image lies.
 *
 * Only multiboot2 may move the image. To learn where it is, start_multiboot2 makes a
 * call; but there is no stack yet. So the call pushes onto the second word of the
 * information, which is reserved (Multiboot2 specification, 3.6.1).
 */
	.section .boot, "ax"
	.code32
FUNC(start_multiboot2)
	leal	8(%ebx), %esp
	call	1f
1:	popl	%ebp
	subl	$1b, %ebp
	movl	%eax, %esi		/* the magic */
	jmp	start_common
END(start_multiboot2)

FUNC(start_pvh)
	xorl	%ebp, %ebp
	xorl	%esi, %esi
	jmp	start_common
END(start_pvh)

/*
 * In: ebx: the information; esi: its magic; ebp: as above. Each address is taken
 * relative to ebp, since paging is off and the image may have been moved.
 */
FUNC(start_common)
	cld
	leal	boot_stack_end(%ebp), %esp
	pushl	%ebx			/* CPUID overwrites ebx */

	/* The CPU has long mode if leaf 8000_0001H exists and says so (Intel SDM Vol. 2, CPUID). */
	movl	$0x80000000, %eax
	cpuid
	cmpl	$0x80000001, %eax	/* the highest leaf */
	jb	no_long_mode
	movl	$0x80000001, %eax
	cpuid
	btl	$29, %edx		/* LM */
	jnc	no_long_mode
	popl	%ebx

	/* Map the first 4 GiB by 2 MiB pages, all of them writable and executable until mm_init(). */
	leal	early_pd(%ebp), %edi
	movl	$(PTE_PRESENT | PTE_WRITE | PTE_LARGE), %eax
	movl	$LARGE_PAGE_SIZE, %edx
	movl	$(EARLY_GIB * 512), %ecx
	call	fill_table

	/*
	 * Map the image by small pages: its place within 2 MiB may differ from that of
	 * its addresses.
	 */
	leal	early_pt_image(%ebp), %edi
	leal	(PTE_PRESENT | PTE_WRITE)(%ebp), %eax
	movl	$PAGE_SIZE, %edx
	movl	$(IMAGE_TABLES * 512), %ecx
	call	fill_table

	/* The linker wrote linked addresses into the tables that lead to others: move them, too. */
	addl	%ebp, early_pml4(%ebp)
	addl	%ebp, early_pml4 + 8 * (DIRECT_MAP_BASE >> 39 & 511)(%ebp)
	addl	%ebp, early_pml4 + 8 * 511(%ebp)
	.set	i, 0
	.rept	EARLY_GIB
	addl	%ebp, early_pdpt + 8 * i(%ebp)
	.set	i, i + 1
	.endr
	addl	%ebp, early_pdpt_image + 8 * 510(%ebp)
	.set	i, 0
	.rept	IMAGE_TABLES
	addl	%ebp, early_pd_image + 8 * i(%ebp)
	.set	i, i + 1
	.endr
	addl	%ebp, early_gdt_pointer + 2(%ebp)

	/* Enter long mode: PAE, the root, LME, and paging last (Intel SDM Vol. 3, 9.8.5). */
	movl	$CR4_PAE, %eax
	movl	%eax, %cr4
	leal	early_pml4(%ebp), %eax
	movl	%eax, %cr3
	movl	$IA32_EFER, %ecx	/* a whole value, like CR4's: firmware's bits go */
	movl	$EFER_LME, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$(CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_PG), %eax
	movl	%eax, %cr0
	lgdt	early_gdt_pointer(%ebp)
	leal	start64(%ebp), %eax
	pushl	$KERNEL_CS		/* a far return loads the 64-bit code segment */
	pushl	%eax
	lretl
END(start_common)

/*
 * Writes ecx entries at edi. The first is eax; each of the others is edx more than the
 * one before. Clobbers eax, ecx, edi.
 */
FUNC(fill_table)
1:	movl	%eax, (%edi)
	movl	$0, 4(%edi)
	addl	%edx, %eax
	addl	$8, %edi
	decl	%ecx
	jnz	1b
	ret
END(fill_table)

/*
 * Says on COM1 that the CPU cannot run the kernel, and stops. If the port does not get
 * ready, the rest of the line is left out.
 */
FUNC(no_long_mode)
	leal	.Lno_long_mode_text(%ebp), %esi
1:	movl	$NO_LONG_MODE_POLLS, %ecx
	movw	$0x3f8 + 5, %dx		/* line status */
2:	inb	%dx, %al
	testb	$0x20, %al		/* room for a byte */
	loopz	2b
	jz	3f
	movw	$0x3f8, %dx
	lodsb
	testb	%al, %al
	jz	3f
	outb	%al, %dx
	jmp	1b
3:	hlt
	jmp	3b
END(no_long_mode)
.Lno_long_mode_text:
	.asciz	"Trapgate needs a CPU with long mode (x86_64); this one has none\r\n"

/*
 * In: 64-bit mode; ebx, esi, ebp as start_common has them. The upper halves of the
 * registers are undefined after the mode switch (SDM Vol. 1, 3.4.1.1).
 */
	.code64
FUNC(start64)
	movl	%ebx, %ebx		/* clears the upper half */
	movl	%ebp, %ebp
	movw	$KERNEL_DS, %ax
	movw	%ax, %ss
	/* 64-bit mode needs no other selectors, so they are null. */
	xorl	%eax, %eax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movl	%esi, loader_magic	/* from here on by linked addresses: paging is on */
	movl	%ebx, loader_info
	movq	%rbp, kernel_phys
	movq	$kernel_stack_end, %rsp
	xorl	%ebp, %ebp		/* the end of the stack for a debugger */
	movq	$kernel_main, %rax	/* a direct call would go by the physical address */
	call	*%rax
1:	hlt
	jmp	1b
END(start64)

/*
 * The early GDT, in the image's low part: its address must fit LGDT's 32 bits.
 * cpu_init() loads the final one.
 */
	.section .boot.data, "aw"
	.balign	8
early_gdt:
	.quad	0, 0
	.quad	0x00af9b000000ffff	/* KERNEL_CS: 64-bit code */
	.quad	0x00cf93000000ffff	/* KERNEL_DS */
early_gdt_pointer:
	.short	. - early_gdt - 1
	.long	early_gdt

/* The early tables. The identity map and the direct map share theirs; the image has its own. */
	.balign	4096
early_pml4:
	.quad	early_pdpt + (PTE_PRESENT | PTE_WRITE)
	.fill	(DIRECT_MAP_BASE >> 39 & 511) - 1, 8, 0
	.quad	early_pdpt + (PTE_PRESENT | PTE_WRITE)
	.fill	511 - (DIRECT_MAP_BASE >> 39 & 511) - 1, 8, 0
	.quad	early_pdpt_image + (PTE_PRESENT | PTE_WRITE)
early_pdpt:
	.set	i, 0
	.rept	EARLY_GIB
	.quad	early_pd + i * 4096 + (PTE_PRESENT | PTE_WRITE)
	.set	i, i + 1
	.endr
	.fill	512 - EARLY_GIB, 8, 0
early_pdpt_image:
	.fill	510, 8, 0
	.quad	early_pd_image + (PTE_PRESENT | PTE_WRITE), 0
early_pd_image:
	.set	i, 0
	.rept	IMAGE_TABLES
	.quad	early_pt_image + i * 4096 + (PTE_PRESENT | PTE_WRITE)
	.set	i, i + 1
	.endr
	.fill	512 - IMAGE_TABLES, 8, 0
/* Filled at run time, so that the image need not hold them. */
	.section .boot.bss, "aw", %nobits
	.balign	4096
early_pd:
	.fill	EARLY_GIB * 4096
early_pt_image:
	.fill	IMAGE_TABLES * 4096
/* The stack of start_common: one call and a few words. */
	.balign	16
	.fill	512
boot_stack_end:

/* The stack of kernel_main(), unused once threads run. */
	.bss
	.balign	16
	.fill	16384
kernel_stack_end:

/* start64 fills these variables for C: boot/x86_64/loader.h, <arch/page.h>. */
	.balign	8
	.globl	loader_magic, loader_info, kernel_phys
kernel_phys:
	.quad	0
loader_magic:
	.long	0
loader_info:
	.long	0
