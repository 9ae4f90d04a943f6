/* A call of DAVE sessions, and the voice gateway's part in it: it signs who comes and goes, lets one commit win, and tells
 * everybody. Messages reach a member by pp_dave_receive, or by what it puts in `tell`. */
#ifndef CALL_H
#define CALL_H

#include "scenario.h"

#define CALL_MOST 65536 /* bytes of any message here */

typedef struct member {
    uint64_t user;
    pp_dave_session *session;
    pp_dave_update *update;
    pp_dave_frames *frames;
    void (*tell)(const uint8_t *message, size_t len); /* null: its session is told                    */
    uint8_t package[512], commit[CALL_MOST];          /* its latest op 26 and 28, without their op     */
    size_t package_len, commit_len;
    uint32_t leaf, ready, troubles; /* its latest op 23, 0: none; events of failure and ops 31         */
    bool inside;
} member;

typedef struct call {
    uint64_t channel, epoch, now;
    uint16_t transition;
    member *members[4];
    int count;
    uint8_t sender[80]; /* op 25 */
    size_t sender_len;
    struct evp_pkey_st *key;
} call;

void call_begin(call *c, uint64_t channel);
void call_end(call *c);

/* The proposals of an op 27, one after the other; each returns its length. */
size_t call_add(call *c, const uint8_t *package, size_t len, uint8_t *out);
size_t call_remove(call *c, uint32_t leaf, uint8_t *out);
/* Bytes behind an op and its first `head` bytes, as a vector; the message's length. */
size_t call_message(const uint8_t *head, size_t head_len, const uint8_t *body, size_t len, uint8_t *out);

/* Where an op 28's commit ends, and its Welcome begins. */
size_t call_split(const uint8_t *bytes);

/* A member that has said hello to the gateway: connected to all others, with a key package. */
pp_status member_begin(call *c, member *m, uint64_t user, uint32_t users);
void member_end(member *m);
/* Does what its session wants done; for members without `tell`. */
void member_drain(call *c, member *m);

/* A first group of all members, however they stand; somebody more; somebody less, with a path. `winner` commits, if he can.
 * False when nobody did. */
bool call_form(call *c, member *winner);
bool call_join(call *c, member *winner, member *new_one);
bool call_leave(call *c, member *winner, member *old_one);
/* The last two parts of it: the winner's commit goes to everybody, and what is ready is executed. */
bool call_announce(call *c, member *winner);
/* Everybody is in the same epoch, has the same privacy code, and hears everybody. */
void call_check(call *c);

#endif
