/* Phonepatch: status codes, versions and the conventions that every other header follows.
 *
 * Conventions
 *  - A handle is opaque. pp_x_create writes it only on PP_OK; pp_x_destroy(NULL) is fine. Nothing else is freed:
 *    buffers are yours, inputs are read during the call and never kept, returned strings are static.
 *  - Config and stats structs begin with `uint32_t size`: start from PP_SIZED. Zero in a field means its default.
 *    Fields are only ever appended; a shorter struct of an older program is read and written as far as it goes.
 *  - A buffer is a pointer and then its length. PCM lengths are samples per channel and are named so; all others
 *    are bytes. Input and output never overlap, unless a comment says in-place is fine.
 *  - Outputs are written only on success, with one exception: a buffer that is too small is PP_ERR_NO_SPACE with the
 *    needed length in the out_len argument, and nothing was consumed.
 *  - A null pointer where one is required, a wrong size or a misaligned int16_t pointer is PP_ERR_ARGUMENT.
 *  - Threads: functions that take a const handle may run beside each other. Anything else is one handle, one thread
 *    at a time; a handle may move between threads if you order the calls. Different handles are independent. There
 *    are no globals of ours, no hidden threads and no callbacks.
 *  - Tags: [rt] never allocates, locks, blocks or calls the system, and needs at most 128 KB of stack. [setup] may
 *    allocate. Calls without a handle are [rt] and safe anywhere.
 *  - Time is `uint64_t now_us` in microseconds from any epoch. A value that goes back counts as no time passed.
 *  - After fork a handle belongs to one of the two processes. dlclose is not supported. */
#ifndef PHONEPATCH_BASE_H
#define PHONEPATCH_BASE_H

#include <stddef.h>
#include <stdint.h>

#if !defined(__LP64__) || !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Phonepatch is built for 64-bit little-endian systems"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define PP_API __attribute__((visibility("default")))
#define PP_MUST_USE __attribute__((warn_unused_result))

/* Rises only when programs built against an older library stop working; the SONAME carries the same number. */
#define PP_ABI_VERSION 1
#define PP_VERSION_MAJOR 0
#define PP_VERSION_MINOR 1
#define PP_VERSION_PATCH 0

/* 0 is fine, a positive value is a normal outcome that the call names, a negative value is a failure. */
typedef int32_t pp_status;

#define PP_OK 0
#define PP_ERR_ARGUMENT (-1)    /* a null, size, rate or index that the call cannot take             */
#define PP_ERR_NO_SPACE (-2)    /* the output is too small; *out_len says what would do              */
#define PP_ERR_NO_MEMORY (-3)   /* memory ran out; nothing was made                                  */
#define PP_ERR_MALFORMED (-4)   /* the input does not follow its format                              */
#define PP_ERR_AUTH (-5)        /* a tag, key or signature does not fit                              */
#define PP_ERR_STATE (-6)       /* the call does not fit the state of the handle                     */
#define PP_ERR_UNSUPPORTED (-7) /* well-formed, but not handled here                                 */
#define PP_ERR_INTERNAL (-8)    /* a library below broke its contract                                */

/* A struct with its size set and every other field zero: pp_room_config c = PP_SIZED(pp_room_config); */
#ifdef __cplusplus
#define PP_SIZED(type) (type{sizeof(type)})
#else
#define PP_SIZED(type) ((type){.size = sizeof(type)})
#endif

/* How samples travel as bytes. */
#define PP_ENCODING_MULAW 1       /* ITU-T G.711 mu-law, one byte a sample                           */
#define PP_ENCODING_ALAW 2        /* ITU-T G.711 A-law, one byte a sample                            */
#define PP_ENCODING_L16 3         /* signed 16-bit, least significant byte first                     */
#define PP_ENCODING_L16_NETWORK 4 /* signed 16-bit, most significant byte first (RFC 3551)           */

/* The PP_ABI_VERSION that the loaded library was built with: compare it with yours at start. */
PP_API uint32_t pp_abi_version(void);

/* What is in a library: it may have been built without what needs libcrypto and libsodium, or without what listens. */
#define PP_FEATURE_AUDIO 1     /* always: all but the next two                                       */
#define PP_FEATURE_SEAL 2      /* seal.h, dave.h and voice.h                                         */
#define PP_FEATURE_LISTENING 4 /* vad.h, tone.h and record.h; in a Room: legs that are listened to (PP_HEAR_), cleaned
                                * of echo and noise, levelled, judged (pp_room_quality has the times alone) and played
                                * tones. A leg that asks for what is missing is PP_ERR_UNSUPPORTED.  */

/* PP_FEATURE_ bits of the loaded library. Functions of what is missing are not exported. */
PP_API uint32_t pp_features(void);

/* The library's version for people: "0.1.0". Static. */
PP_API const char *pp_version_text(void);

/* One short English sentence for a status. Static; never NULL, also for a number that is not a status. */
PP_API const char *pp_status_text(pp_status status);

#ifdef __cplusplus
}
#endif

#endif
