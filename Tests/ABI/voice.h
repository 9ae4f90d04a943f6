/* One second of something like speech, the same in every run, in frames of 20 ms. */
#ifndef VOICE_H
#define VOICE_H

#include <stdint.h>

extern int16_t voice8[50][160];
extern int16_t voice48[50][960];
void make_voice(void);

#endif
