/* Lies about the length of its buffer; see planted-test. */
#include <phonepatch.h>
#include <stdlib.h>

int main(void) {
    uint8_t *codes = malloc(100);
    int16_t pcm[160];
    size_t samples = 0;
    for (int i = 0; i < 100; i++) codes[i] = 0xFF;
    pp_status status = pp_g711_decode(PP_ENCODING_MULAW, codes, 160, pcm, 160, &samples);
    free(codes);
    return (int)status;
}
