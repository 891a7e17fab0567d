/*
 * Constants that C knows and assembly needs: offsets.c of an architecture
 * compiles to text, the Makefile makes <gen/offsets.h> of its marked lines.
 * SPDX-License-Identifier: MIT
 */
#ifndef OFFSET_H
#define OFFSET_H

/* A directive that every assembler takes: clang reads its own output. */
#define CONSTANT(name, value) __asm__ volatile(".ascii \"-> " #name " %c0\"" ::"i"(value))
#define OFFSET(name, type, member) CONSTANT(name, __builtin_offsetof(type, member))

#endif
