#ifndef SWEEP_CHDF5_SHIM_H
#define SWEEP_CHDF5_SHIM_H

// Later versions of the library rename functions by macro; this keeps the names of 1.10 in all of them.
#define H5_USE_110_API
#include <hdf5.h>

// Everything below wraps a macro. Swift imports neither macros with a cast or a call in them (all of these call
// H5open), nor functions whose name is itself a versioned macro.

// MARK: - Types of values, the same on every machine

static inline hid_t chdf5_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t chdf5_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_string(void) { return H5T_C_S1; }

// MARK: - Classes of property lists

static inline hid_t chdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_transfer(void) { return H5P_DATASET_XFER; }

// MARK: - Flags and numbers

static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline hid_t chdf5_error_stack(void) { return H5E_DEFAULT; }
static inline int chdf5_filter_fletcher32(void) { return H5Z_FILTER_FLETCHER32; }

// MARK: - Functions that are versioned macros, or whose result struct is

// The kind of the link `name` in `group` (`H5L_type_t`), or a negative number.
static inline int chdf5_link_type(hid_t group, const char *name) {
  H5L_info_t info;
  return H5Lget_info(group, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
}

// How many attributes `object` has, or a negative number.
static inline long long chdf5_attribute_count(hid_t object) {
  H5O_info_t info;
  return H5Oget_info(object, &info) < 0 ? -1 : (long long)info.num_attrs;
}

// The kind of the filter at `index` of a dataset's creation list (`H5Z_filter_t`), or a negative number.
static inline int chdf5_filter(hid_t creation, unsigned index) {
  unsigned flags = 0, configuration = 0;
  size_t values = 0;
  return (int)H5Pget_filter2(creation, index, &flags, &values, NULL, 0, NULL, &configuration);
}

#endif
