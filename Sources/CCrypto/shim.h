#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

// A P-256 key for signatures, of a point (65 bytes, uncompressed) and, to sign, a scalar (32 bytes, first first).
// In C, because parameters are arrays of pointers that live only as long as the call. NULL when they make no key.
static inline EVP_PKEY *ccrypto_p256(const unsigned char *point, const unsigned char *scalar) {
    char group[] = "prime256v1";
    unsigned char native[32]; // the scalar as this machine writes numbers: last first
    OSSL_PARAM parts[4];
    OSSL_PARAM *next = parts;
    *next++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    *next++ = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, 65);
    if (scalar) {
        for (int i = 0; i < 32; i++) native[i] = scalar[31 - i];
        *next++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, sizeof native);
    }
    *next = OSSL_PARAM_construct_end();
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (maker && EVP_PKEY_fromdata_init(maker) == 1)
        if (EVP_PKEY_fromdata(maker, &key, scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, parts) != 1) key = NULL;
    EVP_PKEY_CTX_free(maker);
    if (scalar) OPENSSL_cleanse(native, sizeof native);
    return key;
}
