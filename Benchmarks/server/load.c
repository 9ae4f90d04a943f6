/* A carrier that calls a server on loopback: `load [--tls] [--sound FILE] PORT STREAMS PER_ROOM WARM_S SECONDS PID[,PID] [TOKEN]`.
 *
 * It stands for other machines, so it costs the server's machine little: its sleep is ended by its clock and never by what the server sends,
 * what is due in 0.2 ms goes together, and when a message came is the kernel's stamp, not when it was looked at. It has no lower
 * priority: where two cores are full, one that stands back (nice 19, SCHED_IDLE) stops offering its load.
 *
 * Each stream sends a media message of 160 bytes of mu-law every 20 ms, the streams spread evenly over them, and hears what
 * comes back. They say what FILE has, bare mu-law, again and again, each from a place of its own; else noise of a voice's level. "measuring"
 * on the standard error says when the warm seconds are over, "measured" when the others are, half a second before everybody hangs up. With a
 * TOKEN it does what Twilio does first: a signed webhook, the TwiML's address, a signed upgrade. Without, it connects at once. With --tls all of
 * it goes through TLS. The processor time and memory of the processes PID are read before,
 * when all streams are up, and at the end. One
 * JSON object on the standard output says what happened; the status is 1 when something failed. */
#define _GNU_SOURCE
#include "ws.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <openssl/hmac.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

// It sleeps no shorter and no longer than REST: what falls due meanwhile goes together.
enum { HELD = 8192, NOISE = 64, SOUND = 3000, BIN_US = 25, BINS = 40000, READY = 512, REST_US = 200, LONG_REST_US = 1000, LETTERS = 216, SID = 34 };

typedef struct stream {
    line line;
    size_t held;
    uint64_t sent, heard, last_us;
    uint8_t bytes[HELD];
    char sid[SID + 1], call[40], room[80];
} stream;

static stream *streams;
static int count, port, watch, measuring, gone;
static char payloads[SOUND][LETTERS + 1];
static unsigned frames;
static uint64_t sent, heard, marks, blocked, heard_at_once;
static uint32_t gaps[BINS], sends[BINS];
static SSL_CTX *tls;
static const uint8_t mask[4] = {0x5a, 0x13, 0xc7, 0x2e};

static void note(uint32_t *bins, int64_t us) {
    int64_t bin = us < 0 ? 0 : us / BIN_US;
    bins[bin < BINS ? bin : BINS - 1]++;
}

/* The value that `share` of all stay below, in ms. */
static double quantile(const uint32_t *bins, double share) {
    uint64_t all = 0, below = 0;
    for (int i = 0; i < BINS; i++) all += bins[i];
    if (!all) return 0;
    for (int i = 0; i < BINS; i++)
        if ((double)(below += bins[i]) >= share * (double)all) return (i + 1) * BIN_US / 1000.0;
    return BINS * BIN_US / 1000.0;
}

/* ---- connecting, one after the other, blocking ---- */

static line dial(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {10, 0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    line made = {fd, tls ? SSL_new(tls) : NULL};
    if (tls && (!made.tls || SSL_set_fd(made.tls, fd) != 1 || SSL_connect(made.tls) != 1)) fail("TLS");
    return made;
}

static void put(line *l, const char *text, size_t length) {
    while (length) {
        ssize_t n = l->tls ? SSL_write(l->tls, text, (int)length) : write(l->fd, text, length);
        if (n <= 0) fail("write");
        text += n, length -= (size_t)n;
    }
}

/* Reads up to the end of a response's head, and of its body if it says how long it is. */
static size_t response(line *l, char *text, size_t capacity) {
    size_t length = 0, wanted = 0;
    while (length + 1 < capacity) {
        ssize_t n = l->tls ? SSL_read(l->tls, text + length, (int)(capacity - 1 - length)) : read(l->fd, text + length, capacity - 1 - length);
        if (n <= 0) fail("no answer");
        text[length += (size_t)n] = 0;
        char *end = strstr(text, "\r\n\r\n"), *says = strcasestr(text, "content-length:");
        if (!end) continue;
        wanted = (size_t)(end + 4 - text) + (says && says < end ? strtoul(says + 15, NULL, 10) : 0);
        if (length >= wanted) return length;
    }
    fprintf(stderr, "an answer too long\n"), exit(1);
}

static void sign(const char *token, const char *text, char *out) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha1(), token, (int)strlen(token), (const uint8_t *)text, strlen(text), digest, &length);
    EVP_EncodeBlock((unsigned char *)out, digest, (int)length);
}

/* The path of the stream that the webhook's TwiML names; its parameter `room` is said again at the start. */
static void ask(const char *token, stream *s, int room, char *path, size_t capacity) {
    char text[8192], signature[64], body[300];
    snprintf(text, sizeof text, "http%s://127.0.0.1:%d/twilio/voiceCallSid%sCallStatusringingFrom+14155550100To+1555%07d", tls ? "s" : "", port, s->call, room);
    sign(token, text, signature);
    int length = snprintf(body, sizeof body, "CallSid=%s&CallStatus=ringing&From=%%2B14155550100&To=%%2B1555%07d", s->call, room);
    length = snprintf(text, sizeof text, "POST /twilio/voice HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                      "Content-Length: %d\r\nX-Twilio-Signature: %s\r\nConnection: close\r\n\r\n%s", port, length, signature, body);
    line l = dial();
    put(&l, text, (size_t)length);
    response(&l, text, sizeof text);
    line_close(&l);
    char *url = strstr(text, "<Stream url=\"ws"), *start = url ? strchr(url + 22, '/') : NULL, *end = start ? strchr(start, '"') : NULL;
    if (!end || (size_t)(end - start) >= capacity) fprintf(stderr, "no stream in: %.300s\n", text), exit(1);
    memcpy(path, start, (size_t)(end - start)), path[end - start] = 0;
    if ((start = strstr(end, "<Parameter name=\"room\" value=\""))) snprintf(s->room, sizeof s->room, "%.*s", (int)strcspn(start + 30, "\""), start + 30);
}

static void give(stream *s, const void *frame, size_t length) {
    ssize_t n = line_send(&s->line, frame, length);
    // A peer that does not read is behind: its sound is lost, as a carrier's would be. Half a message ends the stream.
    if (n != (ssize_t)length) blocked++;
    if (n > 0 && n != (ssize_t)length) shutdown(s->line.fd, SHUT_RDWR);
}

static void say(stream *s, const char *text, size_t length) {
    uint8_t frame[1200];
    size_t at = ws_head(frame, 1, length, mask);
    memcpy(frame + at, text, length);
    ws_mask(frame + at, length, mask);
    give(s, frame, at + length);
}

static void open_stream(stream *s, int number, int per_room, const char *token) {
    char path[512] = "/", text[8192], signature[64], signed_line[100] = "";
    snprintf(s->call, sizeof s->call, "CA%032d", number), snprintf(s->sid, sizeof s->sid, "MZ%032d", number);
    snprintf(s->room, sizeof s->room, "bench-%d", number / per_room);
    if (token) {
        ask(token, s, number / per_room, path, sizeof path);
        snprintf(text, sizeof text, "ws%s://127.0.0.1:%d%s", tls ? "s" : "", port, path);
        sign(token, text, signature);
        snprintf(signed_line, sizeof signed_line, "X-Twilio-Signature: %s\r\n", signature);
    }
    s->line = dial();
    int n = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n", path, port, signed_line);
    put(&s->line, text, (size_t)n);
    size_t got = response(&s->line, text, sizeof text);
    if (strncmp(text, "HTTP/1.1 101", 12)) fprintf(stderr, "no upgrade: %.200s\n", text), exit(1);
    size_t head = (size_t)(strstr(text, "\r\n\r\n") + 4 - text);
    memcpy(s->bytes, text + head, s->held = got - head);
    n = snprintf(text, sizeof text, "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
    say(s, text, (size_t)n);
    n = snprintf(text, sizeof text, "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"AC%032d\",\"streamSid\":\"%s\",\"callSid\":\"%s\","
                 "\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},"
                 "\"customParameters\":{\"room\":\"%s\"}},\"streamSid\":\"%s\"}", 0, s->sid, s->call, s->room, s->sid);
    say(s, text, (size_t)n);
}

/* ---- the call ---- */

static char *text(char *to, const char *from, size_t length) { return (char *)memcpy(to, from, length) + length; }

static char *digits(char *to, uint64_t number) {
    char back[20];
    int n = 0;
    do back[n++] = (char)('0' + number % 10);
    while (number /= 10);
    while (n) *to++ = back[--n];
    return to;
}

#define TEXT(literal) at = text(at, literal, sizeof literal - 1)

static void speak(stream *s) {
    enum { HEAD = 8 };
    uint8_t frame[512];
    char *body = (char *)frame + HEAD, *at = body;
    uint64_t k = s->sent++;
    TEXT("{\"event\":\"media\",\"sequenceNumber\":\""), at = digits(at, k + 2);
    TEXT("\",\"media\":{\"track\":\"inbound\",\"chunk\":\""), at = digits(at, k + 1);
    TEXT("\",\"timestamp\":\""), at = digits(at, k * 20);
    TEXT("\",\"payload\":\""), at = text(at, payloads[(k + (uint64_t)(s - streams) * 7) % frames], LETTERS);
    TEXT("\"},\"streamSid\":\""), at = text(at, s->sid, SID);
    TEXT("\"}");
    // Long enough for a head of this size whatever the numbers are.
    size_t length = (size_t)(at - body);
    ws_head(frame, 1, length, mask);
    ws_mask((uint8_t *)body, length, mask);
    give(s, frame, HEAD + length);
    if (measuring) sent++;
}

static void hear(stream *s, const ws_frame *f, uint64_t now) {
    const char *text = (const char *)f->bytes;
    size_t length, name_length;
    if (f->opcode == 9 && f->length <= 125) {
        uint8_t pong[160];
        size_t at = ws_head(pong, 10, f->length, mask);
        memcpy(pong + at, f->bytes, f->length), ws_mask(pong + at, f->length, mask);
        if (f->length > 125 || line_send(&s->line, pong, at + f->length) < 0) blocked++;
        return;
    }
    if (f->opcode != 1) return;
    const char *event = member(text, f->length, "event", &length);
    if (event && length == 5 && !memcmp(event, "media", 5)) {
        if (!member(text, f->length, "payload", &length) || length != LETTERS) fprintf(stderr, "not a frame: %.300s\n", text), exit(1);
        if (measuring) {
            heard++;
            // Late is what comes more than a frame behind the one before.
            if (s->last_us) note(gaps, (int64_t)(now - s->last_us) - FRAME_US);
            if (s->last_us && now - s->last_us < 1000) heard_at_once++;
        }
        s->heard++, s->last_us = now;
    } else if (event && length == 4 && !memcmp(event, "mark", 4)) {
        const char *name = member(text, f->length, "name", &name_length);
        char back[400];
        if (!name || name_length > 128) return;
        int n = snprintf(back, sizeof back, "{\"event\":\"mark\",\"sequenceNumber\":\"%lu\",\"streamSid\":\"%s\",\"mark\":{\"name\":\"%.*s\"}}", s->sent + 2, s->sid,
                         (int)name_length, name);
        say(s, back, (size_t)n), marks++;
    }
}

/* As recv, and when it came, in us: the kernel's stamp of the last of it, which only differences are taken of. */
static ssize_t receive(int fd, void *bytes, size_t length, uint64_t *when) {
    char control[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec into = {bytes, length};
    struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
    if (n <= 0) return n;
    struct cmsghdr *found = CMSG_FIRSTHDR(&message);
    struct timespec t;
    // What came before stamps were asked for has none.
    if (found && found->cmsg_type == SCM_TIMESTAMPNS) memcpy(&t, CMSG_DATA(found), sizeof t);
    else clock_gettime(CLOCK_REALTIME, &t);
    *when = (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
    return n;
}

static void heed(stream *s, size_t more, uint64_t when) {
    size_t at = 0;
    s->held += more;
    for (ws_frame f; ws_next(s->bytes + at, s->held - at, &f); at += f.whole) hear(s, &f, when);
    memmove(s->bytes, s->bytes + at, s->held -= at);
}

static void leave(stream *s) { epoll_ctl(watch, EPOLL_CTL_DEL, s->line.fd, NULL), gone++; }

static void take(stream *s) {
    static uint8_t sealed[HELD];
    uint64_t when = 0;
    uint8_t *into = s->line.tls ? sealed : s->bytes + s->held;
    ssize_t n = receive(s->line.fd, into, s->line.tls ? HELD : HELD - s->held, &when);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return leave(s);
    if (!s->line.tls) return heed(s, (size_t)n, when);
    BIO_write(SSL_get_rbio(s->line.tls), sealed, (int)n);
    while ((n = line_recv(&s->line, s->bytes + s->held, HELD - s->held)) > 0) heed(s, (size_t)n, when);
    if (n == 0 || errno != EAGAIN) leave(s);
}

/* Sends what is due and hears what came, up to `end`. The n-th message of all is due at start + n * 20 ms / streams. */
static void run(uint64_t start, uint64_t *number, uint64_t end) {
    static struct epoll_event ready[READY];
    for (uint64_t begun; (begun = now_us()) < end;) {
        uint64_t due, now;
        while ((due = start + *number * FRAME_US / (unsigned)count) <= (now = now_us()) && now - begun < 1000) {
            if (measuring) note(sends, (int64_t)(now - due));
            speak(&streams[(*number)++ % (unsigned)count]);
        }
        int n = epoll_wait(watch, ready, READY, 0);
        for (int i = 0; i < n; i++) take(ready[i].data.ptr);
        if (n == READY || due <= (now = now_us())) continue;
        uint64_t until = due < now + REST_US ? now + REST_US : due > now + LONG_REST_US ? now + LONG_REST_US : due;
        struct timespec then = {(time_t)(until / 1000000), (long)(until % 1000000) * 1000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL);
    }
}

/* What came before is for the handshake; from here on its stamps are wanted, and nothing waits. */
static void start_hearing(stream *s) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    int one = 1;
    if (setsockopt(s->line.fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one)) fail("stamps");
    if (s->line.tls) {
        BIO *in = BIO_new(BIO_s_mem());
        if (!in) fail("memory");
        BIO_set_mem_eof_return(in, -1);
        SSL_set0_rbio(s->line.tls, in);
        never_wait(s->line.fd);
    }
    if (epoll_ctl(watch, EPOLL_CTL_ADD, s->line.fd, &event)) fail("epoll");
}

/* Processor time in us of a process with all its threads, and its resident memory in KB. */
static double process_us(int pid) {
    char path[300], line[100];
    double sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *one; tasks && (one = readdir(tasks));) {
        if (one->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, one->d_name);
        FILE *file = fopen(path, "r");
        if (file && fgets(line, sizeof line, file)) sum += strtod(line, NULL) / 1000;
        if (file) fclose(file);
    }
    if (tasks) closedir(tasks);
    return sum;
}

static long process_kb(int pid) {
    char path[64], line[200];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, "VmRSS:", 6)) kb = strtol(line + 6, NULL, 10);
    if (file) fclose(file);
    return kb;
}

static double used_us(const char *pids) {
    double sum = 0;
    for (char *at = (char *)pids; *at; at += *at == ',') sum += process_us((int)strtol(at, &at, 10));
    return sum;
}

static long resident(const char *pids) {
    long sum = 0;
    for (char *at = (char *)pids; *at; at += *at == ',') sum += process_kb((int)strtol(at, &at, 10));
    return sum;
}

/* Of a voice's level, either sign; or the frames of a file. */
static void make_sound(const char *path) {
    FILE *file = path ? fopen(path, "rb") : NULL;
    uint8_t frame[PAYLOAD];
    uint32_t dice = 1;
    if (path && !file) fail(path);
    for (frames = 0; frames < (path ? SOUND : NOISE); frames++) {
        for (int k = 0; k < PAYLOAD; k++) dice = dice * 1664525u + 1013904223u, frame[k] = (uint8_t)((dice >> 24 & 0x80) | (0x20 + (dice >> 16) % 0x50));
        if (file && fread(frame, 1, PAYLOAD, file) != PAYLOAD) break;
        payloads[frames][base64(frame, PAYLOAD, payloads[frames])] = 0;
    }
    if (file) fclose(file);
    if (!frames) fprintf(stderr, "%s: shorter than 20 ms\n", path), exit(1);
}

int main(int argc, char **argv) {
    const char *sound = NULL;
    if (argc > 1 && !strcmp(argv[1], "--tls")) tls = tls_context(NULL, NULL), argc--, argv++;
    if (argc > 2 && !strcmp(argv[1], "--sound")) sound = argv[2], argc -= 2, argv += 2;
    if (argc < 7) return fprintf(stderr, "load [--tls] [--sound FILE] PORT STREAMS PER_ROOM WARM_S SECONDS PID[,PID] [TOKEN]\n"), 2;
    port = atoi(argv[1]), count = atoi(argv[2]);
    int per_room = atoi(argv[3]), warm = atoi(argv[4]), seconds = atoi(argv[5]);
    const char *pid = argv[6];
    if (count < 1 || count > MOST_STREAMS || per_room < 1 || warm < 1 || seconds < 1 || seconds > 3600) return 2;
    streams = calloc((size_t)count, sizeof *streams);
    watch = epoll_create1(EPOLL_CLOEXEC);
    if (!streams || watch < 0) fail("memory");
    make_sound(sound);
    long before_kb = resident(pid);
    uint64_t opening = now_us();
    for (int i = 0; i < count; i++) open_stream(&streams[i], i, per_room, argc > 7 ? argv[7] : NULL);
    double open_ms = (double)(now_us() - opening) / 1000 / count;
    for (int i = 0; i < count; i++) start_hearing(&streams[i]);
    prctl(PR_SET_TIMERSLACK, 1);
    uint64_t start = now_us(), number = 0;
    run(start, &number, start + (uint64_t)warm * 1000000);
    struct rusage own[2];
    fprintf(stderr, "measuring\n");
    double theirs = used_us(pid);
    uint64_t begin = now_us();
    getrusage(RUSAGE_SELF, &own[0]);
    blocked = 0, measuring = 1;
    run(start, &number, start + (uint64_t)(warm + seconds) * 1000000);
    double took = (double)(now_us() - begin);
    theirs = used_us(pid) - theirs;
    getrusage(RUSAGE_SELF, &own[1]);
    double mine = 0;
    for (int i = 0; i < 2; i++) {
        struct timeval u = own[i].ru_utime, s = own[i].ru_stime;
        mine += (i ? 1 : -1) * ((double)(u.tv_sec + s.tv_sec) * 1e6 + (double)(u.tv_usec + s.tv_usec));
    }
    long after_kb = resident(pid);
    measuring = 0;
    fprintf(stderr, "measured\n");
    run(start, &number, now_us() + 500000);
    int silent = 0;
    for (int i = 0; i < count; i++) silent += streams[i].heard == 0;
    printf("{\"streams\":%d,\"seconds\":%.3f,\"sent\":%lu,\"heard\":%lu,\"marks\":%lu,\"blocked\":%lu,\"gone\":%d,\"silent\":%d,\"together\":%lu,"
           "\"server_cpu_us\":%.0f,\"load_cpu_us\":%.0f,\"rss_kb\":[%ld,%ld],\"open_ms\":%.3f,"
           "\"late_ms\":[%.3f,%.3f,%.3f],\"send_late_ms\":[%.3f,%.3f,%.3f]}\n",
           count, took / 1e6, sent, heard, marks, blocked, gone, silent, heard_at_once, theirs, mine, before_kb, after_kb, open_ms, quantile(gaps, 0.5),
           quantile(gaps, 0.99), quantile(gaps, 0.999), quantile(sends, 0.5), quantile(sends, 0.99), quantile(sends, 0.999));
    return silent || gone ? 1 : 0;
}
