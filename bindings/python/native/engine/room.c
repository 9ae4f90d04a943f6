/* What a Room takes over and hands back, and a whole tick in one call. */
#include "engine.h"

#include <stdlib.h>

PyObject *Room_add(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    Room *me = (Room *)self;
    PyObject *v[1];
    void *leg;
    pp_leg_id id = 0;
    if (sort_arguments("Room.add", names, 1, 1, args, given, keywords, v) || take_handle(v[0], Leg_type, "Room.add", &leg)
        || usable(me, "Room.add") || usable(leg, "Room.add")) return NULL;
    pp_status status = lib.pp_room_add(me->raw, ((Leg *)leg)->raw, &id);
    if (status < 0) return refuse(status, "Room.add", 0);
    ((Leg *)leg)->raw = NULL; /* the Room's from here on */
    return PyLong_FromUnsignedLongLong(id);
}

PyObject *Room_remove(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    Room *me = (Room *)self;
    PyObject *v[1];
    uint64_t id;
    pp_leg *raw = NULL;
    if (sort_arguments("Room.remove", names, 1, 1, args, given, keywords, v) || take_u64(v[0], &id)) return NULL;
    Leg *leg = (Leg *)new_object(Leg_type);
    if (!leg) return NULL;
    if (usable(me, "Room.remove")) goto fail;
    pp_status status = lib.pp_room_remove(me->raw, id, &raw);
    if (status < 0) {
        refuse(status, "Room.remove", 0);
        goto fail;
    }
    adopt(leg, raw, lib.pp_leg_destroy, 0);
    return (PyObject *)leg;
fail:
    Py_DECREF(leg);
    return NULL;
}

PyObject *Room_record(ARGUMENTS) {
    static const char *const names[] = {"recorder", NULL};
    Room *me = (Room *)self;
    PyObject *v[1];
    void *recorder;
    if (sort_arguments("Room.record", names, 1, 1, args, given, keywords, v)
        || take_handle(v[0], Recorder_type, "Room.record", &recorder) || usable(me, "Room.record")
        || usable(recorder, "Room.record")) return NULL;
    pp_status status = lib.pp_room_record(me->raw, ((Recorder *)recorder)->raw);
    if (status < 0) return refuse(status, "Room.record", 0);
    ((Recorder *)recorder)->raw = NULL;
    Py_RETURN_NONE;
}

PyObject *Room_record_end(ARGUMENTS) {
    static const char *const names[] = {NULL};
    Room *me = (Room *)self;
    PyObject *v[1];
    pp_recorder *raw = NULL;
    if (sort_arguments("Room.record_end", names, 0, 0, args, given, keywords, v)) return NULL;
    Recorder *recorder = (Recorder *)new_object(Recorder_type);
    if (!recorder) return NULL;
    if (usable(me, "Room.record_end")) goto fail;
    pp_status status = lib.pp_room_record_end(me->raw, &raw);
    if (status < 0) {
        refuse(status, "Room.record_end", 0);
        goto fail;
    }
    adopt(recorder, raw, lib.pp_recorder_destroy, 0);
    return (PyObject *)recorder;
fail:
    Py_DECREF(recorder);
    return NULL;
}

/* A tick ---------------------------------------------------------------------------------------------------------- */

typedef struct inbound {
    uint64_t leg;
    memory text;
} inbound;

typedef struct outbound {
    pp_status kind;
    size_t begin, length;
    pp_room_output told;
} outbound;

typedef struct tick {
    inbound *in;
    size_t in_count;
    outbound *out;
    size_t out_count, out_room;
    uint8_t *bytes;
    size_t used, room;
    uint64_t wake_us;
} tick;

static int grow(void **block, size_t *room, size_t least, size_t element) {
    if (least <= *room) return 0;
    size_t more = *room ? *room * 2 : 64;
    while (more < least) more *= 2;
    void *bigger = realloc(*block, more * element);
    if (!bigger) return -1;
    *block = bigger;
    *room = more;
    return 0;
}

/* Without the interpreter's lock. What a leg's message is refused for, the Room tells as an event. */
static pp_status run_tick(pp_room *room, tick *t, uint64_t now_us) {
    for (size_t i = 0; i < t->in_count; i++) {
        pp_status status = lib.pp_room_message(room, t->in[i].leg, t->in[i].text.bytes, t->in[i].text.count, now_us);
        (void)status;
    }
    pp_status status = lib.pp_room_tick(room, now_us, NULL);
    if (status < 0) return status;
    size_t most = PP_ROOM_OUTPUT_MAX;
    for (;;) {
        if (grow((void **)&t->out, &t->out_room, t->out_count + 1, sizeof *t->out)
            || grow((void **)&t->bytes, &t->room, t->used + most, 1)) return PP_ERR_NO_MEMORY;
        outbound *o = &t->out[t->out_count];
        o->told = PP_SIZED(pp_room_output);
        o->kind = lib.pp_room_poll(room, t->bytes + t->used, t->room - t->used, &o->told);
        if (o->kind == PP_ERR_NO_SPACE && o->told.len > most) {
            most = (size_t)o->told.len;
            continue;
        }
        if (o->kind < 0) return o->kind;
        if (o->kind == PP_ROOM_WAIT) {
            t->wake_us = o->told.wake_us;
            return PP_OK;
        }
        o->begin = t->used;
        o->length = (size_t)o->told.len;
        t->used += o->length;
        t->out_count++;
    }
}

static int take_messages(PyObject *messages, tick *t) {
    size_t room = 0;
    PyObject *iterator = PyObject_GetIter(messages), *item;
    if (!iterator) return -1;
    while ((item = PyIter_Next(iterator))) {
        PyObject *leg, *text;
        int fits = PyTuple_Check(item) && PyTuple_Size(item) == 2;
        if (!fits) PyErr_SetString(PyExc_TypeError, "Room.step() takes pairs of a leg and its message");
        else if (grow((void **)&t->in, &room, t->in_count + 1, sizeof *t->in)) PyErr_NoMemory(), fits = 0;
        else {
            leg = PyTuple_GetItem(item, 0);
            text = PyTuple_GetItem(item, 1);
            memset(&t->in[t->in_count], 0, sizeof *t->in);
            fits = !take_u64(leg, &t->in[t->in_count].leg) && !borrow_text(text, &t->in[t->in_count].text);
            /* A str's UTF-8 lives as long as the str, which only the item may hold. */
            if (fits && !t->in[t->in_count].text.view.obj) {
                Py_INCREF(text);
                t->in[t->in_count].text.view.obj = text;
            }
            if (fits) t->in_count++;
        }
        Py_DECREF(item);
        if (!fits) break;
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

/* step(now_us, messages=()): takes the messages, runs the ticks that are due, polls all there is. */
PyObject *Room_step(ARGUMENTS) {
    static const char *const names[] = {"now_us", "messages", NULL};
    Room *me = (Room *)self;
    PyObject *v[2], *list = NULL;
    uint64_t now_us;
    tick t = {0};
    if (sort_arguments("Room.step", names, 1, 2, args, given, keywords, v) || take_u64(v[0], &now_us)
        || (v[1] && take_messages(v[1], &t)) || usable(me, "Room.step")) goto done;
    pp_status status;
    RELEASED(me, status = run_tick(me->raw, &t, now_us));
    if (status < 0) {
        refuse(status, "Room.step", 0);
        goto done;
    }
    list = PyList_New((Py_ssize_t)t.out_count);
    for (size_t i = 0; list && i < t.out_count; i++) {
        const outbound *o = &t.out[i];
        PyObject *data = PyBytes_FromStringAndSize((const char *)t.bytes + o->begin, (Py_ssize_t)o->length);
        PyObject *made = data ? RoomOutput_of(o->kind, data, &o->told) : NULL;
        if (!made) Py_CLEAR(list);
        else PyList_SetItem(list, (Py_ssize_t)i, made);
    }
done:
    for (size_t i = 0; i < t.in_count; i++) {
        PyObject *text = t.in[i].text.view.obj;
        if (text && PyUnicode_Check(text)) {
            t.in[i].text.view.obj = NULL;
            Py_DECREF(text);
        } else give_back(&t.in[i].text);
    }
    free(t.in);
    free(t.out);
    free(t.bytes);
    return list ? pack(2, list, PyLong_FromUnsignedLongLong(t.wake_us)) : NULL;
}
