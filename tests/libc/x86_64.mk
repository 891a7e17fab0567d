# C libraries and kinds of static executable on x86_64: LIBC_<arch>_<kind> compiles and links one. They are strangers to us:
# gcc makes them, CLANG=1 or not.
LIBCS_x86_64 := musl musl-pie glibc glibc-pie
LIBC_x86_64_musl := musl-gcc -static -no-pie -fno-pie
# musl-gcc does not know -static-pie: what gcc's own specs make of it.
MUSL_DIR_x86_64 := /usr/lib/x86_64-linux-musl
LIBC_x86_64_musl-pie := musl-gcc -static -fpie -nostartfiles -Wl,-pie,--no-dynamic-linker,-z,text \
	$(MUSL_DIR_x86_64)/rcrt1.o $(MUSL_DIR_x86_64)/crti.o $(MUSL_DIR_x86_64)/crtn.o
LIBC_x86_64_glibc := $(CROSS_x86_64)gcc -static -no-pie -fno-pie
LIBC_x86_64_glibc-pie := $(CROSS_x86_64)gcc -static-pie -fpie
# On another host Debian's musl-tools are that host's: as on arm64.
ifneq ($(HOST_ARCH),x86_64)
LIBC_x86_64_musl := $(CROSS_x86_64)gcc -specs build/x86_64/musl/specs -static -no-pie -fno-pie
LIBC_x86_64_musl-pie := $(CROSS_x86_64)gcc -specs build/x86_64/musl/specs -static-pie -fpie
LIBC_NEEDS_x86_64_musl := build/x86_64/musl/specs
LIBC_NEEDS_x86_64_musl-pie := build/x86_64/musl/specs
$(eval $(call musl_rules,x86_64,amd64,x86_64))
endif
