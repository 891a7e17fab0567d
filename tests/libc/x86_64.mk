# C libraries and kinds of static executable on x86_64: LIBC_<arch>_<kind> compiles and links one.
LIBCS_x86_64 := musl musl-pie glibc glibc-pie
LIBC_x86_64_musl := musl-gcc -static -no-pie -fno-pie
LIBC_x86_64_musl-pie := musl-gcc -static-pie -fpie
LIBC_x86_64_glibc := gcc -static -no-pie -fno-pie
LIBC_x86_64_glibc-pie := gcc -static-pie -fpie
