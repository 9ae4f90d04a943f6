/* Phonepatch: recording a Room.
 *
 *     pp_recorder_config c = PP_SIZED(pp_recorder_config);
 *     pp_recorder_create(&c, &recorder);
 *     pp_room_record(room, recorder);
 *     pp_room_record_consent(room, caller, 1);      // nothing is recorded before the first consent
 *     ...                                           // pp_room_poll yields PP_ROOM_RECORD: write out.len bytes at
 *                                                   // out.position of file out.value
 *     pp_room_record_finish(room);                  // poll until PP_ROOM_WAIT
 *     pp_room_record_end(room, &recorder);
 *     pp_recorder_destroy(recorder);
 *
 * Every file has 20 ms for every tick of the Room since it began, so all stay aligned for as long as the Room runs. Who says
 * nothing, has not consented or came later is silence, and so are pauses and ticks that were left out. Sound of the host
 * that a caller did not hear, because it was interrupted, is cut out where it was cut. What is recorded comes out one
 * second later.
 *
 * A WAV file is valid whenever you stop writing: its head is rewritten after each second. An Ogg file consists of pages of a
 * second. If you do not poll, what does not fit becomes silence of the same length. */
#ifndef PHONEPATCH_RECORD_H
#define PHONEPATCH_RECORD_H

#include "base.h"
#include "room.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_recorder pp_recorder;

#define PP_RECORD_WAV 1    /* signed 16-bit samples at the Room's rate; beyond 4 GiB as RF64          */
#define PP_RECORD_OGG 2    /* Opus at the Room's rate, 24 kbit/s, in stereo 40                        */

#define PP_RECORD_STEREO 1 /* one file: phone callers left, everybody else right                      */
#define PP_RECORD_TRACKS 2 /* a file for each leg, in the order of their consents                     */

typedef struct pp_recorder_config {
    uint32_t size;
    uint32_t container;   /* PP_RECORD_WAV or PP_RECORD_OGG; 0 means WAV                              */
    uint32_t layout;      /* PP_RECORD_STEREO or PP_RECORD_TRACKS; 0 means stereo                     */
    uint32_t sample_rate; /* the Room's; 0 means 8000                                                 */
    uint32_t tracks;      /* the most legs with PP_RECORD_TRACKS, 1 to 64; 0 means 8                  */
    uint32_t queue_ms;    /* how much of each file may wait for you, 200 to 60000; 0 means 2000       */
    uint32_t seed;        /* tells the Ogg streams apart; 0 means 1                                   */
    uint32_t reserved;    /* 0                                                                        */
} pp_recorder_config;

/* [setup] *out is written only on PP_OK. */
PP_API PP_MUST_USE pp_status pp_recorder_create(const pp_recorder_config *config, pp_recorder **out);

/* [setup] For a recorder that is in no Room. Null is fine. */
PP_API void pp_recorder_destroy(pp_recorder *recorder);

/* [rt] The Room owns the recorder from here on; on failure it stays yours. PP_ERR_STATE when the Room has one,
 * PP_ERR_ARGUMENT when it was made for another rate. */
PP_API PP_MUST_USE pp_status pp_room_record(pp_room *room, pp_recorder *recorder);

/* [rt] The leg agrees to be recorded (1), or no longer does (0). No byte comes out before the first consent.
 * PP_ERR_STATE when the Room has no recorder, or no track is left. */
PP_API PP_MUST_USE pp_status pp_room_record_consent(pp_room *room, pp_leg_id id, uint32_t given);

/* [rt] Records silence for all (1) until it goes on (0): while a card number is said. */
PP_API PP_MUST_USE pp_status pp_room_record_pause(pp_room *room, uint32_t on);

/* [rt] Which file the leg is in, and which channel of it. PP_ERR_STATE when it is in none. */
PP_API PP_MUST_USE pp_status pp_room_record_place(const pp_room *room, pp_leg_id id, uint32_t *out_file,
                                                  uint32_t *out_channel);

/* [rt] Nothing more is recorded; poll until PP_ROOM_WAIT for what is left. */
PP_API PP_MUST_USE pp_status pp_room_record_finish(pp_room *room);

/* [rt] The recorder is yours again, to destroy; what was not polled is lost. */
PP_API PP_MUST_USE pp_status pp_room_record_end(pp_room *room, pp_recorder **out);

#ifdef __cplusplus
}
#endif

#endif
