/* Tags in addresses: AArch64's TBI. SPDX-License-Identifier: MIT */
#include <stdbool.h>

extern const bool tags_are_known;
const bool tags_are_known = true;
