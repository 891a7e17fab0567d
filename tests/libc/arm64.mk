# C libraries and kinds of static executable on arm64: LIBC_<arch>_<kind> compiles and links one. glibc
# is the cross compiler's. musl is Debian's package for arm64, unpacked under build/ and never
# installed, by an apt that has its state, lists and cache there.
LIBCS_arm64 := musl musl-pie glibc glibc-pie
LIBC_arm64_glibc := $(CC_arm64) -static -no-pie -fno-pie
LIBC_arm64_glibc-pie := $(CC_arm64) -static-pie -fpie
LIBC_arm64_musl := $(CC_arm64) -specs build/arm64/musl/specs -static -no-pie -fno-pie
LIBC_arm64_musl-pie := $(CC_arm64) -specs build/arm64/musl/specs -static-pie -fpie
LIBC_NEEDS_arm64_musl := build/arm64/musl/specs
LIBC_NEEDS_arm64_musl-pie := build/arm64/musl/specs

MUSL_arm64 := $(CURDIR)/build/arm64/musl
MUSL_APT_arm64 := apt-get -q -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
	-o APT::Sandbox::User=root -o Dir::State=$(MUSL_arm64)/apt/state \
	-o Dir::State::status=/dev/null -o Dir::Cache=$(MUSL_arm64)/apt/cache

# The package's specs name its files where they would be installed, and know no static PIE.
build/arm64/musl/specs: tests/libc/arm64.mk
	$(call say,APT,$@)
	$(Q)rm -rf $(@D); mkdir -p $(@D)/apt/state/lists/partial $(@D)/apt/cache/archives/partial
	$(Q)cd $(@D) && { $(MUSL_APT_arm64) update && $(MUSL_APT_arm64) download musl-dev; } \
		> apt.log 2>&1 || { cat apt.log >&2; exit 1; }
	$(Q)cd $(@D) && dpkg-deb -x musl-dev_*_arm64.deb . && rm -rf apt
	$(Q)sed -e 's|/usr/|$(MUSL_arm64)/usr/|g' -e 's|%{!shared: \([^}]*\)/Scrt1.o}|%{static-pie:\1/rcrt1.o;:\1/crt1.o}|' \
		-e 's|%{static:-static}|%{static:-static} %{static-pie:-static -pie --no-dynamic-linker -z text}|' \
		-e '/^-dynamic-linker/s|-dynamic-linker [^ ]* ||' \
		$(@D)/usr/lib/aarch64-linux-musl/musl-gcc.specs > $@
