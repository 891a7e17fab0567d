/*
 * The end of a PC's ROM that loads one kernel: from the reset vector to PVH's entry
 * in protected mode (Intel SDM Vol. 3, 9.1.4: the first instruction is at FFFF_FFF0H;
 * 9.9.1: to protected mode). tests/harness/rom.py puts the kernel and a table of what
 * goes where before it. SPDX-License-Identifier: MIT
 */
#define ROM_END_SIZE 0x200
#define CR0_PE 1
/* A byte of the CMOS memory that nobody else uses: not 0 once this ROM has run. A reset leaves it alone. */
#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CMOS_HAS_RUN 0x7f

	.section .text
	.code16
start:
reset:
	cli
	/* A reset ends the run: a second kernel must not say a word before the harness kills Bochs. */
	movb	$CMOS_HAS_RUN, %al
	outb	%al, $CMOS_INDEX
	inb	$CMOS_DATA, %al
	testb	%al, %al
	jnz	stop
	incb	%al
	outb	%al, $CMOS_DATA
	lgdtl	%cs:gdt_pointer - start + 0xfe00
	movl	$CR0_PE, %eax
	movl	%eax, %cr0
	ljmpl	$8, $protected
stop:	hlt
	jmp	stop

	.code32
protected:
	movw	$16, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	%ax, %fs
	movw	%ax, %gs
	cld
	/* Rows of the table: target, source, words to copy, words to clear after them; a target of 0 ends it. */
	movl	table, %ebp
1:	movl	(%ebp), %edi
	testl	%edi, %edi
	jz	2f
	movl	4(%ebp), %esi
	movl	8(%ebp), %ecx
	rep movsl
	movl	12(%ebp), %ecx
	xorl	%eax, %eax
	rep stosl
	addl	$16, %ebp
	jmp	1b
	/* The last row has the address where the kernel begins, and that of its information (Xen,
	 * docs/misc/pvh.pandoc). */
2:	movl	8(%ebp), %ebx
	jmp	*4(%ebp)

	.balign	8
gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff /* flat code, flat data */
gdt_pointer:
	.short	. - gdt - 1
	.long	gdt

	.org	ROM_END_SIZE - 20
table:	.long	0	/* rom.py fills it in */
	.code16
	jmp	reset
	.org	ROM_END_SIZE
