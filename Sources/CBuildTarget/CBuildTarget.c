#include "CBuildTarget.h"

// The compiler defines a macro for each set that it may use.
#define USED(macro) (sizeof(#macro) == 2)
#define ASKED(macro) USED_EXPANDED(macro)
#define USED_EXPANDED(value) USED(value)

const CBuildTargetFeature cbuildtarget_features[] = {
    {"popcnt", ASKED(__POPCNT__)},
    {"sse4.2", ASKED(__SSE4_2__)},
    {"avx", ASKED(__AVX__)},
    {"avx2", ASKED(__AVX2__)},
    {"fma", ASKED(__FMA__)},
    {"bmi", ASKED(__BMI__)},
    {"bmi2", ASKED(__BMI2__)},
    {"avx512f", ASKED(__AVX512F__)},
    {"avx512bw", ASKED(__AVX512BW__)},
    {"avx512cd", ASKED(__AVX512CD__)},
    {"avx512dq", ASKED(__AVX512DQ__)},
    {"avx512vl", ASKED(__AVX512VL__)},
    {"avx512vbmi", ASKED(__AVX512VBMI__)},
    {"avx512vbmi2", ASKED(__AVX512VBMI2__)},
    {"avx512vnni", ASKED(__AVX512VNNI__)},
    {"avx512bitalg", ASKED(__AVX512BITALG__)},
    {"avx512vpopcntdq", ASKED(__AVX512VPOPCNTDQ__)},
    {"avx512bf16", ASKED(__AVX512BF16__)},
    {0, 0},
};
