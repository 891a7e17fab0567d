/* As on x86_64: the tests read its entries as the CPU would. SPDX-License-Identifier: MIT */
#include "include/x86_64/arch/pte.h"
