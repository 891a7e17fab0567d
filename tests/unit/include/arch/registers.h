/* As x86_64 has them. SPDX-License-Identifier: MIT */
#include "include/x86_64/arch/registers.h"
