# C libraries and kinds of static executable on arm64: LIBC_<arch>_<kind> compiles and links one. glibc
# is the cross compiler's, musl is unpacked by tests/libc/musl.mk. gcc makes them, CLANG=1 or not.
LIBCS_arm64 := musl musl-pie glibc glibc-pie
LIBC_arm64_glibc := $(CROSS_arm64)gcc -static -no-pie -fno-pie
LIBC_arm64_glibc-pie := $(CROSS_arm64)gcc -static-pie -fpie
LIBC_arm64_musl := $(CROSS_arm64)gcc -specs build/arm64/musl/specs -static -no-pie -fno-pie
LIBC_arm64_musl-pie := $(CROSS_arm64)gcc -specs build/arm64/musl/specs -static-pie -fpie
LIBC_NEEDS_arm64_musl := build/arm64/musl/specs
LIBC_NEEDS_arm64_musl-pie := build/arm64/musl/specs
$(eval $(call musl_rules,arm64,arm64,aarch64))
