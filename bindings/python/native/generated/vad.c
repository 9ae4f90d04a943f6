/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field VadState_FIELDS[] = {{"speech", NULL}, {"change", NULL}, {"echo", NULL}, {"probability", NULL}, {"music", NULL}, {"level_dbov", NULL}, {"position", NULL}, {NULL, NULL}};
static PyStructSequence_Desc VadState_DESC = {"phonepatch.VadState", NULL, VadState_FIELDS, 7};
static PyTypeObject *VadState_type;

PyObject *VadState_of(const pp_vad_state *s) {
    PyObject *o = PyStructSequence_New(VadState_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->speech));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->change));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->echo));
    PyStructSequence_SetItem(o, 3, PyFloat_FromDouble(s->probability));
    PyStructSequence_SetItem(o, 4, PyFloat_FromDouble(s->music));
    PyStructSequence_SetItem(o, 5, PyFloat_FromDouble(s->level_dbov));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->position));
    return whole(o, 7);
}


/* VoiceActivity */

PyTypeObject *VoiceActivity_type;

HANDLE_RESET(VoiceActivity, pp_vad)

static PyObject *VoiceActivity_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"sample_rate", "mode", "threshold", "hangover_ms", "pre_roll_ms", NULL};
    PyObject *v[5];
    static const char where[] = "VoiceActivity";
    VoiceActivity *me = NULL;
    pp_vad *made = NULL;
    pp_vad_config config = PP_SIZED(pp_vad_config);
    if (sort_new(where, names, 0, 1, args, keywords, v)
        || present((void *)lib.pp_vad_create, "pp_vad_create")
        || (v[0] && take_u32(v[0], &config.sample_rate))
        || (v[1] && take_u32(v[1], &config.mode))
        || (v[2] && take_float(v[2], &config.threshold))
        || (v[3] && take_i32(v[3], &config.hangover_ms))
        || (v[4] && take_i32(v[4], &config.pre_roll_ms))
        || !(me = (VoiceActivity *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_vad_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_vad_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    return (PyObject *)me;
}

static PyObject *VoiceActivity_process(ARGUMENTS) {
    static const char *const names[] = {"pcm", "far", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "VoiceActivity.process";
    VoiceActivity *me = (VoiceActivity *)self;
    memory pcm = {0};
    memory far = {0};
    pp_vad_state told = PP_SIZED(pp_vad_state);
    if (sort_arguments(where, names, 1, 2, args, given, keywords, v)
        || borrow_samples(v[0], &pcm)
        || (v[1] && v[1] != Py_None && borrow_samples(v[1], &far))
        || usable(me, where)
        || present((void *)lib.pp_vad_process, "pp_vad_process")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_vad_process(me->raw, pcm.pcm, pcm.count, far.pcm, far.count, &told));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = VadState_of(&told);
done:
    give_back(&pcm);
    give_back(&far);
    return result;
}

static PyMethodDef VoiceActivity_METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(VoiceActivity),
    {"process", CALL(VoiceActivity_process), KEYWORDS,
     SIGNATURE_VoiceActivity_process "The next 10 ms; another number of samples is PP_ERR_ARGUMENT. `far`, 10 ms or nothing, is what this party was pl"
     "ayed meanwhile: what may be its echo is not taken for speech. state may be null."},
    {"pre_roll", CALL(VoiceActivity_pre_roll), KEYWORDS,
     SIGNATURE_VoiceActivity_pre_roll "The newest sound, the last frame included, as much as is kept and fits: after PP_VAD_STARTED the first syllable "
     "is in it. Writes its length to *out_samples."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(VoiceActivity, "When somebody speaks, told from noise, tones and music.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_vad_group(PyObject *module) {
    return ((VadState_type = add_sequence(module, "VadState", &VadState_DESC)) == NULL)
           || ((VoiceActivity_type = add_class(module, "VoiceActivity", &VoiceActivity_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
