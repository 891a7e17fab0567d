/*
 * Constants that C knows and assembly needs. An architecture's offsets.c compiles to
 * assembly text, and the Makefile turns the marked lines of it into <gen/offsets.h>.
 * SPDX-License-Identifier: MIT
 */
#ifndef OFFSET_H
#define OFFSET_H

/*
 * Marks a line. It is a directive that every assembler accepts, since clang reads its
 * own output.
 */
#define CONSTANT(name, value) __asm__ volatile(".ascii \"-> " #name " %c0\"" ::"i"(value))
#define OFFSET(name, type, member) CONSTANT(name, __builtin_offsetof(type, member))

#endif
