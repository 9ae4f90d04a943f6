/* Sound to a datagram and back, by hand on libcrypto and libsodium: a DAVE frame in an RTP packet in Discord's transport.
 * Contexts are kept, keys are set once; nothing is checked but the tags. */
#ifndef PLAIN_SEAL_H
#define PLAIN_SEAL_H

#include "bench.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Of one call. */
typedef struct sealer {
    EVP_CIPHER_CTX *frame_seal, *frame_open, *packet_seal, *packet_open;
    unsigned char key[32];
    uint32_t frames, packets; /* sealed */
} sealer;

static inline EVP_CIPHER_CTX *keyed(EVP_CIPHER_CTX *old, const EVP_CIPHER *cipher, const unsigned char *key, int sealing) {
    EVP_CIPHER_CTX_free(old);
    EVP_CIPHER_CTX *made = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(made, cipher, NULL, key, NULL, sealing);
    return made;
}

static inline void make_sealer(sealer *s) {
    /* ExpandWithLabel(base, "key", generation 0, 16) */
    static const unsigned char info[] = {0, 16, 11, 'M', 'L', 'S', ' ', '1', '.', '0', ' ', 'k', 'e', 'y', 4, 0, 0, 0, 0, 1};
    static const unsigned char base[16] = DAVE_BASE;
    unsigned char key[32];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, base, sizeof base);
    crypto_auth_hmacsha256_update(&state, info, sizeof info);
    crypto_auth_hmacsha256_final(&state, key);
    for (int i = 0; i < 32; i++) s->key[i] = (unsigned char)i;
    s->frame_seal = keyed(s->frame_seal, EVP_aes_128_gcm(), key, 1);
    s->frame_open = keyed(s->frame_open, EVP_aes_128_gcm(), key, 0);
    s->packet_seal = keyed(s->packet_seal, EVP_aes_256_gcm(), s->key, 1);
    s->packet_open = keyed(s->packet_open, EVP_aes_256_gcm(), s->key, 0);
    s->frames = s->packets = 0;
    if (sodium_init() < 0) exit(1);
}

/* The sealed length. */
static inline int seal_frame(sealer *s, const unsigned char *sound, int length, unsigned char *out) {
    unsigned char nonce[12] = {0};
    int written;
    uint32_t number = ++s->frames;
    memcpy(nonce + 8, &number, 4);
    EVP_CipherInit_ex(s->frame_seal, NULL, NULL, NULL, nonce, 1);
    EVP_CipherUpdate(s->frame_seal, out, &written, sound, length);
    EVP_CipherFinal_ex(s->frame_seal, out + length, &written);
    EVP_CIPHER_CTX_ctrl(s->frame_seal, EVP_CTRL_AEAD_GET_TAG, 8, out + length);
    int end = length + 8;
    for (; number >= 0x80; number >>= 7) out[end++] = (unsigned char)(number | 0x80);
    out[end++] = (unsigned char)number;
    out[end] = (unsigned char)(end + 3 - length);
    out[end + 1] = out[end + 2] = 0xFA;
    return end + 3;
}

static inline int open_frame(sealer *s, const unsigned char *frame, int length, unsigned char *out) {
    unsigned char nonce[12] = {0}, tag[8];
    int media = length - frame[length - 3], written, shift = 0;
    uint32_t number = 0;
    const unsigned char *at = frame + media + 8;
    do number |= (uint32_t)(*at & 0x7F) << shift, shift += 7; while (*at++ & 0x80);
    memcpy(nonce + 8, &number, 4);
    memcpy(tag, frame + media, 8);
    EVP_CipherInit_ex(s->frame_open, NULL, NULL, NULL, nonce, 0);
    EVP_CipherUpdate(s->frame_open, out, &written, frame, media);
    EVP_CIPHER_CTX_ctrl(s->frame_open, EVP_CTRL_AEAD_SET_TAG, 8, tag);
    if (EVP_CipherFinal_ex(s->frame_open, out + media, &written) != 1) exit(1);
    return media;
}

/* The header and the frame stand in `packet`. */
static inline int seal_packet(sealer *s, unsigned char *packet, int length, int xchacha) {
    unsigned char nonce[24] = {0};
    int written;
    uint32_t number = s->packets++;
    for (int i = 0; i < 4; i++) nonce[i] = (unsigned char)(number >> (24 - 8 * i));
    if (xchacha) {
        crypto_aead_xchacha20poly1305_ietf_encrypt_detached(packet + 12, packet + length, NULL, packet + 12, (unsigned)length - 12,
                                                            packet, 12, NULL, nonce, s->key);
    } else {
        EVP_CipherInit_ex(s->packet_seal, NULL, NULL, NULL, nonce, 1);
        EVP_CipherUpdate(s->packet_seal, NULL, &written, packet, 12);
        EVP_CipherUpdate(s->packet_seal, packet + 12, &written, packet + 12, length - 12);
        EVP_CipherFinal_ex(s->packet_seal, packet + length, &written);
        EVP_CIPHER_CTX_ctrl(s->packet_seal, EVP_CTRL_AEAD_GET_TAG, 16, packet + length);
    }
    memcpy(packet + length + 16, nonce, 4);
    return length + 20;
}

static inline int open_packet(sealer *s, unsigned char *packet, int length, int xchacha) {
    unsigned char nonce[24] = {0};
    int written, body = length - 20;
    memcpy(nonce, packet + length - 4, 4);
    if (xchacha) {
        if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(packet + 12, NULL, packet + 12, (unsigned)body - 12, packet + body,
                                                                packet, 12, nonce, s->key)) exit(1);
    } else {
        EVP_CipherInit_ex(s->packet_open, NULL, NULL, NULL, nonce, 0);
        EVP_CipherUpdate(s->packet_open, NULL, &written, packet, 12);
        EVP_CipherUpdate(s->packet_open, packet + 12, &written, packet + 12, body - 12);
        EVP_CIPHER_CTX_ctrl(s->packet_open, EVP_CTRL_AEAD_SET_TAG, 16, packet + body);
        if (EVP_CipherFinal_ex(s->packet_open, packet + body, &written) != 1) exit(1);
    }
    return body;
}

static inline void write_header(unsigned char *out, unsigned sequence, unsigned stamp, unsigned ssrc) {
    const unsigned char header[12] = {0x80, 0x78, (unsigned char)(sequence >> 8), (unsigned char)sequence,
                                      (unsigned char)(stamp >> 24), (unsigned char)(stamp >> 16), (unsigned char)(stamp >> 8),
                                      (unsigned char)stamp, 0, 0, 0, (unsigned char)ssrc};
    memcpy(out, header, 12);
}

/* An Opus packet to a datagram. */
static inline int sealed(sealer *s, const unsigned char *opus, int length, unsigned char *out, unsigned sequence, unsigned stamp,
                         unsigned ssrc, int xchacha) {
    write_header(out, sequence, stamp, ssrc);
    return seal_packet(s, out, 12 + seal_frame(s, opus, length, out + 12), xchacha);
}

/* The silence frame, which DAVE leaves in the clear. */
static inline int sealed_silence(sealer *s, unsigned char *out, unsigned sequence, unsigned stamp, unsigned ssrc) {
    write_header(out, sequence, stamp, ssrc);
    memcpy(out + 12, "\xF8\xFF\xFE", 3);
    return seal_packet(s, out, 15, 0);
}

/* And back, in place. */
static inline int opened(sealer *s, unsigned char *datagram, int length, unsigned char *out, int xchacha) {
    int frame = open_packet(s, datagram, length, xchacha) - 12;
    if (datagram[12 + frame - 1] == 0xFA && datagram[12 + frame - 2] == 0xFA) return open_frame(s, datagram + 12, frame, out);
    memcpy(out, datagram + 12, (size_t)frame); /* silence, in the clear */
    return frame;
}

#endif
