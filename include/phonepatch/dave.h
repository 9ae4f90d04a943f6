/* Phonepatch: DAVE, Discord's end-to-end encryption of calls (protocol version 1), with a voice gateway of yours or of
 * anybody's. Only in a library with PP_FEATURE_SEAL.
 *
 * Three handles. A pp_dave_session does the group work: give it what the gateway says, and poll it for what to answer. It
 * may run on a thread of its own. A pp_dave_frames seals what you send and opens what you receive: it is for the audio
 * thread. A pp_dave_update carries new keys from the one to the other:
 *
 *     gateway message -> session -> poll -> PP_DAVE_OUT_BINARY ...     to the gateway
 *                                        -> PP_DAVE_OUT_UPDATE -> pp_dave_take(session, update)
 *                                           hand the update to the audio thread -> pp_dave_apply(frames, update)
 *
 * Above protocol version 0 nothing ever goes out in the clear: before there is a key, and when there is none any more,
 * pp_dave_seal refuses.
 *
 * What it does not do: members of a call can forge each other's frames, the gateway can inject silence, and tags have 64
 * bits; that is the protocol. And encryption ends here: what you pass on, to a telephone line for one, is not end-to-end
 * encrypted. Show pp_dave_privacy_notice() wherever you show the privacy code.
 *
 * Of MLS (RFC 9420) it has what such a call needs: cipher suite 2 alone, basic credentials that are user ids, key packages,
 * Add and Remove as proposed by the one external sender of op 25, commits that name them, with and without a path, made and
 * followed, Welcomes with the tree in them, and every check that the standard asks of one who joins or follows but that of a
 * key package's lifetime. Refused: Updates, pre-shared keys, ReInit and every other proposal, proposals inside a commit or of
 * a member, external commits, private messages, X.509, resumption and branches. Group extensions beside the external sender
 * are kept and not heeded.
 *
 * [mls] marks group work: it may allocate, also inside libcrypto. In a call of 100 members the longest call, with 99 to be
 * added at once, took 30 ms of a server's core, a Welcome 10 ms and a removal 7 ms (`Tests/ABI/run hundred`), and a few
 * megabytes. When memory is refused, create says PP_ERR_NO_MEMORY; anything else is told by PP_DAVE_EVENT_REFUSED or
 * _RECOVERING, and the session stays in the group that it had or asks for a new one by itself. libcrypto may do without some
 * of what it is refused, and only its first use in a process cannot be repeated: as with pp_transport_create, let one session
 * be made with memory to spare first. */
#ifndef PHONEPATCH_DAVE_H
#define PHONEPATCH_DAVE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PP_DAVE_VERSION 1     /* for max_dave_protocol_version when you identify                     */
#define PP_DAVE_OVERHEAD 16   /* the most that sealing adds to a frame                               */
#define PP_DAVE_KEY 16        /* bytes of the first secret of a sender's key ratchet                 */

/* Updates --------------------------------------------------------------------------------------------------------- */
typedef struct pp_dave_update pp_dave_update;

typedef struct pp_dave_update_config {
    uint32_t size;
    uint32_t users;           /* members at most, up to 1024; 0 means 100. That of the session        */
} pp_dave_update_config;

/* What is sent. */
#define PP_DAVE_WAITING 0 /* nothing yet: keys have not come                                         */
#define PP_DAVE_SEALED 1  /* encrypted frames                                                        */
#define PP_DAVE_PLAIN 2   /* frames in the clear: the call is not end-to-end encrypted               */
#define PP_DAVE_MUTED 3   /* nothing: the call is not end-to-end encrypted, and has to be            */

/* [setup] An empty update. One will do: pp_dave_apply empties it. */
PP_API PP_MUST_USE pp_status pp_dave_update_create(const pp_dave_update_config *config, pp_dave_update **out);

/* [setup] Wipes and frees it. Null is fine. */
PP_API void pp_dave_update_destroy(pp_dave_update *update);

/* The four below fill an update by hand, for keys from elsewhere. */

/* [rt] The first secret of what `user` sends, 16 bytes. All in one update are of one epoch; those that `frames` had
 * before expire after ten seconds. PP_ERR_NO_SPACE: the update is full. */
PP_API PP_MUST_USE pp_status pp_dave_update_add_receiver(pp_dave_update *update, uint64_t user, const uint8_t *key,
                                                         size_t key_len);

/* [rt] The first secret of what we send, 16 bytes. `sealed` is 0, or how many frames an earlier owner of the key has
 * sealed with it. */
PP_API PP_MUST_USE pp_status pp_dave_update_set_sender(pp_dave_update *update, const uint8_t *key, size_t key_len,
                                                       uint32_t sealed);

/* [rt] What is sent without a key: PP_DAVE_WAITING, _PLAIN or _MUTED. */
PP_API PP_MUST_USE pp_status pp_dave_update_set_sending(pp_dave_update *update, uint32_t sending);

/* [rt] Whether frames in the clear are let in: 0 or 1. When that ends, it ends ten seconds later. */
PP_API PP_MUST_USE pp_status pp_dave_update_set_passthrough(pp_dave_update *update, uint32_t allowed);

/* Frames ----------------------------------------------------------------------------------------------------------
 * Frames are what lies in an RTP payload: one Opus packet each. */
typedef struct pp_dave_frames pp_dave_frames;

typedef struct pp_dave_frames_config {
    uint32_t size;
    uint32_t users;           /* members with keys, 1 to 1024; 0 means 100. Some 1.2 KB each           */
    uint32_t epochs;          /* epochs kept of each, 2 to 8; 0 means 5                               */
    uint32_t speakers;        /* speaking at a time, 1 to 1024; 0 means 16. More cost time: their keys
                                 are set up from frame to frame. Some 1 KB each                      */
} pp_dave_frames_config;

/* What became of a received frame, beside PP_OK: it was encrypted and is open. */
#define PP_DAVE_SILENCE 1         /* sound: the silence frame F8 FF FE in the clear                  */
#define PP_DAVE_PASSED 2          /* sound: in the clear, at a time when that is allowed             */
#define PP_DAVE_UNKNOWN_USER 3    /* from here on: nothing to play. No member of that number         */
#define PP_DAVE_NO_KEY 4          /* the member's keys are all too old                               */
#define PP_DAVE_PLAINTEXT 5       /* not encrypted, and should be                                    */
#define PP_DAVE_DAMAGED 6         /* says that it is a DAVE frame, and is none                       */
#define PP_DAVE_REPLAYED 7        /* opened before, or more than 1000 frames late                    */
#define PP_DAVE_GENERATION 8      /* of a key generation that cannot be yet, or is gone              */
#define PP_DAVE_UNAUTHENTICATED 9 /* its tag fits no key of the member                               */

typedef struct pp_dave_counts {
    uint32_t size;
    uint32_t sending;         /* PP_DAVE_WAITING ...                                                 */
    uint32_t members;         /* with keys                                                           */
    uint32_t needs_recovery;  /* 1: 36 frames in a row did not open; call pp_dave_recover            */
    uint64_t sealed;          /* frames sealed                                                       */
    uint64_t plain;           /* frames sent in the clear                                            */
    uint64_t held;            /* frames refused by pp_dave_seal                                      */
    uint64_t crowded;         /* keys that found no place: raise `users`                             */
    uint64_t opened;          /* received frames, by what became of them                             */
    uint64_t silence;
    uint64_t passed;
    uint64_t unknown_user;
    uint64_t no_key;
    uint64_t plaintext;
    uint64_t damaged;
    uint64_t replayed;
    uint64_t generation;
    uint64_t unauthenticated;
} pp_dave_counts;

/* [setup] The only call here that allocates. */
PP_API PP_MUST_USE pp_status pp_dave_frames_create(const pp_dave_frames_config *config, pp_dave_frames **out);

/* [setup] Wipes and frees it. Null is fine. */
PP_API void pp_dave_frames_destroy(pp_dave_frames *frames);

/* [rt] Takes the keys of an update, which is empty then. Updates are applied in the order in which they were taken. */
PP_API PP_MUST_USE pp_status pp_dave_apply(pp_dave_frames *frames, pp_dave_update *update, uint64_t now_us);

/* [rt] Seals one frame; frame_len + PP_DAVE_OVERHEAD of room always do. PP_ERR_STATE: nothing may be sent now; drop the
 * frame. */
PP_API PP_MUST_USE pp_status pp_dave_seal(pp_dave_frames *frames, const uint8_t *frame, size_t frame_len, uint8_t *out,
                                          size_t out_cap, size_t *out_len);

/* [rt] Opens one frame of `user`; frame_len of room always do. PP_OK or a positive outcome; *out_len is 0 when there is
 * nothing to play. The RTP padding has to be cut before. */
PP_API PP_MUST_USE pp_status pp_dave_open(pp_dave_frames *frames, uint64_t user, const uint8_t *frame, size_t frame_len,
                                          uint64_t now_us, uint8_t *out, size_t out_cap, size_t *out_len);

/* [rt] 1 for bytes in the form of an encrypted frame, whosoever's key they need, else 0. */
PP_API uint32_t pp_dave_is_frame(const uint8_t *frame, size_t frame_len);

/* [rt] Counts since create. */
PP_API PP_MUST_USE pp_status pp_dave_frames_stats(const pp_dave_frames *frames, pp_dave_counts *counts);

/* Session ---------------------------------------------------------------------------------------------------------
 * Messages that come early, twice or out of place do no harm. One that does not fit leads to a fresh start: op 31 and a
 * new key package, at once the first time, then ever more rarely. */
typedef struct pp_dave_session pp_dave_session;

typedef struct pp_dave_session_config {
    uint32_t size;
    uint32_t users;           /* members at most, 1 to 256; 0 means 100                              */
    uint64_t user;            /* our user id                                                         */
    uint64_t channel;         /* the voice channel's id                                              */
    uint32_t allow_plain;     /* 0: a call that is not end-to-end encrypted mutes us. 1: we go on in the
                                 clear there, as on a stage                                          */
    uint32_t reserved;        /* 0                                                                   */
} pp_dave_session_config;

/* What a poll gave. */
#define PP_DAVE_OUT_NONE 0    /* nothing is left                                                     */
#define PP_DAVE_OUT_BINARY 1  /* send the buffer as one binary message (op 26 or 28)                 */
#define PP_DAVE_OUT_READY 2   /* send op 23 with `transition`                                        */
#define PP_DAVE_OUT_INVALID 3 /* send op 31 with `transition`                                        */
#define PP_DAVE_OUT_UPDATE 4  /* call pp_dave_take; until then every poll says so                    */
#define PP_DAVE_OUT_EVENT 5   /* `event` and `value`                                                 */

/* Events. */
#define PP_DAVE_EVENT_EPOCH 1      /* we are in a new epoch, `value`: there is a new privacy code    */
#define PP_DAVE_EVENT_SEALED 2     /* what we send is end-to-end encrypted from now on               */
#define PP_DAVE_EVENT_PLAIN 3      /* the call is not end-to-end encrypted, and we go on in the clear */
#define PP_DAVE_EVENT_MUTED 4      /* the call is not end-to-end encrypted, and we are mute: say so   */
#define PP_DAVE_EVENT_RECOVERING 5 /* a fresh start, for the reason `value`; 0: frames did not open, or
                                    * no group came                                                 */
#define PP_DAVE_EVENT_REFUSED 6    /* proposals that we do not commit, for the reason `value`        */
#define PP_DAVE_EVENT_IGNORED 7    /* a message that does not belong here now; `value` is its op      */
#define PP_DAVE_EVENT_OVERFLOW 8   /* `value` outputs were lost: poll more often                     */

typedef struct pp_dave_output {
    uint32_t size;
    uint32_t kind;            /* PP_DAVE_OUT_...                                                     */
    uint32_t transition;
    uint32_t event;           /* PP_DAVE_EVENT_...                                                   */
    uint64_t value;
} pp_dave_output;

typedef struct pp_dave_state {
    uint32_t size;
    uint32_t version;         /* the protocol version in force; 0: not end-to-end encrypted           */
    uint32_t established;     /* 1: we are in a group                                                */
    uint32_t members;         /* of the group, we among them                                         */
    uint64_t epoch;           /* 0 without a group                                                   */
    uint64_t wake_us;         /* when pp_dave_tick has something to do; UINT64_MAX: never             */
} pp_dave_state;

/* There is none: no group yet, or no update. Outputs are as they were. */
#define PP_DAVE_ABSENT 1

/* [mls] Makes our signature key, too. A failed allocation inside libcrypto may be PP_ERR_INTERNAL: it does not always say
 * why it failed. */
PP_API PP_MUST_USE pp_status pp_dave_session_create(const pp_dave_session_config *config, pp_dave_session **out);

/* [mls] Wipes and frees it. Null is fine. */
PP_API void pp_dave_session_destroy(pp_dave_session *session);

/* [mls] Op 4 with its dave_protocol_version. */
PP_API PP_MUST_USE pp_status pp_dave_start(pp_dave_session *session, uint32_t version, uint64_t now_us);

/* [mls] A user of op 11, at any time. PP_ERR_NO_SPACE: there are more than `users`. */
PP_API PP_MUST_USE pp_status pp_dave_connect(pp_dave_session *session, uint64_t user);

/* [mls] The user of op 13. */
PP_API PP_MUST_USE pp_status pp_dave_disconnect(pp_dave_session *session, uint64_t user);

/* [mls] Op 21. */
PP_API PP_MUST_USE pp_status pp_dave_prepare_transition(pp_dave_session *session, uint16_t transition, uint32_t version,
                                                        uint64_t now_us);

/* [mls] Op 22. */
PP_API PP_MUST_USE pp_status pp_dave_execute_transition(pp_dave_session *session, uint16_t transition, uint64_t now_us);

/* [mls] Op 24. */
PP_API PP_MUST_USE pp_status pp_dave_prepare_epoch(pp_dave_session *session, uint64_t epoch, uint32_t version,
                                                   uint64_t now_us);

/* [mls] Ops 25, 27, 29 and 30: a binary message without its two bytes of sequence number, from the op byte on. What does
 * not fit is an event, not a failure. */
PP_API PP_MUST_USE pp_status pp_dave_receive(pp_dave_session *session, const uint8_t *message, size_t message_len,
                                             uint64_t now_us);

/* [mls] needs_recovery of pp_dave_counts is 1. */
PP_API PP_MUST_USE pp_status pp_dave_recover(pp_dave_session *session, uint64_t now_us);

/* [mls] It is wake_us. */
PP_API PP_MUST_USE pp_status pp_dave_tick(pp_dave_session *session, uint64_t now_us);

/* [mls] The next thing to do. Writes a binary message to the buffer and its length to *out_len, 0 for everything else.
 * PP_ERR_NO_SPACE: nothing was taken; *out_len would do. */
PP_API PP_MUST_USE pp_status pp_dave_poll(pp_dave_session *session, uint8_t *buffer, size_t buffer_cap, size_t *out_len,
                                          pp_dave_output *out);

/* [mls] Moves the next change of keys to `update`. PP_OK or PP_DAVE_ABSENT. PP_ERR_NO_SPACE: it has room for fewer users
 * than needed. */
PP_API PP_MUST_USE pp_status pp_dave_take(pp_dave_session *session, pp_dave_update *update);

/* [mls] How it stands. */
PP_API PP_MUST_USE pp_status pp_dave_session_state(const pp_dave_session *session, pp_dave_state *state);

/* [mls] The user ids of the group's members; *out_count is how many. PP_OK, also with none. */
PP_API PP_MUST_USE pp_status pp_dave_members(const pp_dave_session *session, uint64_t *users, size_t users_cap,
                                             size_t *out_count);

#define PP_DAVE_PRIVACY_CODE 30 /* digits; shown in groups of five                                    */

/* [mls] Writes the digits of the voice privacy code, ASCII and no NUL, alike for all members. PP_OK or PP_DAVE_ABSENT. */
PP_API PP_MUST_USE pp_status pp_dave_privacy_code(const pp_dave_session *session, uint8_t *text, size_t text_cap,
                                                  size_t *out_len);

/* What to show beside the code: that end-to-end encryption ends at this bridge. English, static. */
PP_API const char *pp_dave_privacy_notice(void);

#define PP_DAVE_FINGERPRINT 45 /* digits; shown in groups of five                                     */

/* [setup] Writes the digits by which we and the member `user` can know each other's keys: alike on both sides. Takes some
 * 100 ms and 16 MB. PP_OK or PP_DAVE_ABSENT. */
PP_API PP_MUST_USE pp_status pp_dave_fingerprint(const pp_dave_session *session, uint64_t user, uint8_t *text,
                                                 size_t text_cap, size_t *out_len);

#ifdef __cplusplus
}
#endif

#endif
