# C libraries and kinds of static executable on x86_64: LIBC_<arch>_<kind> compiles and links one.
LIBCS_x86_64 := musl musl-pie glibc glibc-pie
LIBC_x86_64_musl := musl-gcc -static -no-pie -fno-pie
# musl-gcc does not know -static-pie: what gcc's own specs make of it.
MUSL_DIR_x86_64 := /usr/lib/x86_64-linux-musl
LIBC_x86_64_musl-pie := musl-gcc -static -fpie -nostartfiles -Wl,-pie,--no-dynamic-linker,-z,text \
	$(MUSL_DIR_x86_64)/rcrt1.o $(MUSL_DIR_x86_64)/crti.o $(MUSL_DIR_x86_64)/crtn.o
LIBC_x86_64_glibc := gcc -static -no-pie -fno-pie
LIBC_x86_64_glibc-pie := gcc -static-pie -fpie
