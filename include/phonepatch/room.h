/* Phonepatch: the Room. Phone callers, AI voices, files and browsers meet in it; each hears the others, every 20 ms.
 *
 * A Room owns no socket, thread or clock. You give it what arrives and the time; it tells what to send and when to come
 * back. Input never makes output by itself, so two inputs in a row are fine:
 *
 *     pp_room_config rc = PP_SIZED(pp_room_config);
 *     pp_room_create(&rc, &room);
 *     // a carrier's WebSocket says `start`: one leg for each stream
 *     pp_leg_config lc = PP_SIZED(pp_leg_config);
 *     lc.kind = PP_LEG_CARRIER;
 *     pp_leg_create(&lc, text, text_len, 8000, &leg);
 *     if (pp_room_add(room, leg, &id) != PP_OK) pp_leg_destroy(leg);
 *     for (;;) {
 *         // every text message that follows on that WebSocket:
 *         pp_room_message(room, id, text, text_len, now_us());
 *         // when out.wake_us is reached, whatever else happened:
 *         pp_room_tick(room, now_us(), NULL);
 *         // after either, until it waits:
 *         pp_room_output out = PP_SIZED(pp_room_output);
 *         while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT)
 *             if (got == PP_ROOM_MESSAGE) websocket_send(out.leg, buffer, out.len);
 *         sleep_until(out.wake_us);
 *     }
 *
 * How sound moves. A leg's inbound sound passes a jitter buffer and becomes one frame a tick at the Room's rate. Each
 * listener's frame is the sum of the others by their gains, limited only above -1 dBFS, and coded in the listener's
 * format. Where a listener has exactly one other party, both speak the same G.711, the Room runs at 8 kHz and nothing
 * processes the sound, the received bytes themselves are passed on. A caller to whom nobody speaks is sent digital
 * silence, 50 messages a second. Whatever else changes sound is told by an event; there are no silent repairs.
 *
 * Time. Ticks lie on a grid of 20 ms that begins at the first pp_room_tick. A call runs at most two; when more are due,
 * the oldest are left out, counted and told. A time that goes back counts as none passed. */
#ifndef PHONEPATCH_ROOM_H
#define PHONEPATCH_ROOM_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_room pp_room;
typedef struct pp_leg pp_leg;

/* A leg in a Room. Never 0, and never used again by the same Room for another leg. */
typedef uint64_t pp_leg_id;

/* A buffer of this size is enough for every output of a Room with the default limits. */
#define PP_ROOM_OUTPUT_MAX 4096
/* The longest name of a mark, in bytes. */
#define PP_ROOM_MARK_MAX 128

typedef struct pp_room_config {
    uint32_t size;
    uint32_t sample_rate; /* of the Room's own sound: 8000, 16000, 24000 or 48000; 0 means 8000      */
    uint32_t capacity;    /* the most legs, 1 to 256; 0 means 16                                     */
    uint32_t max_message; /* the longest carrier message read, 1024 to 16777216; 0 means 131072      */
    uint64_t seed;        /* for what should differ between Rooms and is no secret; unused as yet    */
} pp_room_config;

#define PP_LEG_CARRIER 1 /* a caller behind a carrier's media stream (Twilio's dialect)              */
#define PP_LEG_PCM 2     /* sound of the host: an AI voice, a file, a browser, a game                */
#define PP_LEG_DISCORD 3 /* a Discord voice channel with all its speakers, as Opus packets: voice.h  */

/* What a tap yields of a leg's inbound sound. */
#define PP_TAP_OFF 0
#define PP_TAP_WIRE 1      /* the bytes as they came, before the jitter buffer, in the leg's format  */
#define PP_TAP_PROCESSED 2 /* what the Room hears: s16 little-endian at its rate, one frame a tick   */

/* Times are milliseconds; where 0 is a default, -1 means none. */
typedef struct pp_leg_config {
    uint32_t size;
    uint32_t kind;         /* PP_LEG_CARRIER or PP_LEG_PCM                                           */
    uint32_t encoding;     /* PCM: PP_ENCODING_; 0 means mu-law                                      */
    uint32_t sample_rate;  /* PCM: 8000; of 16-bit samples also 16000, 24000, 48000; 0 means 8000    */
    uint32_t deaf;         /* 1: it is sent nothing (a one-way stream, a player)                     */
    uint32_t sends_no_silence; /* carrier: 1: while nobody speaks nothing is sent                    */
    int32_t min_delay_ms;  /* carrier: delay of the jitter buffer, to 5000; 0 means 40. PCM: how
                              much must be written before an item begins or goes on after a gap,
                              unless all of it is there; 0 means none                                */
    int32_t max_delay_ms;  /* carrier: beyond it the oldest sound is thrown away, 20 to 10000; 0
                              means 500. Messages longer than half of it raise it                    */
    int32_t prefill_ms;    /* carrier: silence kept ahead of live sound in the carrier's playback
                              queue, to 200; 0 means as little as your ticks' lateness allows, to 40 */
    int32_t lead_ms;       /* carrier: how far ready-made sound is sent ahead, to 600; 0 means 300   */
    int32_t queue_ms;      /* PCM: how much written sound may wait, 100 to 600000; 0 means 30000     */
    int32_t tap_ms;        /* how much of the tap may wait, 20 to 60000; 0 means 1000                */
    uint32_t speakers;     /* Discord: how many are decoded at a time, to 64; 0 means 16             */
    uint32_t speaker_taps; /* Discord: 1: each speaker can be tapped alone                           */
    int32_t bitrate;       /* Discord: of what is sent, 6000 to 384000; 0: what the rate is worth    */
    int32_t expected_loss; /* Discord: per cent of loss to prepare for; 0 means 10                   */
    int32_t gate_dbov;     /* Discord: what is softer is not sent, -90 to -20; 0 means -60, 1: all
                              but zeros is sent                                                      */
    int32_t mark_ms;       /* carrier: how far apart the library's own marks are while your sound is on
                              its way, 60 to 2000, otherwise ten times as far; 0 means 200, -1 none.
                              Their names begin with "pp." and their echoes are not told             */
    int32_t echo_tail_ms;  /* how much echo of what the leg is played is taken out of what it says, 20
                              to 500; 0 means none. With this or one of the next two pp_leg_create
                              ends the process if memory runs out inside libspeexdsp                 */
    int32_t echo_delay_ms; /* when that echo begins after sound was sent, to 1500; -1 at once; 0 finds
                              out (carrier), or means 40 (PCM)                                       */
    int32_t noise_suppression_db; /* how much softer steady noise is made, 1 to 40; 0 means none     */
    int32_t gain_target_dbov;     /* how loud speech is made, -40 to -6; 0 leaves it. It gets no louder
                              than -12 at 8000 Hz, -20 at 48000                                      */
    uint32_t hear;         /* what is listened for in what the leg says: PP_HEAR_ of tone.h, added
                              up; 0 for nothing                                                      */
    float speech_threshold;     /* as pp_listener_config has them                                    */
    int32_t speech_hangover_ms;
} pp_leg_config;

/* What poll gave; positive, so `< 0` stays the test for failure. */
#define PP_ROOM_WAIT 0    /* nothing is left: call pp_room_tick at wake_us                           */
#define PP_ROOM_MESSAGE 1 /* send the bytes to the carrier of `leg` as one text message              */
#define PP_ROOM_AUDIO 2   /* what the PCM leg `leg` hears: 20 ms in its format                       */
#define PP_ROOM_TAP 3     /* sound of `leg`; position says where it begins                           */
#define PP_ROOM_EVENT 4   /* see `event`                                                             */
#define PP_ROOM_PACKET 5  /* what the Discord leg `leg` is sent: an Opus packet for pp_voice_send    */
#define PP_ROOM_SPEAKER 6 /* sound of `user` of the Discord leg `leg` alone, as of a processed tap   */
#define PP_ROOM_RECORD 7  /* write the bytes at `position` of file `value`: see record.h             */

/* Events: what `value` and `extra` mean. A host that compares what was said with what was heard needs to allow for
 * what STARVED, DISCARDED, LOST, STRETCHED, FAR_STARVED, PACED, BROUGHT_BACK, UNSENT and SKIPPED tell, and for nothing else. */
#define PP_EVENT_DTMF 1          /* value: the key in ASCII                                          */
#define PP_EVENT_MARK 2          /* the bytes are its name; value 0: the sound before it was played,
                                    1: a clear was sent after it, so it may have been flushed        */
#define PP_EVENT_STOPPED 3       /* the carrier ended the stream; the leg is sent nothing any more   */
#define PP_EVENT_ITEM_STARTED 4  /* the first sample of item `value` is in this tick                 */
#define PP_EVENT_ITEM_ENDED 5    /* item `value` is over after `extra` of its samples                */
#define PP_EVENT_STARVED 6       /* sound was not there in time: `value` frames of silence stand in,
                                    and a caller is heard that much later from now on                */
#define PP_EVENT_DISCARDED 7     /* `value` frames were thrown away to keep the delay in bounds      */
#define PP_EVENT_LOST 8          /* `value` frames never came and were replaced                      */
#define PP_EVENT_FAR_STARVED 9   /* the carrier's playback queue was empty for `value` us, by our
                                    estimate                                                         */
#define PP_EVENT_PACED 10        /* `value` frames of silence were sent in addition (extra 0) or left
                                    out (extra 1), to keep the playback queue right                  */
#define PP_EVENT_BROUGHT_BACK 11 /* sound sent ahead was taken back by a clear, and `value` frames of
                                    it were sent again                                               */
#define PP_EVENT_UNSENT 12       /* `value` outbound frames were dropped: you did not poll           */
#define PP_EVENT_MALFORMED 13    /* `value` inbound messages were refused                            */
#define PP_EVENT_OVERFLOW 14     /* `value` events of the leg were lost: you did not poll            */
#define PP_EVENT_SKIPPED 15      /* leg 0: `value` ticks were left out, because time jumped          */
#define PP_EVENT_STRETCHED 30    /* `value` frames were made shorter or longer, or blended with
                                    what was invented before them                                    */
/* Heard in the leg's sound, if its config asks for it. `extra`, but for an answer, is the Room's time in samples where it
 * began, or ended for the two ENDED: before this tick. */
#define PP_EVENT_SPEECH_STARTED 50 /* somebody speaks; value: the likelihood in thousandths          */
#define PP_EVENT_SPEECH_ENDED 51 /* value: how long it was, in ms                                    */
#define PP_EVENT_DIGIT_HEARD 52  /* a DTMF digit as sound; value: the key in ASCII                   */
#define PP_EVENT_BEEP 53         /* a beep; value: its frequency in Hz                               */
#define PP_EVENT_BEEP_ENDED 54   /* value: how long it was, in ms                                    */
#define PP_EVENT_FAX 55          /* value 1100: a fax machine that calls, 2100: one that answers     */
#define PP_EVENT_INFORMATION 56  /* the network's information tone                                   */
#define PP_EVENT_ANSWER 57       /* value: PP_ANSWER_ of tone.h; extra: confidence in thousandths    */
#define PP_EVENT_SPEAKER_STARTED 40 /* Discord: user `value` begins to speak                         */
#define PP_EVENT_SPEAKER_STOPPED 41 /* Discord: user `value` is silent                               */
#define PP_EVENT_CROWDED 42      /* Discord: `value` packets were not heard, as all decoders were
                                    taken by others who speak                                        */
#define PP_EVENT_HEARD 16        /* item `value` of the PCM leg `peer` is over for this caller, who
                                    heard `extra` us of it; once for each item                       */
#define PP_EVENT_QUALITY 17      /* what is wrong with a caller's line has changed: `extra` is a
                                    PP_CAUSE_, `value` ten times R of the last five seconds          */

typedef struct pp_room_output {
    uint32_t size;
    uint32_t event;    /* of PP_ROOM_EVENT: which                                                    */
    uint64_t len;      /* bytes at the start of your buffer; on PP_ERR_NO_SPACE: bytes needed        */
    pp_leg_id leg;     /* whose; 0 for the Room's own events                                         */
    uint64_t wake_us;  /* of PP_ROOM_WAIT                                                            */
    uint64_t position; /* of a wire tap: bytes of the tap before these; of a processed tap: the
                          Room's time in samples; of an event: the number of the tick on the grid    */
    uint64_t value;    /* of an event                                                                */
    uint64_t extra;    /* of an event                                                                */
    uint64_t user;     /* of PP_ROOM_SPEAKER: who                                                    */
    pp_leg_id peer;    /* of an event: another leg that has to do with it, or 0                      */
} pp_room_output;

/* What a leg did since it was made, and how it stands. Frames are 20 ms. */
typedef struct pp_leg_stats {
    uint32_t size;
    uint32_t prefill_ms;      /* silence kept ahead in the carrier's playback queue                  */
    uint32_t lead_ms;         /* ready-made sound sent ahead of what is live                         */
    uint32_t reserved;        /* 0                                                                   */
    uint64_t messages_in;     /* inbound messages taken                                              */
    uint64_t malformed;       /* inbound messages refused                                            */
    uint64_t in_received;     /* carrier, inbound frames: received,                                  */
    uint64_t in_played;       /* played as they came,                                                */
    uint64_t in_concealed;    /* invented,                                                           */
    uint64_t in_silence;      /* silent before the beginning and in pauses,                          */
    uint64_t in_starved;      /* silent because nothing was there in time                            */
    uint64_t in_discarded;    /* received frames thrown away to bound the delay                      */
    uint64_t in_lost;         /* frames whose turn passed before they came                           */
    uint64_t in_resyncs;      /* times that the stream's timestamps jumped                           */
    uint64_t buffered_us;     /* sound in the jitter buffer                                          */
    uint64_t delay_us;        /* how long the last frame waited there                                */
    uint64_t target_us;       /* the delay aimed for                                                 */
    uint64_t queued_bytes;    /* PCM: written and not played                                         */
    uint64_t underruns;       /* PCM: frames of silence in the middle of an item                     */
    uint64_t messages_out;    /* messages and frames handed to you                                   */
    uint64_t frames_out;      /* outbound frames, prefill included                                   */
    uint64_t passed_through;  /* those that are the other party's bytes                              */
    uint64_t limited;         /* those in which the limiter was at work                              */
    uint64_t sent_ahead;      /* those sent ahead of what is live                                    */
    uint64_t unsent;          /* those dropped because you did not poll                              */
    uint64_t far_starved;     /* times that the carrier's playback queue ran dry, by our estimate    */
    uint64_t far_queue_us;    /* what waits there, by our estimate                                   */
    uint64_t events_lost;     /* events lost because you did not poll                                */
    uint64_t tap_lost;        /* bytes of the tap lost because you did not poll                      */
    uint64_t clipped;         /* inbound samples at full scale                                       */
    double rms_dbov;          /* inbound level of the frames with sound, -127 to 0                   */
    double peak_dbov;         /* the greatest inbound sample                                         */
    uint64_t speakers;        /* Discord: speakers that have a decoder                               */
    uint64_t crowded;         /* Discord: packets of speakers for whom there was none                */
    uint64_t in_recovered;    /* Discord: of the invented frames those decoded from the copy that
                                 the next packet carries                                             */
} pp_leg_stats;

/* What is wrong with a caller's line. */
#define PP_CAUSE_NONE 0
#define PP_CAUSE_ONE_WAY 1   /* we are heard, and no sound arrives                                   */
#define PP_CAUSE_SILENT 2    /* what arrives is all silence                                          */
#define PP_CAUSE_LOSS 3
#define PP_CAUSE_DELAY 4
#define PP_CAUSE_ECHO 5      /* what the caller is played comes back                                 */
#define PP_CAUSE_CLIPPING 6
#define PP_CAUSE_TOO_QUIET 7 /* speech below -40 dBov                                                */
#define PP_CAUSE_TOO_LOUD 8  /* speech above -10 dBov                                                */

/* How a caller's line was in the last whole five seconds, by the E-model (ITU-T G.107), and where the time goes. From one
 * leg's mouth to another's ear it is the one's packet, network, buffer, resampling, chain and tick, and the other's
 * resampling, network and queue. */
typedef struct pp_quality {
    uint32_t size;
    uint32_t window_ms;    /* what it covers; 0: no window is full yet, and the next eight are 0     */
    uint32_t cause;        /* PP_CAUSE_                                                              */
    uint32_t reserved;     /* 0                                                                      */
    double rating;         /* R, 0 to 100: 93.2 is perfect, 80 good, 60 poor                         */
    double opinion;        /* the mean opinion that it stands for, 1 to 4.5                          */
    double loss_percent;   /* frames that were missing                                               */
    double burst_ratio;    /* how long bursts of loss were, by how long they would be at random      */
    double delay_ms;       /* mouth to ear                                                           */
    double speech_dbov;    /* how loud speech was; -127 when there was none                          */
    double echo_loss_db;   /* how much softer the caller's sound comes back; 65 when it does not     */
    uint64_t packet_us;    /* now: until a packet is full                                            */
    uint64_t network_us;   /* one way: half of what a mark takes there and back, 0 if unknown        */
    uint64_t buffer_us;    /* in the jitter buffer                                                   */
    uint64_t resampling_us;
    uint64_t chain_us;     /* in noise suppression and automatic gain                                */
    uint64_t tick_us;      /* until the next tick, on average                                        */
    uint64_t queue_us;     /* in the carrier's playback queue, by our estimate                       */
} pp_quality;

/* [setup] *out is written only on PP_OK. PP_ERR_ARGUMENT for values out of range. */
PP_API PP_MUST_USE pp_status pp_room_create(const pp_room_config *config, pp_room **out);

/* [setup] Destroys the Room and every leg in it. Null is fine. */
PP_API void pp_room_destroy(pp_room *room);

/* [setup] Takes all memory that the leg will ever use; any thread. `room_rate` is the sample_rate of the Rooms that it
 * may join. For a carrier, `start` is its `start` message as it came, which names the stream and its format; for PCM it
 * is empty. PP_ERR_MALFORMED for what is no `start`, PP_ERR_UNSUPPORTED for a format that is not handled. *out is written
 * only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_leg_create(const pp_leg_config *config, const uint8_t *start, size_t start_len,
                                           uint32_t room_rate, pp_leg **out);

/* [setup] For a leg that is in no Room. Null is fine. */
PP_API void pp_leg_destroy(pp_leg *leg);

/* [rt] The Room owns the leg from here on; on failure it stays yours. PP_ERR_STATE when the Room is full,
 * PP_ERR_ARGUMENT when the leg was made for another rate. */
PP_API PP_MUST_USE pp_status pp_room_add(pp_room *room, pp_leg *leg, pp_leg_id *out);

/* [rt] The leg is yours again, to destroy, or to add to another Room. What it had to tell and to send is lost: poll
 * first. An id that is not in the Room is PP_ERR_ARGUMENT, here and below. */
PP_API PP_MUST_USE pp_status pp_room_remove(pp_room *room, pp_leg_id id, pp_leg **out);

/* [rt] One text message of the leg's carrier. What is refused is counted, told as PP_EVENT_MALFORMED and changes nothing
 * else: PP_ERR_MALFORMED for what is no message of this stream or longer than max_message, PP_ERR_STATE for a second
 * `start`, or anything after `stop`. Unknown events are ignored, which is PP_OK. */
PP_API PP_MUST_USE pp_status pp_room_message(pp_room *room, pp_leg_id id, const uint8_t *message, size_t message_len,
                                             uint64_t now_us);

/* [rt] Appends sound of `item`, a name of your own, to a PCM leg's queue, in the leg's format and in whole samples;
 * *out_taken, fewer when the queue is full, is what to write no more. Another item ends the one before; `last` = 1 ends
 * this one, if all is taken. A queue that runs empty in the middle of an item is told as starved. Stops in the middle
 * are faded over 5 ms; a sound's own beginning and end are not touched. */
PP_API PP_MUST_USE pp_status pp_room_write(pp_room *room, pp_leg_id id, uint64_t item, const uint8_t *sound,
                                           size_t sound_len, uint32_t last, size_t *out_taken);

/* [rt] Interrupts a PCM leg, within a frame: what it did not say is forgotten, what a carrier has queued of it is taken
 * back by a clear, and PP_EVENT_HEARD tells for each item and each caller how much was heard: to 20 ms, whatever the delay to
 * the carrier, as long as that is steady. After a pause it confirms the pause: the reports are as of then,
 * and what is written next is said. */
PP_API PP_MUST_USE pp_status pp_room_flush(pp_room *room, pp_leg_id id, uint64_t now_us);

/* [rt] Stops a PCM leg (1) in the same way, but to go on (0) where it was heard: nothing is lost, and up to 40 ms are
 * said twice. */
PP_API PP_MUST_USE pp_status pp_room_pause(pp_room *room, pp_leg_id id, uint32_t on, uint64_t now_us);

/* [rt] A carrier's marker behind the sound sent so far; its echo is PP_EVENT_MARK. PP_ERR_ARGUMENT for a
 * name that is not 1 to 128 bytes of UTF-8, PP_ERR_STATE when the leg is sent nothing, or 64 marks are pending. */
PP_API PP_MUST_USE pp_status pp_room_mark(pp_room *room, pp_leg_id id, const uint8_t *name, size_t name_len);

/* [rt] The carrier throws away what it has queued. Live sound goes on behind a new prefill. */
PP_API PP_MUST_USE pp_status pp_room_clear(pp_room *room, pp_leg_id id);

/* [rt] How loud `to` hears `from`, 0 to 8; 1 at first. A change is a ramp over one frame. */
PP_API PP_MUST_USE pp_status pp_room_set_gain(pp_room *room, pp_leg_id from, pp_leg_id to, float gain);

/* This one and the next two need PP_FEATURE_LISTENING.
 * [rt] Plays the leg a tone, besides what it hears of the others: ringback while it waits, say. Arguments as those of
 * pp_tone_network. PP_ERR_STATE when the leg is sent nothing. */
PP_API PP_MUST_USE pp_status pp_room_play_tone(pp_room *room, pp_leg_id id, uint32_t kind, uint32_t country,
                                               int32_t level_dbov);

/* [rt] Sends the leg digits as tones; arguments as those of pp_tone_digits. */
PP_API PP_MUST_USE pp_status pp_room_send_digits(pp_room *room, pp_leg_id id, const uint8_t *digits,
                                                 size_t digits_len, uint32_t on_ms, uint32_t off_ms,
                                                 int32_t level_dbov);

/* [rt] Ends what the two above began. */
PP_API PP_MUST_USE pp_status pp_room_stop_tone(pp_room *room, pp_leg_id id);

/* [rt] What poll yields of the leg's inbound sound: PP_TAP_. */
PP_API PP_MUST_USE pp_status pp_room_set_tap(pp_room *room, pp_leg_id id, uint32_t tap);

/* [rt] One Opus packet of a speaker in the Discord leg's channel, with the numbers of its RTP header: what
 * PP_VOICE_MEDIA gives. What is no Opus packet is counted as rejected. PP_ERR_STATE for another kind of leg. */
PP_API PP_MUST_USE pp_status pp_room_packet(pp_room *room, pp_leg_id id, uint64_t user, uint32_t ssrc,
                                            uint16_t sequence, uint32_t timestamp, const uint8_t *opus,
                                            size_t opus_len, uint64_t now_us);

/* [rt] Whether poll yields each speaker of a Discord leg alone, with silence where it is silent. PP_ERR_STATE for a leg
 * made without speaker_taps. */
PP_API PP_MUST_USE pp_status pp_room_set_speaker_taps(pp_room *room, pp_leg_id id, uint32_t on);

/* [rt] Runs the ticks that are due: 0, 1 or 2 of them, told in *out_ran, which may be null. */
PP_API PP_MUST_USE pp_status pp_room_tick(pp_room *room, uint64_t now_us, uint32_t *out_ran);

/* [rt] The next output: PP_ROOM_WAIT, or a positive kind with its bytes in `buffer`. Call it until it waits.
 * PP_ERR_NO_SPACE sets out->len to the bytes needed and consumes nothing. A tap's sound is cut to the buffer. */
PP_API PP_MUST_USE pp_status pp_room_poll(pp_room *room, uint8_t *buffer, size_t buffer_cap, pp_room_output *out);

/* [rt] Set stats->size first (PP_SIZED). */
PP_API PP_MUST_USE pp_status pp_room_quality(const pp_room *room, pp_leg_id id, pp_quality *out);

/* [rt] Set stats->size first (PP_SIZED). */
PP_API PP_MUST_USE pp_status pp_room_leg_stats(const pp_room *room, pp_leg_id id, pp_leg_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
