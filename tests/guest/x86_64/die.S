/*
 * Instructions that a program in ring 3 dies of, each a function:
 * void way_<name>(uintptr_t argument). Next: die.c beside it.
 * SPDX-License-Identifier: MIT
 */
#include "include/linkage.h"

#include <arch/gdt.h>
#include <arch/registers.h>

	.text
.macro way name, instruction:vararg
FUNC(way_\name)
	\instruction
	ret
END(way_\name)
.endm

	.globl	return_code, return_code_end
return_code:
	ret
return_code_end:

	way ud2, ud2
	way int3, int3
	way int_3, int $3
	way int_4, int $4
	way int_0x80, int $0x80
	way int_nmi, int $VECTOR_NMI
	way int_page_fault, int $VECTOR_PF
	way int_timer, int $VECTOR_TIMER
	way hlt, hlt
	way cli, cli
	way sti, sti
	way rdmsr, rdmsr
	way wrmsr, wrmsr
	way in, inb $0x60, %al
	way out, outb %al, $0x80
	way insb, insb
	way read_cr0, movq %cr0, %rax
	way write_cr3, movq %rax, %cr3
	way write_cr4, movq %rax, %cr4
	way read_dr7, movq %db7, %rax
	way clts, clts
	way invd, invd
	way wbinvd, wbinvd
	way invlpg, invlpg (%rsp)
	way lgdt, lgdt (%rsp)
	way lidt, lidt (%rsp)
	way ltr, ltr %ax
	way lmsw, lmsw %ax
	way swapgs, swapgs
	way sysretq, sysretq
	way sysexit, sysexitl
	way sysenter, sysenter
	way jump_noncanonical, jmp *%rdi
	way read_noncanonical, movq (%rdi), %rax

FUNC(way_xsetbv)
	xorl	%ecx, %ecx
	movl	$3, %eax
	xorl	%edx, %edx
	xsetbv
	ret
END(way_xsetbv)

FUNC(way_return_noncanonical)
	pushq	%rdi
	ret
END(way_return_noncanonical)

FUNC(way_push_noncanonical)
	movq	%rdi, %rsp
	pushq	%rax
	ret
END(way_push_noncanonical)

FUNC(way_divide_by_zero)
	xorl	%ecx, %ecx
	movl	$1, %eax
	xorl	%edx, %edx
	divl	%ecx
	ret
END(way_divide_by_zero)

FUNC(way_divide_x87)
	pushq	$0x37b			/* FCW: divide by zero is not masked */
	fldcw	(%rsp)
	popq	%rax
	pushq	$0
	fld1
	fidivl	(%rsp)
	fwait
	popq	%rax
	ret
END(way_divide_x87)

/* iretq and lretq with the kernel's code segment. */
FUNC(way_iret_to_kernel)
	pushq	$KERNEL_DS
	pushq	%rsp
	pushfq
	pushq	$KERNEL_CS
	pushq	%rdi
	iretq
END(way_iret_to_kernel)

FUNC(way_lret_to_kernel)
	pushq	$KERNEL_CS
	pushq	%rdi
	lretq
END(way_lret_to_kernel)

FUNC(way_load_kernel_ss)
	movl	$KERNEL_DS, %eax
	movl	%eax, %ss
	ret
END(way_load_kernel_ss)

/* The first descriptor of an LDT, which there is none of. */
FUNC(way_load_ldt_ds)
	movl	$7, %eax
	movl	%eax, %ds
	ret
END(way_load_ldt_ds)

/* The trap comes behind the instruction that follows POPFQ. */
FUNC(way_single_step)
	pushq	$(RFLAGS_TF | RFLAGS_IF | 2)
	popfq
	nop
	nop
	ret
END(way_single_step)

/*
 * TF across a call, number in edi: the kernel does not step, user mode does
 * again behind the first instruction that follows: ebx tells how far it came,
 * rax the call's result.
 */
.macro step_over_call
	syscall
	movl	$1, %ebx
	movl	$2, %ebx
	ret
.endm

FUNC(way_single_step_call)
	movl	%edi, %eax
	pushq	$(RFLAGS_TF | RFLAGS_IF | 2)
	popfq
	step_over_call
END(way_single_step_call)

/* MOV SS holds #DB back past SYSCALL, into the kernel's first instruction. */
FUNC(way_mov_ss_single_step_call)
	movl	%edi, %eax
	movl	%ss, %edx
	pushq	$(RFLAGS_TF | RFLAGS_IF | 2)
	popfq
	movl	%edx, %ss
	step_over_call
END(way_mov_ss_single_step_call)

/* GS base at rdi when a fault comes: #BP on the thread's stack, #DB on one of its own. */
FUNC(way_int3_with_gs)
	wrgsbase %rdi
	int3
	ret
END(way_int3_with_gs)

FUNC(way_single_step_with_gs)
	wrgsbase %rdi
	jmp	way_single_step
END(way_single_step_with_gs)

FUNC(way_fault_with_gs)
	wrgsbase %rdi
	xorl	%eax, %eax
	movb	(%rax), %al
	ret
END(way_fault_with_gs)

/* SYSCALL from a 32-bit code segment, which Intel's processors do not have (Intel SDM Vol. 2, SYSCALL). */
FUNC(way_call_32_bit)
	ljmpl	*.Lcall_32_bit
	.code32
1:	movl	$0x1fe, %eax
	syscall
	ljmp	$USER_CS, $2f
	.code64
2:	ret
END(way_call_32_bit)

	.section .rodata
.Lcall_32_bit:
	.long	1b
	.word	USER32_CS
