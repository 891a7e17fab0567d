/* Tags in addresses: none of Linux 6.1's. SPDX-License-Identifier: MIT */
#include <stdbool.h>

extern const bool tags_are_known;
const bool tags_are_known = false;
