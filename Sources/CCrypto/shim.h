#ifndef SWEEP_CCRYPTO_SHIM_H
#define SWEEP_CCRYPTO_SHIM_H

// OpenSSL 3 deprecates these functions in favour of contexts on the heap, and keeps them: their state is
// a plain struct, which Swift can hold and copy without an allocation.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

// The results of these calls are always 1.

static inline void ccrypto_sha256_start(SHA256_CTX *state) { (void)SHA256_Init(state); }

static inline void ccrypto_sha256_update(SHA256_CTX *state, const void *bytes, size_t count) {
  (void)SHA256_Update(state, bytes, count);
}

// Writes 32 bytes.
static inline void ccrypto_sha256_finish(SHA256_CTX *state, unsigned char *digest) {
  (void)SHA256_Final(digest, state);
}

#endif
