/*
 * The sample region: what the benchmark program hands to the host, and tools/
 * decode. Little endian throughout, no padding but where it is named.
 *
 *	offset 0	struct sample_header
 *	text_offset	text_size bytes of UTF-8, lines that end in LF
 *	record_offset	record_count records of record_size bytes each
 *	total_size	end
 *
 * The parts follow each other in this order; bytes between them are zero. crc32
 * covers [header_size, total_size).
 *
 * Text. Lines up to the first empty line are "key=value", the value reaching to
 * the end of the line:
 *	kernel		trapgate | linux
 *	kernel_release	as uname() has it
 *	arch		x86_64 | arm64
 *	counter		TSC | CNTVCT_EL0
 *	counter_read	the instructions of the pair, "begin ... end"
 *	counter_hz	its frequency, 0 where the program cannot know it
 *	seed, rounds, samples, warmup	what the run was asked for
 *	method.<key>	what was found out about the method before the first sample
 *	path.<name>	"dispatch=D,exit=E,steps=A+B,control=0|1,available=0|1,
 *			entry=HEX,entry_size=DEC,reason=..." for each path there is
 *	machine.<key>	each line of the kernel's description of the machine
 * Then, after the empty line, one line a cell, in the order of their numbers:
 *	cell=N,path=P,bench=B,pattern=T,variant=V,batch=K,unit=U,status=S,reason=R
 * status is ok or not_available; reason is empty for ok and is the rest of the
 * line otherwise (no comma, no LF in it). A value of a cell with batch=K counts
 * K calls between the two reads. unit is `counter`, the one that is named above,
 * or `events`, those of a counter of the PMU.
 *
 * Records lie in the order in which they were taken. A block is an unbroken
 * series of samples of one cell on one selected path; blocks are numbered from
 * 0 through the run, samples (seq) from 0 within their block. Cells that are
 * not_available have none.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef BENCH_FORMAT_H
#define BENCH_FORMAT_H

#include <stdint.h>

#define SAMPLE_MAGIC   "TGSAMPLE" /* 8 bytes, not terminated */
#define SAMPLE_VERSION 2

/* Every cell that is ok has all its samples. Without it the region is a fragment. */
#define SAMPLE_FLAG_COMPLETE 1

struct sample_header {
	char magic[8];		/*  0 */
	uint32_t version;	/*  8 SAMPLE_VERSION */
	uint32_t header_size;	/* 12 bytes of this header: 80 */
	uint64_t total_size;	/* 16 bytes of the region, header included */
	uint32_t crc32;		/* 24 zlib's crc32() of all that follows the header */
	uint32_t flags;		/* 28 SAMPLE_FLAG_ */
	uint64_t text_offset;	/* 32 from the region's start */
	uint64_t text_size;	/* 40 */
	uint64_t record_offset; /* 48 from the region's start */
	uint64_t record_count;	/* 56 */
	uint32_t record_size;	/* 64 bytes a record: 24 */
	uint32_t cell_count;	/* 68 */
	uint64_t reserved;	/* 72 zero */
};

struct sample_record {
	uint32_t cell;	   /*  0 number of its cell */
	uint32_t block;	   /*  4 */
	uint32_t seq;	   /*  8 within the block */
	uint32_t reserved; /* 12 zero */
	uint64_t value;	   /* 16 what was read at the end less what was read at the begin */
};

_Static_assert(sizeof(struct sample_header) == 80, "the layout is the host's contract");
_Static_assert(sizeof(struct sample_record) == 24, "the layout is the host's contract");

#endif
