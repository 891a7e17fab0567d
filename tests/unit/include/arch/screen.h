/* As on x86_64. SPDX-License-Identifier: MIT */
#include "include/x86_64/arch/screen.h"
