/* What both ends of a media stream need: WebSocket frames, base64, and time. Plain C, for trusted loopback peers. */
#ifndef BENCH_WS_H
#define BENCH_WS_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

enum { FRAME_US = 20000, PAYLOAD = 160, MOST_STREAMS = 2000 };

static inline void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static inline uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

/* The head of a frame before `length` bytes; a client's is masked with `mask`. Returns its length. */
static inline size_t ws_head(uint8_t *out, unsigned opcode, size_t length, const uint8_t *mask) {
    size_t at = 2;
    out[0] = (uint8_t)(0x80 | opcode);
    if (length < 126) {
        out[1] = (uint8_t)length;
    } else {
        out[1] = 126, out[2] = (uint8_t)(length >> 8), out[3] = (uint8_t)length, at = 4;
    }
    if (mask) out[1] |= 0x80, memcpy(out + at, mask, 4), at += 4;
    return at;
}

static inline void ws_mask(uint8_t *bytes, size_t length, const uint8_t *mask) {
    uint64_t wide, word;
    memcpy(&wide, mask, 4), memcpy((char *)&wide + 4, mask, 4);
    size_t i = 0;
    for (; i + 8 <= length; i += 8) memcpy(&word, bytes + i, 8), word ^= wide, memcpy(bytes + i, &word, 8);
    for (; i < length; i++) bytes[i] ^= mask[i & 3];
}

typedef struct ws_frame {
    unsigned opcode;
    uint8_t *bytes;
    size_t length, whole;
} ws_frame;

/* 1: a frame, unmasked in place; 0: more bytes are needed. */
static inline int ws_next(uint8_t *bytes, size_t length, ws_frame *out) {
    if (length < 2) return 0;
    size_t size = bytes[1] & 127, at = 2;
    if (size == 126) {
        if (length < 4) return 0;
        size = (size_t)bytes[2] << 8 | bytes[3], at = 4;
    } else if (size == 127) {
        fprintf(stderr, "a frame of 64 KiB and more\n"), exit(1);
    }
    uint8_t *mask = bytes[1] & 128 ? bytes + at : NULL;
    if (mask) at += 4;
    if (length < at + size) return 0;
    if (mask) ws_mask(bytes + at, size, mask);
    *out = (ws_frame){bytes[0] & 15, bytes + at, size, at + size};
    return 1;
}

/* A connection, with TLS or without. */
typedef struct line {
    int fd;
    SSL *tls;
} line;

/* As recv and send that never wait: -1 with EAGAIN when there is nothing, or no room. */
static inline ssize_t line_recv(line *l, void *bytes, size_t length) {
    if (!l->tls) return recv(l->fd, bytes, length, MSG_DONTWAIT);
    int n = SSL_read(l->tls, bytes, (int)length);
    if (n > 0) return n;
    int why = SSL_get_error(l->tls, n);
    errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

static inline ssize_t line_send(line *l, const void *bytes, size_t length) {
    if (!l->tls) return send(l->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    int n = SSL_write(l->tls, bytes, (int)length);
    // Half a record can only be followed by its other half: whoever does not read that long is gone.
    if (n <= 0) return errno = ECONNRESET, -1;
    return n;
}

static inline void line_close(line *l) {
    if (l->tls) SSL_free(l->tls);
    close(l->fd);
}

static inline void never_wait(int fd) {
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)) fail("fcntl");
}

/* For a server when it has a certificate. */
static inline SSL_CTX *tls_context(const char *certificate, const char *key) {
    SSL_CTX *made = SSL_CTX_new(certificate ? TLS_server_method() : TLS_client_method());
    if (!made) fail("TLS");
    SSL_CTX_set_read_ahead(made, 1);
    if (certificate && (SSL_CTX_use_certificate_chain_file(made, certificate) != 1 || SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) != 1))
        fprintf(stderr, "%s, %s: no certificate\n", certificate, key), exit(1);
    return made;
}

/* The answer to Sec-WebSocket-Key. */
static inline void ws_accept(const char *key, size_t length, char *out) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    char text[128];
    int n = snprintf(text, sizeof text, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)length, key);
    EVP_Digest(text, (size_t)n, digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)out, digest, 20);
}

/* Answers the request at the start of `bytes` and takes it out; 0 while it is not whole. */
static inline int ws_greet(line *l, uint8_t *bytes, size_t *held) {
    size_t n = 0;
    char *text = (char *)bytes, *end = memmem(text, *held, "\r\n\r\n", 4), *key = memmem(text, *held, "Sec-WebSocket-Key: ", 19), answer[200], accept[40];
    if (!end || !key) return 0;
    while (key[19 + n] != '\r') n++;
    ws_accept(key + 19, n, accept);
    int length = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (line_send(l, answer, (size_t)length) != length) return 0;
    size_t head = (size_t)(end + 4 - text);
    memmove(bytes, bytes + head, *held -= head);
    return 1;
}

static inline size_t base64(const uint8_t *in, size_t length, char *out) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = out;
    for (size_t i = 0; i < length; i += 3, to += 4) {
        uint32_t v = (uint32_t)in[i] << 16 | (i + 1 < length ? (uint32_t)in[i + 1] << 8 : 0) | (i + 2 < length ? in[i + 2] : 0);
        to[0] = letters[v >> 18], to[1] = letters[v >> 12 & 63];
        to[2] = i + 1 < length ? letters[v >> 6 & 63] : '=', to[3] = i + 2 < length ? letters[v & 63] : '=';
    }
    return (size_t)(to - out);
}

/* What stands between the quotes after `"name":`, NULL if it is not there. */
static inline const char *member(const char *text, size_t length, const char *name, size_t *out_length) {
    char key[40];
    int n = snprintf(key, sizeof key, "\"%s\":", name);
    const char *end = text + length, *at = memmem(text, length, key, (size_t)n);
    if (!at) return NULL;
    at += n;
    while (at < end && *at == ' ') at++;
    if (at >= end || *at++ != '"') return NULL;
    const char *close = memchr(at, '"', (size_t)(end - at));
    if (!close) return NULL;
    *out_length = (size_t)(close - at);
    return at;
}

#endif
