/* The parts of cpu_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_CPU_SETUP_H
#define BOOT_CPU_SETUP_H

/* features.c: fills cpu_features from the ID registers. */
void cpu_features_read(void);

#endif
