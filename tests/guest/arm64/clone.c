/* SPDX-License-Identifier: MIT */
#include "tests/guest/clone.h"

/* TPIDR_EL0 holds any number. */
const int clone_refuses_tls = 0;
