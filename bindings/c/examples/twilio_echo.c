/* A server for Twilio's <Connect><Stream>: each caller hears himself, half a second late.
 *
 *     twilio_echo PORT [CALLS]
 *
 * It serves one call at a time on 127.0.0.1, over plain WebSockets (RFC 6455): put a TLS proxy or a tunnel in front for
 * the real service. With CALLS it ends after so many. It prints "listening on PORT" (0: any) and one line for each call.
 * Build: cc twilio_echo.c -o twilio_echo $(pkg-config --cflags --libs phonepatch libcrypto) */
#define _POSIX_C_SOURCE 200809L
#include <phonepatch.h>

#include <netinet/in.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define LARGEST 65536 /* of a message */
#define LATE 25       /* messages of 20 ms that are held back */

static int receive(int socket, void *into, size_t count) {
    for (size_t got = 0; got < count;) {
        ssize_t more = read(socket, (char *)into + got, count - got);
        if (more <= 0) return -1;
        got += (size_t)more;
    }
    return 0;
}

static int transmit(int socket, const void *from, size_t count) {
    for (size_t sent = 0; sent < count;) {
        ssize_t more = send(socket, (const char *)from + sent, count - sent, MSG_NOSIGNAL);
        if (more <= 0) return -1;
        sent += (size_t)more;
    }
    return 0;
}

/* Reads the request's head and answers it. */
static int upgrade(int socket) {
    char head[8192], *at, key[128];
    uint8_t digest[SHA_DIGEST_LENGTH], text[64];
    size_t used = 0, length = 0;
    do {
        if (used + 1 >= sizeof head || receive(socket, head + used, 1)) return -1;
        head[++used] = 0;
    } while (used < 4 || memcmp(head + used - 4, "\r\n\r\n", 4));
    for (at = head; (at = strstr(at, "\r\n")); at += 2)
        if (!strncasecmp(at + 2, "Sec-WebSocket-Key:", 18)) break;
    if (!at || sscanf(at + 20, " %24s", key) != 1) return -1;
    strcat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    SHA1((const unsigned char *)key, strlen(key), digest);
    if (pp_base64_encode(digest, sizeof digest, text, sizeof text, &length) != PP_OK) return -1;
    int count = snprintf(head, sizeof head,
                         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Accept: %.*s\r\n\r\n", (int)length, (const char *)text);
    return transmit(socket, head, (size_t)count);
}

static int send_frame(int socket, int opcode, const uint8_t *payload, size_t count) {
    uint8_t head[4] = {(uint8_t)(0x80 | opcode), (uint8_t)(count < 126 ? count : 126), (uint8_t)(count >> 8),
                       (uint8_t)count};
    if (count > 0xFFFF) return -1;
    return transmit(socket, head, count < 126 ? 2 : 4) || transmit(socket, payload, count) ? -1 : 0;
}

/* The next text message, put together from its fragments; pings are answered. -1 at the end of the connection. */
static long next_message(int socket, uint8_t *message) {
    size_t used = 0;
    for (;;) {
        uint8_t head[2], mask[4], size[8];
        if (receive(socket, head, 2) || !(head[1] & 0x80)) return -1; /* what a client sends is masked */
        uint64_t count = head[1] & 0x7F;
        if (count >= 126) {
            int width = count == 126 ? 2 : 8;
            if (receive(socket, size, (size_t)width)) return -1;
            count = 0;
            for (int i = 0; i < width; i++) count = count << 8 | size[i];
        }
        if (count > LARGEST - used || receive(socket, mask, 4) || receive(socket, message + used, count)) return -1;
        for (uint64_t i = 0; i < count; i++) message[used + i] ^= mask[i & 3];
        int opcode = head[0] & 15;
        if (opcode == 8) return -1;
        if (opcode == 9 && send_frame(socket, 10, message + used, count)) return -1;
        if (opcode >= 8) continue;
        used += count;
        if (head[0] & 0x80) return (long)used;
    }
}

static void serve(int socket) {
    static uint8_t message[LARGEST], scratch[LARGEST], answer[2 * LARGEST], held[LATE][2048];
    size_t sizes[LATE] = {0}, turn = 0;
    unsigned long frames = 0, refused = 0;
    char sid[64] = "";
    if (upgrade(socket)) {
        fprintf(stderr, "no WebSocket\n");
        return;
    }
    for (long count; (count = next_message(socket, message)) >= 0;) {
        pp_carrier_message said = PP_SIZED(pp_carrier_message);
        if (pp_carrier_read(message, (size_t)count, 0, scratch, sizeof scratch, &said) != PP_OK) {
            refused++;
        } else if (said.kind == PP_CARRIER_START && said.stream_sid.length < sizeof sid) {
            memcpy(sid, scratch + said.stream_sid.offset, said.stream_sid.length);
            sid[said.stream_sid.length] = 0;
        } else if (said.kind == PP_CARRIER_MEDIA && *sid && said.payload.length <= sizeof held[0]) {
            size_t length;
            frames++;
            if (sizes[turn] && pp_carrier_write_media((const uint8_t *)sid, strlen(sid), held[turn], sizes[turn], answer,
                                                      sizeof answer, &length) == PP_OK
                && send_frame(socket, 1, answer, length)) break;
            memcpy(held[turn], scratch + said.payload.offset, said.payload.length);
            sizes[turn] = said.payload.length;
            turn = (turn + 1) % LATE;
        } else if (said.kind == PP_CARRIER_STOP) {
            break;
        }
    }
    send_frame(socket, 8, (const uint8_t *)"\3\350", 2); /* 1000: all is well */
    printf("call over: %lu media messages, %lu refused\n", frames, refused);
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int yes = 1, calls = argc > 2 ? atoi(argv[2]) : -1;
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: twilio_echo PORT [CALLS]\n");
        return 2;
    }
    address.sin_port = htons((uint16_t)atoi(argv[1]));
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes)
        || bind(listener, (struct sockaddr *)&address, size) || listen(listener, 8)
        || getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("twilio_echo");
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("listening on %d\n", ntohs(address.sin_port));
    while (calls--) {
        int caller = accept(listener, NULL, NULL);
        if (caller < 0) continue;
        serve(caller);
        close(caller);
    }
    close(listener);
    return 0;
}
