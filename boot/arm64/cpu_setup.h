/* The parts of cpu_init(). SPDX-License-Identifier: MIT */
#ifndef BOOT_CPU_SETUP_H
#define BOOT_CPU_SETUP_H

/* Fills cpu_features from the ID registers (features.c). */
void cpu_features_read(void);

#endif
