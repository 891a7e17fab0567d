/* The program that every C library must be able to run. SPDX-License-Identifier: MIT */
#include <stdio.h>

int main(void)
{
	printf("hello, %s\n", "world");
	return 42;
}
