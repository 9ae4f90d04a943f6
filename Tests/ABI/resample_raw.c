/* resample_raw FROM TO IN.f32 OUT.f32: one channel of 32-bit floats through the resampler, in 20 ms pieces.
 * The shared quality kit measures it: resample_check.py --engine 'resample_raw {fi} {fo} {infile_f32} {outfile_f32}'. */
#include <phonepatch.h>

#include <stdio.h>
#include <stdlib.h>

#define MAX_IN 3840 /* 20 ms at 192 kHz */

static int16_t sample(float value) {
    float scaled = value * 32767.0f;
    if (scaled > 32767.0f) return 32767;
    if (scaled < -32768.0f) return -32768;
    return (int16_t)(scaled < 0 ? scaled - 0.5f : scaled + 0.5f);
}

int main(int argc, char **argv) {
    static float floats[MAX_IN * 24 + 24];
    static int16_t in[MAX_IN], out[MAX_IN * 24 + 24];
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    pp_resampler *resampler = NULL;
    if (argc != 5) return fprintf(stderr, "usage: resample_raw FROM TO IN.f32 OUT.f32\n"), 2;
    config.from_rate = (uint32_t)strtoul(argv[1], NULL, 10);
    config.to_rate = (uint32_t)strtoul(argv[2], NULL, 10);
    pp_status status = pp_resampler_create(&config, &resampler);
    if (status != PP_OK) return fprintf(stderr, "create: %s\n", pp_status_text(status)), 1;
    FILE *source = fopen(argv[3], "rb"), *target = fopen(argv[4], "wb");
    if (!source || !target) return perror("resample_raw"), 1;

    size_t got;
    while ((got = fread(floats, sizeof(float), config.from_rate / 50, source)) > 0) {
        size_t consumed = 0, produced = 0;
        for (size_t i = 0; i < got; i++) in[i] = sample(floats[i]);
        status = pp_resampler_process(resampler, in, got, out, sizeof(out) / sizeof(out[0]), &consumed, &produced);
        if (status != PP_OK || consumed != got) return fprintf(stderr, "process: %s\n", pp_status_text(status)), 1;
        for (size_t i = 0; i < produced; i++) floats[i] = (float)out[i] / 32767.0f;
        if (fwrite(floats, sizeof(float), produced, target) != produced) return perror("resample_raw"), 1;
    }
    pp_resampler_destroy(resampler);
    fclose(source);
    return fclose(target) == 0 ? 0 : 1;
}
