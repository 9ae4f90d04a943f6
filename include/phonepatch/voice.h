/* Phonepatch: one bot in one Discord voice channel: the voice gateway (version 8), the datagrams, the sound in them. Only in a library with PP_FEATURE_SEAL.
 *
 * A session owns no socket, thread or clock. Two sockets are yours: a WebSocket to the voice server and a UDP socket. The
 * bot's main gateway is yours too: you send its op 4 when asked, and hand in its two answers.
 *
 *     pp_voice_config c = PP_SIZED(pp_voice_config);
 *     c.user = bot_user_id;
 *     pp_voice_create(&c, &voice);
 *     pp_voice_join(voice, guild, channel, 0, now_us());
 *     for (;;) {
 *         // whatever arrived:
 *         pp_voice_state(voice, session, session_len, channel, 0, now_us());   // own VOICE_STATE_UPDATE
 *         pp_voice_server(voice, endpoint, n, token, m, now_us());             // VOICE_SERVER_UPDATE
 *         pp_voice_opened, _text, _binary, _closed(voice, number, ...);        // the WebSocket of that number
 *         pp_voice_datagram(voice, bytes, n, now_us());
 *         pp_voice_tick(voice, now_us());                                      // when out.wake_us is reached
 *         // after any of it, until it waits:
 *         pp_voice_output out = PP_SIZED(pp_voice_output);
 *         while ((got = pp_voice_poll(voice, buffer, sizeof buffer, &out)) > PP_VOICE_WAIT)
 *             carry_out(got, buffer, &out);
 *         sleep_until(out.wake_us);
 *     }
 *
 * Sound. PP_VOICE_MEDIA is one Opus packet of somebody in the channel, with its user: pp_room_packet takes it as it is.
 * PP_ROOM_PACKET of a Discord leg goes to pp_voice_send as it is. With a codec of your own, the same two calls do.
 *
 * End-to-end encryption (DAVE). The session seals and opens frames; the keys come from group work that may take
 * milliseconds, so it happens elsewhere, on any thread: PP_VOICE_DAVE outputs are what a pp_dave_session must be told, in
 * order, and pp_voice_dave_... takes what it answers. Each carries the number of its group; answers of an older one are
 * passed over. A channel of version 0 needs no pp_dave_session. While there is no key nothing is sent, and nothing ever goes out in the clear where encryption is required:
 * everywhere but in stage channels, unless you say otherwise.
 *
 * Whatever happens to the WebSocket, the session reacts by itself: it resumes with sound flowing on, begins anew, asks the
 * main gateway, waits, or ends, with back-off. Each failure is an event, and counted. */
#ifndef PHONEPATCH_VOICE_H
#define PHONEPATCH_VOICE_H

#include "base.h"
#include "dave.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_voice pp_voice;

/* A buffer of this size is enough for every output. The messages of a group may be long; all others fit 2048 bytes. */
#define PP_VOICE_OUTPUT_MAX 131072
/* The longest Opus packet that can be sent. */
#define PP_VOICE_PACKET_MAX 1140

typedef struct pp_voice_config {
    uint32_t size;
    uint32_t plain_allowed; /* 1: a channel without end-to-end encryption does not mute us           */
    uint64_t user;          /* the bot's user id                                                     */
    uint64_t seed;          /* for where counts begin and how back-off spreads; nothing secret       */
    uint32_t no_aes;        /* 1: XChaCha20-Poly1305 also where AES-256-GCM is offered, for a CPU
                               without AES instructions                                              */
    uint32_t arrivals;      /* received frames that may wait, 16 to 512; 0 means 64                  */
    uint32_t sources;       /* sources of sound told apart, 1 to 512; 0 means 64                     */
    uint32_t reserved;      /* 0                                                                     */
} pp_voice_config;

/* What poll gave; positive, so `< 0` stays the test for failure. */
#define PP_VOICE_WAIT 0       /* nothing is left: call pp_voice_tick at wake_us                      */
#define PP_VOICE_SIGNAL 1     /* main gateway: op 4 with `guild` and `channel`; 0: null, which leaves */
#define PP_VOICE_CONNECT 2    /* open the WebSocket `connection`; the bytes are its URL              */
#define PP_VOICE_DISCONNECT 3 /* close it with `code`, and forget it                                 */
#define PP_VOICE_TEXT 4       /* send the bytes on it as one text message                            */
#define PP_VOICE_BINARY 5     /* send the bytes on it as one binary message                          */
#define PP_VOICE_PATH 6       /* datagrams go to this address from now on: the bytes are its text,
                                 `code` its port. Take a new UDP socket                              */
#define PP_VOICE_DATAGRAM 7   /* send the bytes as one datagram                                      */
#define PP_VOICE_MEDIA 8      /* one Opus packet of `user`                                           */
#define PP_VOICE_DAVE 9       /* for the group `group`: see `what`                                   */
#define PP_VOICE_EVENT 10     /* see `what`                                                          */

/* `what` of PP_VOICE_DAVE, in the order in which the group is to be told. */
#define PP_VOICE_DAVE_OPEN 1               /* a new group, of `channel`; forget the one before.
                                              value 1: encryption is required                        */
#define PP_VOICE_DAVE_START 2              /* the server chose version `value`                       */
#define PP_VOICE_DAVE_CONNECTED 3          /* `user` may be added                                    */
#define PP_VOICE_DAVE_DISCONNECTED 4       /* `user` may not any more                                */
#define PP_VOICE_DAVE_MESSAGE 5            /* the bytes are a binary message, its op first           */
#define PP_VOICE_DAVE_PREPARE_TRANSITION 6 /* `transition` to version `value`                        */
#define PP_VOICE_DAVE_EXECUTE_TRANSITION 7 /* `transition`                                           */
#define PP_VOICE_DAVE_PREPARE_EPOCH 8      /* epoch `extra`, version `value`                         */
#define PP_VOICE_DAVE_RECOVER 9            /* too many frames could not be opened                    */

/* `what` of PP_VOICE_EVENT. */
#define PP_VOICE_EVENT_STATE 1          /* `value` is the PP_VOICE_STATE_...                         */
#define PP_VOICE_EVENT_READY 2          /* sound can flow: our SSRC, `extra` the version of DAVE     */
#define PP_VOICE_EVENT_RESUMED 3        /* the WebSocket is back after `value` us, nothing else changed */
#define PP_VOICE_EVENT_CLOSED 4         /* it was closed with code `value`; `extra` PP_VOICE_WILL_... */
#define PP_VOICE_EVENT_ENDED 5          /* over: PP_VOICE_END_..., `extra` the close code, if any    */
#define PP_VOICE_EVENT_MOVED 6          /* we were moved to channel `value`                          */
#define PP_VOICE_EVENT_SERVER 7         /* the voice server went away (0) or is another one (1)      */
#define PP_VOICE_EVENT_NO_ANSWER 8      /* the main gateway did not answer, `value` times in a row:
                                           no permission, or the channel is full                     */
#define PP_VOICE_EVENT_NO_DISCOVERY 9   /* the server did not tell where it sees us: UDP is blocked  */
#define PP_VOICE_EVENT_HEARTBEAT_LOST 10 /* three heartbeats without an answer                       */
#define PP_VOICE_EVENT_MALFORMED 11     /* a message of the gateway was not understood               */
#define PP_VOICE_EVENT_JOINED 12        /* `user` is in the channel                                  */
#define PP_VOICE_EVENT_LEFT 13          /* `user` left it                                            */
#define PP_VOICE_EVENT_SOURCE 14        /* `user` speaks with the SSRC `value`                       */
#define PP_VOICE_EVENT_UNKNOWN_SOURCE 15 /* sound of the SSRC `value`, whose user is not known, waits */
#define PP_VOICE_EVENT_UNHEARD 16       /* `value` received packets were of no use; `extra` is the
                                           PP_VOICE_LOSS_... of the last one, `user` its sender      */
#define PP_VOICE_EVENT_UNSENT 17        /* `value` of our frames were not sent; `extra` as above     */
#define PP_VOICE_EVENT_MUTED 18         /* the channel is not encrypted, and has to be: say so there */
#define PP_VOICE_EVENT_UNMUTED 19
#define PP_VOICE_EVENT_RECOVERING 20    /* the group's keys are asked for anew                       */
#define PP_VOICE_EVENT_OVERFLOW 21      /* `value` events were lost: you did not poll                */

#define PP_VOICE_STATE_IDLE 0
#define PP_VOICE_STATE_SIGNALLING 1
#define PP_VOICE_STATE_CONNECTING 2
#define PP_VOICE_STATE_DISCOVERING 3
#define PP_VOICE_STATE_SELECTING 4
#define PP_VOICE_STATE_READY 5
#define PP_VOICE_STATE_RESUMING 6    /* sound flows on                                               */
#define PP_VOICE_STATE_BACKING_OFF 7
#define PP_VOICE_STATE_DISMISSED 8   /* sent away: a new server may be named, or we are out          */
#define PP_VOICE_STATE_ENDED 9       /* pp_voice_join begins anew                                    */

#define PP_VOICE_WILL_RESUME 1
#define PP_VOICE_WILL_IDENTIFY 2     /* a new session with the same token                            */
#define PP_VOICE_WILL_REJOIN 3       /* by way of the main gateway                                   */
#define PP_VOICE_WILL_REJOIN_ONCE 4
#define PP_VOICE_WILL_WAIT 5
#define PP_VOICE_WILL_REJOIN_LATE 6
#define PP_VOICE_WILL_STOP 7

#define PP_VOICE_END_LEFT 1
#define PP_VOICE_END_REMOVED 2       /* we were taken out of the channel                             */
#define PP_VOICE_END_UNANSWERED 3
#define PP_VOICE_END_REFUSED 4       /* the server refused what we say, twice                        */
#define PP_VOICE_END_DAVE_REQUIRED 5 /* a fault of set-up: never tried again                         */
#define PP_VOICE_END_RATE_LIMITED 6
#define PP_VOICE_END_NO_MODE 7       /* no way to seal packets that we know is offered               */
#define PP_VOICE_END_NO_PATH 8       /* UDP does not get through                                     */

#define PP_VOICE_LOSS_TRANSPORT 1
#define PP_VOICE_LOSS_MALFORMED 2
#define PP_VOICE_LOSS_UNKNOWN_SOURCE 3
#define PP_VOICE_LOSS_NO_KEY 4
#define PP_VOICE_LOSS_PLAINTEXT 5
#define PP_VOICE_LOSS_BAD_FRAME 6
#define PP_VOICE_LOSS_REPLAYED 7
#define PP_VOICE_LOSS_UNAUTHENTICATED 8
#define PP_VOICE_LOSS_CROWDED 9
#define PP_VOICE_LOSS_NOT_READY 10
#define PP_VOICE_LOSS_NO_OWN_KEY 11
#define PP_VOICE_LOSS_MUTED 12

typedef struct pp_voice_output {
    uint32_t size;
    uint32_t what;       /* of PP_VOICE_DAVE and PP_VOICE_EVENT                                      */
    uint64_t len;        /* bytes at the start of your buffer; on PP_ERR_NO_SPACE: bytes needed      */
    uint64_t wake_us;    /* of PP_VOICE_WAIT                                                         */
    uint64_t guild;
    uint64_t channel;
    uint64_t user;
    uint64_t value;
    uint64_t extra;
    uint32_t connection; /* the number of the WebSocket                                              */
    uint32_t code;       /* a close code, or a port                                                  */
    uint32_t group;      /* of PP_VOICE_DAVE: hand it back with what the group answers               */
    uint32_t transition;
    uint32_t ssrc;       /* of PP_VOICE_MEDIA, as the two below                                      */
    uint32_t timestamp;
    uint32_t sequence;
    uint32_t reserved;   /* 0                                                                        */
} pp_voice_output;

/* Counts since create, and how it stands. */
typedef struct pp_voice_stats {
    uint32_t size;
    uint32_t state;             /* PP_VOICE_STATE_...                                                */
    uint32_t dave_version;      /* 0: none                                                           */
    uint32_t sources;           /* known                                                             */
    uint32_t waiting;           /* received frames that wait                                         */
    uint32_t muted;             /* 1: the channel is not encrypted, and has to be                    */
    uint64_t round_trip_us;     /* of the last heartbeat                                             */
    uint64_t connects;          /* WebSockets asked for                                              */
    uint64_t resumes;
    uint64_t rejoins;
    uint64_t messages;          /* of the gateway, understood                                        */
    uint64_t malformed;         /* and not                                                           */
    uint64_t heartbeats;
    uint64_t heartbeats_missed;
    uint64_t datagrams;         /* received                                                          */
    uint64_t others;            /* those that were no sound                                          */
    uint64_t heard;             /* received frames handed on as Opus packets                         */
    uint64_t padded;            /* received packets whose padding was cut                            */
    uint64_t sent;              /* frames sent, silence included                                     */
    uint64_t lost_transport;    /* what did not become sound, by cause: PP_VOICE_LOSS_...            */
    uint64_t lost_malformed;
    uint64_t lost_unknown_source;
    uint64_t lost_no_key;
    uint64_t lost_plaintext;
    uint64_t lost_bad_frame;
    uint64_t lost_replayed;
    uint64_t lost_unauthenticated;
    uint64_t lost_crowded;
    uint64_t lost_not_ready;
    uint64_t lost_no_own_key;
    uint64_t lost_muted;
    uint64_t events_lost;       /* you did not poll                                                  */
} pp_voice_stats;

/* [setup] Takes all memory that the session will ever use. *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_voice_create(const pp_voice_config *config, pp_voice **out);

/* [setup] Wipes the keys. Null is fine. */
PP_API void pp_voice_destroy(pp_voice *voice);

/* [rt] Be in this channel; in one already, a move. `stage` is 1 for a stage channel, which Discord does not encrypt end to
 * end. */
PP_API PP_MUST_USE pp_status pp_voice_join(pp_voice *voice, uint64_t guild, uint64_t channel, uint32_t stage,
                                           uint64_t now_us);

/* [rt] Leave it: the WebSocket is closed and the main gateway told. */
PP_API PP_MUST_USE pp_status pp_voice_leave(pp_voice *voice, uint64_t now_us);

/* [rt] The main gateway's VOICE_STATE_UPDATE of the bot itself, every one; `channel` 0 when it is null. */
PP_API PP_MUST_USE pp_status pp_voice_state(pp_voice *voice, const uint8_t *session, size_t session_len,
                                            uint64_t channel, uint32_t stage, uint64_t now_us);

/* [rt] The main gateway's VOICE_SERVER_UPDATE of the guild, every one; `endpoint` as it came, with its port; empty when it
 * is null. */
PP_API PP_MUST_USE pp_status pp_voice_server(pp_voice *voice, const uint8_t *endpoint, size_t endpoint_len,
                                             const uint8_t *token, size_t token_len, uint64_t now_us);

/* [rt] The WebSocket `connection` is open. What comes from one that is not the newest is passed over, here and below. */
PP_API PP_MUST_USE pp_status pp_voice_opened(pp_voice *voice, uint32_t connection, uint64_t now_us);

/* [rt] It was closed with this code; 1006: it was lost, or could not be opened. */
PP_API PP_MUST_USE pp_status pp_voice_closed(pp_voice *voice, uint32_t connection, uint32_t code, uint64_t now_us);

/* [rt] One text message from it. PP_ERR_MALFORMED: not understood, counted, and nothing else. */
PP_API PP_MUST_USE pp_status pp_voice_text(pp_voice *voice, uint32_t connection, const uint8_t *message,
                                           size_t message_len, uint64_t now_us);

/* [rt] One binary message from it. */
PP_API PP_MUST_USE pp_status pp_voice_binary(pp_voice *voice, uint32_t connection, const uint8_t *message,
                                             size_t message_len, uint64_t now_us);

/* [rt] One datagram from the voice server. */
PP_API PP_MUST_USE pp_status pp_voice_datagram(pp_voice *voice, const uint8_t *datagram, size_t datagram_len,
                                               uint64_t now_us);

/* [rt] One Opus packet of what we say: one for each 20 ms while there is something to say, none while there is not; five of
 * silence follow by themselves. PP_ERR_MALFORMED for what is no Opus packet, or too long. PP_ERR_STATE when it cannot
 * be sent now: the session is not ready, there is no key yet, or we are mute; counted by cause. */
PP_API PP_MUST_USE pp_status pp_voice_send(pp_voice *voice, const uint8_t *opus, size_t opus_len, uint64_t now_us);

/* [rt] Time passed. */
PP_API PP_MUST_USE pp_status pp_voice_tick(pp_voice *voice, uint64_t now_us);

/* [rt] The next output: PP_VOICE_WAIT, or a positive kind with its bytes in `buffer`. Call it until it waits.
 * PP_ERR_NO_SPACE sets out->len to the bytes needed and consumes nothing. */
PP_API PP_MUST_USE pp_status pp_voice_poll(pp_voice *voice, uint8_t *buffer, size_t buffer_cap, pp_voice_output *out);

/* [rt] The group's binary message for the gateway, its op first. PP_ERR_NO_SPACE: too much waits already. */
PP_API PP_MUST_USE pp_status pp_voice_dave_binary(pp_voice *voice, uint32_t group, const uint8_t *message,
                                                  size_t message_len);

/* [rt] The group is ready for the transition. */
PP_API PP_MUST_USE pp_status pp_voice_dave_ready(pp_voice *voice, uint32_t group, uint32_t transition);

/* [rt] A commit or welcome of the transition was of no use to the group. */
PP_API PP_MUST_USE pp_status pp_voice_dave_invalid(pp_voice *voice, uint32_t group, uint32_t transition);

/* [rt] Swaps the keys of a pp_dave_take in. The update is then empty and wiped, also when it is of an older group. */
PP_API PP_MUST_USE pp_status pp_voice_dave_keys(pp_voice *voice, uint32_t group, pp_dave_update *update,
                                                uint64_t now_us);

/* [rt] Set stats->size first (PP_SIZED). */
PP_API PP_MUST_USE pp_status pp_voice_read(const pp_voice *voice, pp_voice_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
