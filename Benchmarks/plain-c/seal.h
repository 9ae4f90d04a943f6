/* Sound to a datagram and back, by hand on libcrypto and libsodium: a DAVE frame in an RTP packet in Discord's transport.
 * Contexts are kept, keys are set once; nothing is checked but the tags. Part of plain.c. */
#include <openssl/evp.h>
#include <sodium.h>

static EVP_CIPHER_CTX *frame_seal, *frame_open, *packet_seal, *packet_open;
static unsigned char packet_key[32];
static uint32_t frames_sealed, packets_sealed;

static EVP_CIPHER_CTX *keyed(EVP_CIPHER_CTX *old, const EVP_CIPHER *cipher, const unsigned char *key, int sealing) {
    EVP_CIPHER_CTX_free(old);
    EVP_CIPHER_CTX *made = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(made, cipher, NULL, key, NULL, sealing);
    return made;
}

static void make_seal(void) {
    /* ExpandWithLabel(base, "key", generation 0, 16) */
    static const unsigned char info[] = {0, 16, 11, 'M', 'L', 'S', ' ', '1', '.', '0', ' ', 'k', 'e', 'y', 4, 0, 0, 0, 0, 1};
    static const unsigned char base[16] = BENCH_DAVE_BASE;
    unsigned char key[32];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, base, sizeof base);
    crypto_auth_hmacsha256_update(&state, info, sizeof info);
    crypto_auth_hmacsha256_final(&state, key);
    for (int i = 0; i < 32; i++) packet_key[i] = (unsigned char)i;
    frame_seal = keyed(frame_seal, EVP_aes_128_gcm(), key, 1);
    frame_open = keyed(frame_open, EVP_aes_128_gcm(), key, 0);
    packet_seal = keyed(packet_seal, EVP_aes_256_gcm(), packet_key, 1);
    packet_open = keyed(packet_open, EVP_aes_256_gcm(), packet_key, 0);
    frames_sealed = packets_sealed = 0;
    if (sodium_init() < 0) exit(1);
}

/* The sealed length. */
static int seal_frame(const unsigned char *sound, int length, unsigned char *out) {
    unsigned char nonce[12] = {0};
    int written;
    uint32_t number = ++frames_sealed;
    memcpy(nonce + 8, &number, 4);
    EVP_CipherInit_ex(frame_seal, NULL, NULL, NULL, nonce, 1);
    EVP_CipherUpdate(frame_seal, out, &written, sound, length);
    EVP_CipherFinal_ex(frame_seal, out + length, &written);
    EVP_CIPHER_CTX_ctrl(frame_seal, EVP_CTRL_AEAD_GET_TAG, 8, out + length);
    int end = length + 8;
    for (; number >= 0x80; number >>= 7) out[end++] = (unsigned char)(number | 0x80);
    out[end++] = (unsigned char)number;
    out[end] = (unsigned char)(end + 3 - length);
    out[end + 1] = out[end + 2] = 0xFA;
    return end + 3;
}

static int open_frame(const unsigned char *frame, int length, unsigned char *out) {
    unsigned char nonce[12] = {0}, tag[8];
    int media = length - frame[length - 3], written, shift = 0;
    uint32_t number = 0;
    const unsigned char *at = frame + media + 8;
    do number |= (uint32_t)(*at & 0x7F) << shift, shift += 7; while (*at++ & 0x80);
    memcpy(nonce + 8, &number, 4);
    memcpy(tag, frame + media, 8);
    EVP_CipherInit_ex(frame_open, NULL, NULL, NULL, nonce, 0);
    EVP_CipherUpdate(frame_open, out, &written, frame, media);
    EVP_CIPHER_CTX_ctrl(frame_open, EVP_CTRL_AEAD_SET_TAG, 8, tag);
    if (EVP_CipherFinal_ex(frame_open, out + media, &written) != 1) exit(1);
    return media;
}

/* The header and the frame stand in `packet`. */
static int seal_packet(unsigned char *packet, int length, int xchacha) {
    unsigned char nonce[24] = {0};
    int written;
    uint32_t number = packets_sealed++;
    for (int i = 0; i < 4; i++) nonce[i] = (unsigned char)(number >> (24 - 8 * i));
    if (xchacha) {
        crypto_aead_xchacha20poly1305_ietf_encrypt_detached(packet + 12, packet + length, NULL, packet + 12, (unsigned)length - 12,
                                                            packet, 12, NULL, nonce, packet_key);
    } else {
        EVP_CipherInit_ex(packet_seal, NULL, NULL, NULL, nonce, 1);
        EVP_CipherUpdate(packet_seal, NULL, &written, packet, 12);
        EVP_CipherUpdate(packet_seal, packet + 12, &written, packet + 12, length - 12);
        EVP_CipherFinal_ex(packet_seal, packet + length, &written);
        EVP_CIPHER_CTX_ctrl(packet_seal, EVP_CTRL_AEAD_GET_TAG, 16, packet + length);
    }
    memcpy(packet + length + 16, nonce, 4);
    return length + 20;
}

static int open_packet(unsigned char *packet, int length, int xchacha) {
    unsigned char nonce[24] = {0};
    int written, body = length - 20;
    memcpy(nonce, packet + length - 4, 4);
    if (xchacha) {
        if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(packet + 12, NULL, packet + 12, (unsigned)body - 12, packet + body,
                                                                packet, 12, nonce, packet_key)) exit(1);
    } else {
        EVP_CipherInit_ex(packet_open, NULL, NULL, NULL, nonce, 0);
        EVP_CipherUpdate(packet_open, NULL, &written, packet, 12);
        EVP_CipherUpdate(packet_open, packet + 12, &written, packet + 12, body - 12);
        EVP_CIPHER_CTX_ctrl(packet_open, EVP_CTRL_AEAD_SET_TAG, 16, packet + body);
        if (EVP_CipherFinal_ex(packet_open, packet + body, &written) != 1) exit(1);
    }
    return body;
}

static int seal_both(unsigned n, int xchacha) {
    static const unsigned char header[12] = {0x80, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3};
    memcpy(bytes, header, 12);
    int length = seal_frame(opus48_packets[n % 50], opus48_lengths[n % 50], bytes + 12);
    return seal_packet(bytes, 12 + length, xchacha);
}

static uint64_t seal_gcm(unsigned n) { return sum_of(bytes, (size_t)seal_both(n, 0)); }
static uint64_t seal_xchacha(unsigned n) { return sum_of(bytes, (size_t)seal_both(n, 1)); }

static uint64_t there_and_back(unsigned n, int xchacha) {
    static unsigned char sound[1300];
    int length = open_packet(bytes, seal_both(n, xchacha), xchacha);
    int media = open_frame(bytes + 12, length - 12, sound);
    return sum_of(sound, (size_t)media);
}

static uint64_t open_gcm(unsigned n) { return there_and_back(n, 0); }
static uint64_t open_xchacha(unsigned n) { return there_and_back(n, 1); }
