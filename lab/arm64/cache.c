/*
 * The caches as CLIDR_EL1 and CCSIDR_EL1 describe them (DDI 0487, D19.2, by their
 * names). The registers do not know of caches outside the CPU's cluster. Newer versions
 * of Linux show their guests a cache of a single set.
 * SPDX-License-Identifier: MIT
 */
#include "lab/lab.h"

#include <arch/cpu.h>
#include <arch/registers.h>

#define LEVELS 7
/* CLIDR_EL1.Ctype<n>: 0 no cache, 1 code, 2 data, 3 code and data apart, 4 unified. */
#define CTYPE_DATA 2

/*
 * Returns the size of a level's data or unified cache. CCSIDR_EL1 shows the level that
 * CSSELR_EL1 selects.
 */
static uint64_t bytes_of(unsigned int level)
{
	bool wide = ID_FIELD(MRS(id_aa64mmfr2_el1), ID_MMFR2_CCIDX);
	uint64_t ccsidr, sets, ways;

	MSR(csselr_el1, level << 1);
	isb();
	ccsidr = MRS(ccsidr_el1);
	sets = (wide ? ccsidr >> 32 & 0xffffff : ccsidr >> 13 & 0x7fff) + 1;
	ways = (wide ? ccsidr >> 3 & 0x1fffff : ccsidr >> 3 & 0x3ff) + 1;
	return sets * ways << ((ccsidr & 7) + 4);
}

uint64_t cache_bytes(void)
{
	uint64_t clidr = MRS(clidr_el1), most = 0;

	for (unsigned int level = 0; level < LEVELS; level++) {
		unsigned int type = clidr >> (3 * level) & 7;

		if (!type)
			break;
		if (type >= CTYPE_DATA && bytes_of(level) > most)
			most = bytes_of(level);
	}
	return most;
}
