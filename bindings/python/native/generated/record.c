/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"



/* Recorder */

PyTypeObject *Recorder_type;


static PyObject *Recorder_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"container", "layout", "sample_rate", "tracks", "queue_ms", "seed", NULL};
    PyObject *v[6];
    static const char where[] = "Recorder";
    Recorder *me = NULL;
    pp_recorder *made = NULL;
    pp_recorder_config config = PP_SIZED(pp_recorder_config);
    if (sort_new(where, names, 0, 2, args, keywords, v)
        || present((void *)lib.pp_recorder_create, "pp_recorder_create")
        || (v[0] && take_u32(v[0], &config.container))
        || (v[1] && take_u32(v[1], &config.layout))
        || (v[2] && take_u32(v[2], &config.sample_rate))
        || (v[3] && take_u32(v[3], &config.tracks))
        || (v[4] && take_u32(v[4], &config.queue_ms))
        || (v[5] && take_u32(v[5], &config.seed))
        || !(me = (Recorder *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_recorder_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_recorder_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    return (PyObject *)me;
}

static PyMethodDef Recorder_METHODS[] = {
    HANDLE_METHODS,
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Recorder, "Records a Room, once it has the consent for it.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_record_group(PyObject *module) {
    return ((Recorder_type = add_class(module, "Recorder", &Recorder_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
