# `make first-contact`, which the first user with hardware runs. The Makefile includes this file after
# tests.mk, since it runs the guest tests. SPDX-License-Identifier: MIT

# Prints every register with which the processor of this host says what it is.
build/host/cpuid: tools/cpuid/$(HOST_ARCH).c
	$(call say,HOSTCC,$@)
	$(Q)mkdir -p $(@D); gcc -std=gnu11 -O2 $(WARNINGS) -o $@ $<

CONTACT_TESTS := $(filter build/$(ONE)/tests/%,$(TEST_PROGRAMS))

first-contact: $(IMAGE_$(ONE)) build/$(ONE)/bench build/host/stats build/host/clock build/host/cpuid $(CONTACT_TESTS) ## new hardware: everything that should be known of it, in one tar file
	$(Q)tools/first-contact --arch $(ONE) $(call given,--accel,ACCEL) $(call given,--paths,PATHS) \
		$(call given,--rounds,ROUNDS) $(call given,--tests,TESTS) $(call given,--out,OUT)

iso: $(IMAGE_x86_64) build/x86_64/bench $(filter build/x86_64/tests/%,$(TEST_PROGRAMS)) ## an ISO for a real x86_64 machine: first contact, the benchmark, guest tests
	$(Q)tools/iso --contact

.PHONY: first-contact iso
