LIBCS_arm64 :=
