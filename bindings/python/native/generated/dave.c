/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field DaveCounts_FIELDS[] = {{"sending", NULL}, {"members", NULL}, {"needs_recovery", NULL}, {"sealed", NULL}, {"plain", NULL}, {"held", NULL}, {"crowded", NULL}, {"opened", NULL}, {"silence", NULL}, {"passed", NULL}, {"unknown_user", NULL}, {"no_key", NULL}, {"plaintext", NULL}, {"damaged", NULL}, {"replayed", NULL}, {"generation", NULL}, {"unauthenticated", NULL}, {NULL, NULL}};
static PyStructSequence_Desc DaveCounts_DESC = {"phonepatch.DaveCounts", NULL, DaveCounts_FIELDS, 17};
static PyTypeObject *DaveCounts_type;

PyObject *DaveCounts_of(const pp_dave_counts *s) {
    PyObject *o = PyStructSequence_New(DaveCounts_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->sending));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->members));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->needs_recovery));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->sealed));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->plain));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->held));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->crowded));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->opened));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->silence));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->passed));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLongLong(s->unknown_user));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLongLong(s->no_key));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLongLong(s->plaintext));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLongLong(s->damaged));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLongLong(s->replayed));
    PyStructSequence_SetItem(o, 15, PyLong_FromUnsignedLongLong(s->generation));
    PyStructSequence_SetItem(o, 16, PyLong_FromUnsignedLongLong(s->unauthenticated));
    return whole(o, 17);
}

static PyStructSequence_Field DaveOutput_FIELDS[] = {{"kind", NULL}, {"data", NULL}, {"transition", NULL}, {"event", NULL}, {"value", NULL}, {NULL, NULL}};
static PyStructSequence_Desc DaveOutput_DESC = {"phonepatch.DaveOutput", NULL, DaveOutput_FIELDS, 5};
static PyTypeObject *DaveOutput_type;

PyObject *DaveOutput_of(pp_status kind, PyObject *data, const pp_dave_output *s) {
    PyObject *o = PyStructSequence_New(DaveOutput_type);
    if (!o) {
        Py_XDECREF(data);
        return NULL;
    }
    PyStructSequence_SetItem(o, 0, PyLong_FromLong(kind));
    PyStructSequence_SetItem(o, 1, data);
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->transition));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLong(s->event));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->value));
    return whole(o, 5);
}

static PyStructSequence_Field DaveState_FIELDS[] = {{"version", NULL}, {"established", NULL}, {"members", NULL}, {"epoch", NULL}, {"wake_us", NULL}, {NULL, NULL}};
static PyStructSequence_Desc DaveState_DESC = {"phonepatch.DaveState", NULL, DaveState_FIELDS, 5};
static PyTypeObject *DaveState_type;

PyObject *DaveState_of(const pp_dave_state *s) {
    PyObject *o = PyStructSequence_New(DaveState_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->version));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->established));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->members));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->epoch));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->wake_us));
    return whole(o, 5);
}


/* DaveUpdate */

PyTypeObject *DaveUpdate_type;


static PyObject *DaveUpdate_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"users", NULL};
    PyObject *v[1];
    static const char where[] = "DaveUpdate";
    DaveUpdate *me = NULL;
    pp_dave_update *made = NULL;
    pp_dave_update_config config = PP_SIZED(pp_dave_update_config);
    if (sort_new(where, names, 0, 1, args, keywords, v)
        || present((void *)lib.pp_dave_update_create, "pp_dave_update_create")
        || (v[0] && take_u32(v[0], &config.users))
        || !(me = (DaveUpdate *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_dave_update_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_dave_update_destroy, 1);
    }
done:
    return (PyObject *)me;
}

static PyObject *DaveUpdate_add_receiver(ARGUMENTS) {
    static const char *const names[] = {"user", "key", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveUpdate.add_receiver";
    DaveUpdate *me = (DaveUpdate *)self;
    uint64_t user = 0;
    memory key = {0};
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u64(v[0], &user)
        || borrow_frozen(v[1], &key)
        || usable(me, where)
        || present((void *)lib.pp_dave_update_add_receiver, "pp_dave_update_add_receiver")) goto done;
    pp_status status;
    status = lib.pp_dave_update_add_receiver(me->raw, user, key.bytes, key.count);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&key);
    return result;
}

static PyObject *DaveUpdate_set_sender(ARGUMENTS) {
    static const char *const names[] = {"key", "sealed", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveUpdate.set_sender";
    DaveUpdate *me = (DaveUpdate *)self;
    memory key = {0};
    uint32_t sealed = 0;
    if (sort_arguments(where, names, 1, 2, args, given, keywords, v)
        || borrow_frozen(v[0], &key)
        || (v[1] && take_u32(v[1], &sealed))
        || usable(me, where)
        || present((void *)lib.pp_dave_update_set_sender, "pp_dave_update_set_sender")) goto done;
    pp_status status;
    status = lib.pp_dave_update_set_sender(me->raw, key.bytes, key.count, sealed);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&key);
    return result;
}

static PyObject *DaveUpdate_set_sending(ARGUMENTS) {
    static const char *const names[] = {"sending", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveUpdate.set_sending";
    DaveUpdate *me = (DaveUpdate *)self;
    uint32_t sending = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u32(v[0], &sending)
        || usable(me, where)
        || present((void *)lib.pp_dave_update_set_sending, "pp_dave_update_set_sending")) goto done;
    pp_status status;
    status = lib.pp_dave_update_set_sending(me->raw, sending);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveUpdate_set_passthrough(ARGUMENTS) {
    static const char *const names[] = {"allowed", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveUpdate.set_passthrough";
    DaveUpdate *me = (DaveUpdate *)self;
    uint32_t allowed = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u32(v[0], &allowed)
        || usable(me, where)
        || present((void *)lib.pp_dave_update_set_passthrough, "pp_dave_update_set_passthrough")) goto done;
    pp_status status;
    status = lib.pp_dave_update_set_passthrough(me->raw, allowed);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyMethodDef DaveUpdate_METHODS[] = {
    HANDLE_METHODS,
    {"add_receiver", CALL(DaveUpdate_add_receiver), KEYWORDS,
     SIGNATURE_DaveUpdate_add_receiver "The first secret of what `user` sends, 16 bytes. All in one update are of one epoch; those that `frames` had bef"
     "ore expire after ten seconds. PP_ERR_NO_SPACE: the update is full."},
    {"set_sender", CALL(DaveUpdate_set_sender), KEYWORDS,
     SIGNATURE_DaveUpdate_set_sender "The first secret of what we send, 16 bytes. `sealed` is 0, or how many frames an earlier owner of the key has se"
     "aled with it."},
    {"set_sending", CALL(DaveUpdate_set_sending), KEYWORDS,
     SIGNATURE_DaveUpdate_set_sending "What is sent without a key: PP_DAVE_WAITING, _PLAIN or _MUTED."},
    {"set_passthrough", CALL(DaveUpdate_set_passthrough), KEYWORDS,
     SIGNATURE_DaveUpdate_set_passthrough "Whether frames in the clear are let in: 0 or 1. When that ends, it ends ten seconds later."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(DaveUpdate, "New keys on their way to a DaveFrames or a Voice.")


/* DaveFrames */

PyTypeObject *DaveFrames_type;


static PyObject *DaveFrames_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"users", "epochs", "speakers", NULL};
    PyObject *v[3];
    static const char where[] = "DaveFrames";
    DaveFrames *me = NULL;
    pp_dave_frames *made = NULL;
    pp_dave_frames_config config = PP_SIZED(pp_dave_frames_config);
    if (sort_new(where, names, 0, 1, args, keywords, v)
        || present((void *)lib.pp_dave_frames_create, "pp_dave_frames_create")
        || (v[0] && take_u32(v[0], &config.users))
        || (v[1] && take_u32(v[1], &config.epochs))
        || (v[2] && take_u32(v[2], &config.speakers))
        || !(me = (DaveFrames *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_dave_frames_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_dave_frames_destroy, 1);
    }
done:
    return (PyObject *)me;
}

static PyObject *DaveFrames_apply(ARGUMENTS) {
    static const char *const names[] = {"update", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveFrames.apply";
    DaveFrames *me = (DaveFrames *)self;
    DaveUpdate *update = NULL;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_handle(v[0], DaveUpdate_type, where, (void *)&update)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || usable(update, where)
        || present((void *)lib.pp_dave_apply, "pp_dave_apply")) goto done;
    pp_status status;
    status = lib.pp_dave_apply(me->raw, update->raw, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveFrames_seal(ARGUMENTS) {
    static const char *const names[] = {"frame", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveFrames.seal";
    DaveFrames *me = (DaveFrames *)self;
    memory frame = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &frame)
        || begin_answer(v[1], 0, &to)
        || overlap(&to, &frame)
        || usable(me, where)
        || present((void *)lib.pp_dave_seal, "pp_dave_seal")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_dave_seal(me->raw, frame.bytes, frame.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&frame);
    end_answer(&to);
    return result;
}

static PyObject *DaveFrames_open(ARGUMENTS) {
    static const char *const names[] = {"user", "frame", "now_us", "out", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "DaveFrames.open";
    DaveFrames *me = (DaveFrames *)self;
    uint64_t user = 0;
    memory frame = {0};
    uint64_t now_us = 0;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &user)
        || borrow_frozen(v[1], &frame)
        || take_u64(v[2], &now_us)
        || begin_answer(v[3], 0, &to)
        || overlap(&to, &frame)
        || usable(me, where)
        || present((void *)lib.pp_dave_open, "pp_dave_open")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_dave_open(me->raw, user, frame.bytes, frame.count, now_us, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = pack(2, PyLong_FromLong(status), take_answer(&to, count));
done:
    give_back(&frame);
    end_answer(&to);
    return result;
}

static PyObject *DaveFrames_stats(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveFrames.stats";
    DaveFrames *me = (DaveFrames *)self;
    pp_dave_counts told = PP_SIZED(pp_dave_counts);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_dave_frames_stats, "pp_dave_frames_stats")) goto done;
    pp_status status;
    status = lib.pp_dave_frames_stats(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = DaveCounts_of(&told);
done:
    return result;
}

static PyMethodDef DaveFrames_METHODS[] = {
    HANDLE_METHODS,
    {"apply", CALL(DaveFrames_apply), KEYWORDS,
     SIGNATURE_DaveFrames_apply "Takes the keys of an update, which is empty then. Updates are applied in the order in which they were taken."},
    {"seal", CALL(DaveFrames_seal), KEYWORDS,
     SIGNATURE_DaveFrames_seal "Seals one frame; frame_len + PP_DAVE_OVERHEAD of room always do. PP_ERR_STATE: nothing may be sent now; drop the"
     " frame."},
    {"open", CALL(DaveFrames_open), KEYWORDS,
     SIGNATURE_DaveFrames_open "Opens one frame of `user`; frame_len of room always do. PP_OK or a positive outcome; *out_len is 0 when there is"
     " nothing to play. The RTP padding has to be cut before."},
    {"stats", CALL(DaveFrames_stats), KEYWORDS,
     SIGNATURE_DaveFrames_stats "Counts since create."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(DaveFrames, "Seals and opens frames with the keys of a group.")


/* DaveSession */

PyTypeObject *DaveSession_type;


static PyObject *DaveSession_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"user", "channel", "users", "allow_plain", NULL};
    PyObject *v[4];
    static const char where[] = "DaveSession";
    DaveSession *me = NULL;
    pp_dave_session *made = NULL;
    pp_dave_session_config config = PP_SIZED(pp_dave_session_config);
    if (sort_new(where, names, 2, 2, args, keywords, v)
        || present((void *)lib.pp_dave_session_create, "pp_dave_session_create")
        || take_u64(v[0], &config.user)
        || take_u64(v[1], &config.channel)
        || (v[2] && take_u32(v[2], &config.users))
        || (v[3] && take_u32(v[3], &config.allow_plain))
        || !(me = (DaveSession *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_dave_session_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_dave_session_destroy, 1);
    }
done:
    return (PyObject *)me;
}

static PyObject *DaveSession_start(ARGUMENTS) {
    static const char *const names[] = {"version", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveSession.start";
    DaveSession *me = (DaveSession *)self;
    uint32_t version = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &version)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_start, "pp_dave_start")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_start(me->raw, version, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_connect(ARGUMENTS) {
    static const char *const names[] = {"user", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.connect";
    DaveSession *me = (DaveSession *)self;
    uint64_t user = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &user)
        || usable(me, where)
        || present((void *)lib.pp_dave_connect, "pp_dave_connect")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_connect(me->raw, user));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_disconnect(ARGUMENTS) {
    static const char *const names[] = {"user", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.disconnect";
    DaveSession *me = (DaveSession *)self;
    uint64_t user = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &user)
        || usable(me, where)
        || present((void *)lib.pp_dave_disconnect, "pp_dave_disconnect")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_disconnect(me->raw, user));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_prepare_transition(ARGUMENTS) {
    static const char *const names[] = {"transition", "version", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "DaveSession.prepare_transition";
    DaveSession *me = (DaveSession *)self;
    uint16_t transition = 0;
    uint32_t version = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u16(v[0], &transition)
        || take_u32(v[1], &version)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_prepare_transition, "pp_dave_prepare_transition")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_prepare_transition(me->raw, transition, version, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_execute_transition(ARGUMENTS) {
    static const char *const names[] = {"transition", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveSession.execute_transition";
    DaveSession *me = (DaveSession *)self;
    uint16_t transition = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u16(v[0], &transition)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_execute_transition, "pp_dave_execute_transition")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_execute_transition(me->raw, transition, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_prepare_epoch(ARGUMENTS) {
    static const char *const names[] = {"epoch", "version", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "DaveSession.prepare_epoch";
    DaveSession *me = (DaveSession *)self;
    uint64_t epoch = 0;
    uint32_t version = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &epoch)
        || take_u32(v[1], &version)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_prepare_epoch, "pp_dave_prepare_epoch")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_prepare_epoch(me->raw, epoch, version, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_receive(ARGUMENTS) {
    static const char *const names[] = {"message", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveSession.receive";
    DaveSession *me = (DaveSession *)self;
    memory message = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || borrow_frozen(v[0], &message)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_receive, "pp_dave_receive")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_receive(me->raw, message.bytes, message.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&message);
    return result;
}

static PyObject *DaveSession_recover(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.recover";
    DaveSession *me = (DaveSession *)self;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_recover, "pp_dave_recover")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_recover(me->raw, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_tick(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.tick";
    DaveSession *me = (DaveSession *)self;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_dave_tick, "pp_dave_tick")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_tick(me->raw, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *DaveSession_poll(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.poll";
    DaveSession *me = (DaveSession *)self;
    ANSWER(to);
    size_t count = 0;
    pp_dave_output told = PP_SIZED(pp_dave_output);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(NULL, 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_dave_poll, "pp_dave_poll")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_dave_poll(me->raw, to.bytes, to.room, &count, &told));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = DaveOutput_of((pp_status)told.kind, take_answer(&to, count), &told);
done:
    end_answer(&to);
    return result;
}

static PyObject *DaveSession_take(ARGUMENTS) {
    static const char *const names[] = {"update", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.take";
    DaveSession *me = (DaveSession *)self;
    DaveUpdate *update = NULL;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_handle(v[0], DaveUpdate_type, where, (void *)&update)
        || usable(me, where)
        || usable(update, where)
        || present((void *)lib.pp_dave_take, "pp_dave_take")) goto done;
    pp_status status;
    status = lib.pp_dave_take(me->raw, update->raw);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = PyLong_FromLong(status);
done:
    return result;
}

static PyObject *DaveSession_state(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.state";
    DaveSession *me = (DaveSession *)self;
    pp_dave_state told = PP_SIZED(pp_dave_state);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_dave_session_state, "pp_dave_session_state")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_session_state(me->raw, &told));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = DaveState_of(&told);
done:
    return result;
}

static PyObject *DaveSession_privacy_code(ARGUMENTS) {
    static const char *const names[] = {"out", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "DaveSession.privacy_code";
    DaveSession *me = (DaveSession *)self;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(v[0], 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_dave_privacy_code, "pp_dave_privacy_code")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_dave_privacy_code(me->raw, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = pack(2, PyLong_FromLong(status), take_answer(&to, count));
done:
    end_answer(&to);
    return result;
}

static PyObject *DaveSession_fingerprint(ARGUMENTS) {
    static const char *const names[] = {"user", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "DaveSession.fingerprint";
    DaveSession *me = (DaveSession *)self;
    uint64_t user = 0;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &user)
        || begin_answer(v[1], 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_dave_fingerprint, "pp_dave_fingerprint")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_dave_fingerprint(me->raw, user, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = pack(2, PyLong_FromLong(status), take_answer(&to, count));
done:
    end_answer(&to);
    return result;
}

static PyMethodDef DaveSession_METHODS[] = {
    HANDLE_METHODS,
    {"start", CALL(DaveSession_start), KEYWORDS,
     SIGNATURE_DaveSession_start "Op 4 with its dave_protocol_version."},
    {"connect", CALL(DaveSession_connect), KEYWORDS,
     SIGNATURE_DaveSession_connect "A user of op 11, at any time. PP_ERR_NO_SPACE: there are more than `users`."},
    {"disconnect", CALL(DaveSession_disconnect), KEYWORDS,
     SIGNATURE_DaveSession_disconnect "The user of op 13."},
    {"prepare_transition", CALL(DaveSession_prepare_transition), KEYWORDS,
     SIGNATURE_DaveSession_prepare_transition "Op 21."},
    {"execute_transition", CALL(DaveSession_execute_transition), KEYWORDS,
     SIGNATURE_DaveSession_execute_transition "Op 22."},
    {"prepare_epoch", CALL(DaveSession_prepare_epoch), KEYWORDS,
     SIGNATURE_DaveSession_prepare_epoch "Op 24."},
    {"receive", CALL(DaveSession_receive), KEYWORDS,
     SIGNATURE_DaveSession_receive "Ops 25, 27, 29 and 30: a binary message without its two bytes of sequence number, from the op byte on. What does"
     " not fit is an event, not a failure."},
    {"recover", CALL(DaveSession_recover), KEYWORDS,
     SIGNATURE_DaveSession_recover "needs_recovery of pp_dave_counts is 1."},
    {"tick", CALL(DaveSession_tick), KEYWORDS,
     SIGNATURE_DaveSession_tick "It is wake_us."},
    {"poll", CALL(DaveSession_poll), KEYWORDS,
     SIGNATURE_DaveSession_poll "The next thing to do. Writes a binary message to the buffer and its length to *out_len, 0 for everything else. P"
     "P_ERR_NO_SPACE: nothing was taken; *out_len would do."},
    {"take", CALL(DaveSession_take), KEYWORDS,
     SIGNATURE_DaveSession_take "Moves the next change of keys to `update`. PP_OK or PP_DAVE_ABSENT. PP_ERR_NO_SPACE: it has room for fewer users"
     " than needed."},
    {"state", CALL(DaveSession_state), KEYWORDS,
     SIGNATURE_DaveSession_state "How it stands."},
    {"privacy_code", CALL(DaveSession_privacy_code), KEYWORDS,
     SIGNATURE_DaveSession_privacy_code "Writes the digits of the voice privacy code, ASCII and no NUL, alike for all members. PP_OK or PP_DAVE_ABSENT."},
    {"fingerprint", CALL(DaveSession_fingerprint), KEYWORDS,
     SIGNATURE_DaveSession_fingerprint "Writes the digits by which we and the member `user` can know each other's keys: alike on both sides. Takes some "
     "100 ms and 16 MB. PP_OK or PP_DAVE_ABSENT."},
    {"members", CALL(DaveSession_members), KEYWORDS,
     SIGNATURE_DaveSession_members ""},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(DaveSession, "The group work of DAVE, Discord's end-to-end encryption.")

static PyObject *dave_is_frame(ARGUMENTS) {
    static const char *const names[] = {"frame", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "dave_is_frame";
    (void)self;
    memory frame = {0};
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &frame)
        || present((void *)lib.pp_dave_is_frame, "pp_dave_is_frame")) goto done;
    result = PyBool_FromLong((long)lib.pp_dave_is_frame(frame.bytes, frame.count));
done:
    give_back(&frame);
    return result;
}

static PyObject *dave_privacy_notice(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "dave_privacy_notice";
    (void)self;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || present((void *)lib.pp_dave_privacy_notice, "pp_dave_privacy_notice")) goto done;
    result = PyUnicode_FromString(lib.pp_dave_privacy_notice());
done:
    return result;
}

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {"dave_is_frame", CALL(dave_is_frame), KEYWORDS,
     SIGNATURE_dave_is_frame "1 for bytes in the form of an encrypted frame, whosoever's key they need, else 0."},
    {"dave_privacy_notice", CALL(dave_privacy_notice), KEYWORDS,
     SIGNATURE_dave_privacy_notice "What to show beside the code: that end-to-end encryption ends at this bridge. English, static."},
    {NULL, NULL, 0, NULL},
};

int add_dave_group(PyObject *module) {
    return ((DaveCounts_type = add_sequence(module, "DaveCounts", &DaveCounts_DESC)) == NULL)
           || ((DaveOutput_type = add_sequence(module, "DaveOutput", &DaveOutput_DESC)) == NULL)
           || ((DaveState_type = add_sequence(module, "DaveState", &DaveState_DESC)) == NULL)
           || ((DaveUpdate_type = add_class(module, "DaveUpdate", &DaveUpdate_SPEC)) == NULL)
           || ((DaveFrames_type = add_class(module, "DaveFrames", &DaveFrames_SPEC)) == NULL)
           || ((DaveSession_type = add_class(module, "DaveSession", &DaveSession_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
