/*
 * Reads CPUID (Intel SDM Vol. 2, CPUID; AMD APM Vol. 3, appendix E), and describes the
 * machine for a result's environment. SPDX-License-Identifier: MIT
 */
#include "boot/boot.h"
#include "boot/x86_64/control.h"
#include "boot/x86_64/cpu_setup.h"
#include "lib/cmdline.h"
#include "lib/lib.h"
#include "proc/timer.h"

#include <arch/cpu.h>
#include <arch/registers.h>

struct cpu_features cpu_features;

/* The reason why LFENCE serialises, in words; NULL if it is not known to. */
static const char *lfence;

static bool bit(uint32_t word, unsigned int n)
{
	return word >> n & 1;
}

static void read_basic(struct cpu_features *f)
{
	uint32_t r[4], max;

	cpuid(0, 0, r);
	max = r[EAX];
	memcpy(f->vendor, &r[EBX], 4);
	memcpy(f->vendor + 4, &r[EDX], 4);
	memcpy(f->vendor + 8, &r[ECX], 4);
	if (max >= 7) {
		cpuid(7, 0, r);
		f->fsgsbase = bit(r[EBX], 0);
		f->smep = bit(r[EBX], 7);
		f->smap = bit(r[EBX], 20);
		f->erms = bit(r[EBX], 9);
		f->invpcid = bit(r[EBX], 10);
		f->umip = bit(r[ECX], 2);
		f->spec_ctrl = bit(r[EDX], 26);
	}
	cpuid(1, 0, r);
	f->signature = r[EAX];
	f->xsave = bit(r[ECX], 26) && max >= 0xd; /* firmware can limit the leaves */
	f->rdrand = bit(r[ECX], 30);
	f->x2apic = bit(r[ECX], 21);
	f->tsc_deadline = bit(r[ECX], 24);
	f->hypervisor = bit(r[ECX], 31);
	f->debug_extensions = bit(r[EDX], 2);
	f->machine_check = bit(r[EDX], 7);
	f->pat = bit(r[EDX], 16);
	f->global_pages = bit(r[EDX], 13);
}

bool cpu_is_amd(void)
{
	return !strcmp(cpu_features.vendor, "AuthenticAMD") ||
	       !strcmp(cpu_features.vendor, "HygonGenuine");
}

/*
 * Tells whether the CPU is of family 0Fh or 11h: these have no DE_CFG[1], and LFENCE
 * always serialises.
 */
static bool is_early_amd(const struct cpu_features *f)
{
	uint32_t extended_family = f->signature >> 20 & 0xff;

	return extended_family == 0 || extended_family == 2;
}

/*
 * Sets the bit and reads it back. Under a hypervisor either access may fault, or the
 * write may be ignored.
 */
static bool lfence_by_register(void)
{
	uint64_t value;

	if (rdmsr_safe(AMD_DE_CFG, &value))
		return false;
	if (value & DE_CFG_LFENCE_SERIALIZE)
		return true;
	if (wrmsr_safe(AMD_DE_CFG, value | DE_CFG_LFENCE_SERIALIZE) ||
	    rdmsr_safe(AMD_DE_CFG, &value))
		return false;
	return value & DE_CFG_LFENCE_SERIALIZE;
}

/*
 * Tells whether the command line has lfence=serializing: the host knows more of its CPU
 * than a guest sees.
 */
static bool lfence_by_host(void)
{
	char word[16];

	return cmdline_get("lfence", word, sizeof(word)) && !strcmp(word, "serializing");
}

/*
 * Returns why LFENCE waits for all instructions before it, or NULL if it may not. On
 * Intel it always does (SDM Vol. 2, LFENCE). On AMD it does if CPUID 8000_0021H EAX[2]
 * says so, or else if DE_CFG[1] is set (APM Vol. 3, LFENCE; "Software Techniques for
 * Managing Speculation on AMD Processors"). If a hypervisor shows neither, the host's
 * word counts. In the end a run reports what the benchmark's own test found
 * (bench/fence.c).
 */
static const char *lfence_word(const struct cpu_features *f, uint32_t max_extended)
{
	uint32_t r[4] = { 0 };

	if (max_extended >= 0x80000021)
		cpuid(0x80000021, 0, r);
	if (!cpu_is_amd() || is_early_amd(f))
		return "serializing on this processor";
	if (bit(r[EAX], 2))
		return "serializing by CPUID 8000_0021H EAX[2]";
	if (lfence_by_register())
		return "serializing by DE_CFG[1]";
	if (lfence_by_host())
		return "serializing by the host's word";
	return NULL;
}

static void read_extended(struct cpu_features *f)
{
	uint32_t r[4], max;

	cpuid(0x80000000, 0, r);
	max = r[EAX];
	cpuid(0x80000001, 0, r);
	f->nx = bit(r[EDX], 20);
	f->gbpages = bit(r[EDX], 26);
	f->rdtscp = bit(r[EDX], 27);
	for (uint32_t leaf = 0x80000002; leaf <= 0x80000004 && leaf <= max; leaf++) {
		cpuid(leaf, 0, r);
		memcpy(f->model + (leaf - 0x80000002) * 16, r, 16);
	}
	if (max >= 0x80000007) {
		cpuid(0x80000007, 0, r);
		f->invariant_tsc = bit(r[EDX], 8);
	}
	lfence = lfence_word(f, max);
	f->lfence_serializing = lfence;
}

static void read_xsave(struct cpu_features *f)
{
	uint32_t r[4];

	f->xsave_size = 512; /* FXSAVE's */
	if (!f->xsave)
		return;
	cpuid(0xd, 0, r);
	f->xcr0 = xcr0_usable((uint64_t)r[EDX] << 32 | r[EAX]);
	f->xsave_size = 512 + 64; /* legacy area and header; then the end of the last component */
	for (unsigned int i = 2; i < 63; i++) {
		if (!(f->xcr0 >> i & 1))
			continue;
		cpuid(0xd, i, r);
		if (r[EBX] + r[EAX] > f->xsave_size)
			f->xsave_size = r[EBX] + r[EAX];
	}
	cpuid(0xd, 1, r);
	f->xsaveopt = bit(r[EAX], 0);
	f->xsaves = bit(r[EAX], 3);
}

void cpu_features_read(void)
{
	struct cpu_features *f = &cpu_features;
	uint32_t r[4];

	read_basic(f);
	read_extended(f);
	read_xsave(f);
	cpuid(0x80000001, 0, r);
	if (!bit(r[EDX], 11))
		panic("the CPU has no SYSCALL in 64-bit mode (CPUID 80000001H EDX[11])");
	cpuid(1, 0, r);
	if (!bit(r[EDX], 9))
		panic("the CPU has no local APIC (CPUID 1 EDX[9])");
}

static size_t describe_flags(char *buf, size_t size)
{
	const struct cpu_features *f = &cpu_features;
	const struct {
		const char *name;
		bool on;
	} flags[] = {
		{ "nx", f->nx },	     { "gbpages", f->gbpages },
		{ "pge", f->global_pages },  { "smep", f->smep },
		{ "smap", f->smap },	     { "umip", f->umip },
		{ "fsgsbase", f->fsgsbase }, { "rdtscp", f->rdtscp },
		{ "xsave", f->xsave },	     { "xsaveopt", f->xsaveopt },
		{ "x2apic", f->x2apic },     { "tsc_deadline", f->tsc_deadline },
		{ "erms", f->erms },	     { "invariant_tsc", f->invariant_tsc },
		{ "rdrand", f->rdrand },	     { "lfence_serializing", f->lfence_serializing },
		{ "invpcid", f->invpcid },
	};
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flags) && used < size; i++)
		if (flags[i].on)
			used += (size_t)format(buf + used, size - used, "%s%s", used ? " " : "",
				       flags[i].name);
	return used;
}

static const char *hypervisor_name(char name[13])
{
	uint32_t r[4];

	if (!cpu_features.hypervisor)
		return "none";
	cpuid(0x40000000, 0, r);
	memcpy(name, &r[EBX], 12);
	name[12] = '\0';
	return name;
}

size_t machine_describe(char *buf, size_t size)
{
	const struct cpu_features *f = &cpu_features;
	char flags[256] = "", hypervisor[13];

	describe_flags(flags, sizeof(flags));
	return (size_t)format(buf, size,
		      "cpu_vendor=%s\ncpu_model=%s\ncpu_signature=%#x\nmicrocode=%#x\ncpu_features=%s\n"
		      "xcr0=%#lx\nhypervisor=%s\nloader=%s\ncounter=TSC\ncounter_hz=%lu\n"
		      "counter_hz_source=%s\ntimer=%s\nlfence=%s\n",
		      f->vendor, f->model, f->signature, microcode_revision(), flags, (unsigned long)f->xcr0,
		      hypervisor_name(hypervisor), boot_info.loader,
		      (unsigned long)counter_hz(), counter_hz_source(), timer_kind(),
		      lfence ? lfence : "not known to be serializing");
}
