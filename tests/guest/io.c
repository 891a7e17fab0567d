/*
 * read, readv, write, writev, ioctl, close: values and errors of their man pages.
 * Standard input must hold INPUT and nothing else. SPDX-License-Identifier: MIT
 */
#include "tests/guest/common/tap.h"

#include <asm/errno.h>
#include <asm/ioctls.h>
#include <linux/mman.h>
#include <linux/uio.h>

#define INPUT "0123456789abcdefghij\n"
#define INPUT_LENGTH (sizeof(INPUT) - 1)
#define BAD_POINTER ((void *)-4096)
#define PAGE 4096

/* Reads n bytes, in as many calls as it takes. */
static long read_exactly(char *buf, long n)
{
	long got = 0, r = 1;

	for (; got < n && r > 0; got += r > 0 ? r : 0)
		r = stub_read(0, buf + got, n - got);
	return r < 0 ? r : got;
}

static void test_read_errors(void)
{
	char buf[8];

	is(stub_read(-1, buf, 1), -EBADF, "read of descriptor -1");
	is(stub_read(99, buf, 1), -EBADF, "read of a descriptor that is not open");
	is(stub_read(1, buf, 1), -EBADF, "read of standard output");
	is(stub_read(0, buf, 0), 0, "read of no bytes");
	is(stub_read(0, BAD_POINTER, 4), -EFAULT, "read to a kernel address");
	is(stub_read(0, (void *)8, 4), -EFAULT, "read to where nothing is mapped");
}

static void test_read(void)
{
	char buf[32] = "";
	char a[3], b[4];
	struct iovec vector[] = { { a, 3 }, { NULL, 0 }, { b, 4 } };

	is(read_exactly(buf, 4), 4, "read gives bytes");
	ok(!memcmp(buf, INPUT, 4), "the first ones: no failed read took them away");
	is(stub_readv(0, vector, 3), 7, "readv fills its buffers in order");
	ok(!memcmp(a, &INPUT[4], 3) && !memcmp(b, &INPUT[7], 4), "with the bytes that follow");
	is(stub_readv(0, vector, 0), 0, "readv of no buffers");
	is(stub_readv(0, vector, -1), -EINVAL, "readv of -1 buffers");
	is(stub_readv(0, vector, 1025), -EINVAL, "readv of 1025 buffers");
	is(stub_readv(0, BAD_POINTER, 1), -EFAULT, "readv of buffers at a kernel address");
	is(stub_readv(77, vector, 1), -EBADF, "readv of a descriptor that is not open");
	vector[1].iov_len = (size_t)-1;
	is(stub_readv(0, vector, 3), -EINVAL, "readv of a negative length");
	is(read_exactly(buf, sizeof(buf)), INPUT_LENGTH - 11, "read to the end gives the rest");
	ok(!memcmp(buf, &INPUT[11], INPUT_LENGTH - 11), "byte for byte");
	is(stub_read(0, buf, sizeof(buf)), 0, "end of file");
	is(stub_read(0, buf, sizeof(buf)), 0, "end of file stays");
	is(stub_readv(0, vector, 1), 0, "for readv, too");
}

static void test_write(void)
{
	struct iovec vector[] = { { "# one", 5 }, { NULL, 0 }, { " line\n", 6 } };

	is(stub_write(1, "# a line\n", 9), 9, "write says how many bytes");
	is(stub_write(1, NULL, 0), 0, "write of nothing");
	is(stub_write(-1, "x", 1), -EBADF, "write to descriptor -1");
	is(stub_write(99, "x", 1), -EBADF, "write to a descriptor that is not open");
	is(stub_write(0, "x", 1), -EBADF, "write to standard input");
	is(stub_write(1, BAD_POINTER, 4), -EFAULT, "write from a kernel address");
	is(stub_write(1, (void *)8, 4), -EFAULT, "write from where nothing is mapped");
	is(stub_writev(1, vector, 3), 11, "writev gathers its buffers");
	is(stub_writev(1, vector, 0), 0, "writev of no buffers");
	is(stub_writev(1, vector, -1), -EINVAL, "writev of -1 buffers");
	is(stub_writev(1, vector, 1025), -EINVAL, "writev of 1025 buffers");
	is(stub_writev(1, BAD_POINTER, 1), -EFAULT, "writev of buffers at a kernel address");
	is(stub_writev(77, vector, 1), -EBADF, "writev to a descriptor that is not open");
	vector[1].iov_len = (size_t)-1;
	is(stub_writev(1, vector, 3), -EINVAL, "writev of a negative length");
}

/* Buffers that are good only to a page's end: a short count, or EFAULT and nothing. */
static void test_half_good(void)
{
	char *page = (char *)stub_mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long got;

	stub_munmap(page + PAGE, PAGE);
	memcpy(page + PAGE - 8, "# half.\n", 8);
	got = stub_write(1, page + PAGE - 8, 16);
	ok(got == 8 || got == -EFAULT, "write from a buffer with a hole (gave %ld)", got);
	is(stub_write(1, page + PAGE - 8, 8), 8, "write up to the last byte of a page");
	is(stub_read(0, page + PAGE - 8, 16), 0, "read at end of file looks at no buffer");
	stub_munmap(page, PAGE);
}

/* Far more than any buffer in between holds. */
static void test_large_write(void)
{
	static char text[300000];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 100 == 99 ? '\n' : i % 100 ? 'x' : '#';
	is(write_all(1, text, sizeof(text)), 0, "a write of 300,000 bytes");
}

static void test_the_rest(void)
{
	char answer[64];

	is(stub_ioctl(1, TIOCGWINSZ, answer), -ENOTTY, "no descriptor is a terminal");
	is(stub_ioctl(1, TCGETS, answer), -ENOTTY, "by TCGETS neither");
	is(stub_ioctl(77, TIOCGWINSZ, answer), -EBADF, "ioctl on a descriptor that is not open");
	is(stub_close(77), -EBADF, "close of a descriptor that is not open");
	is(stub_close(2), 0, "close of standard error");
	is(stub_write(2, "x", 1), -EBADF, "it is closed then");
	is(stub_close(2), -EBADF, "a second close");
	is(call_close(77), -1, "the errno form gives -1");
	is(errno, EBADF, "and sets errno");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	(void)envp;
	test_read_errors();
	test_read();
	test_write();
	test_half_good();
	test_large_write();
	test_the_rest();
	return done();
}
