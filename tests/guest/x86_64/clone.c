/* SPDX-License-Identifier: MIT */
#include "tests/guest/clone.h"

/* FS base: Linux checks it, since a bad one faults in the kernel. */
const int clone_refuses_tls = -1;
