# Debian's musl for an architecture that is not the host's: unpacked under build/ and never installed, by an
# apt that has its state, lists and cache there. Included by tests/tests.mk.

# $(1): architecture, $(2): Debian's name of it, $(3): musl's
define musl_rules
MUSL_$(1) := $(CURDIR)/build/$(1)/musl
MUSL_APT_$(1) := apt-get -q -o APT::Architecture=$(2) -o APT::Architectures=$(2) \
	-o APT::Sandbox::User=root -o Dir::State=$$(MUSL_$(1))/apt/state \
	-o Dir::State::status=/dev/null -o Dir::Cache=$$(MUSL_$(1))/apt/cache

# The package's specs name its files where they would be installed, and know no static PIE.
build/$(1)/musl/specs: tests/libc/musl.mk
	$$(call say,APT,$$@)
	$$(Q)rm -rf $$(@D); mkdir -p $$(@D)/apt/state/lists/partial $$(@D)/apt/cache/archives/partial
	$$(Q)cd $$(@D) && { $$(MUSL_APT_$(1)) update && $$(MUSL_APT_$(1)) download musl-dev; } \
		> apt.log 2>&1 || { cat apt.log >&2; exit 1; }
	$$(Q)cd $$(@D) && dpkg-deb -x musl-dev_*_$(2).deb . && rm -rf apt
	$$(Q)sed -e 's|/usr/|$$(MUSL_$(1))/usr/|g' -e 's|%{!shared: \([^}]*\)/Scrt1.o}|%{static-pie:\1/rcrt1.o;:\1/crt1.o}|' \
		-e 's|%{static:-static}|%{static:-static} %{static-pie:-static -pie --no-dynamic-linker -z text}|' \
		-e '/^-dynamic-linker/s|-dynamic-linker [^ ]* ||' \
		$$(@D)/usr/lib/$(3)-linux-musl/musl-gcc.specs > $$@
endef
