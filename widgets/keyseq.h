/*
 * The bytes that terminals send for keys: one sequence at a time, no clock
 * and no pastes (input.h has those).
 */
#ifndef WIDGETS_KEYSEQ_H
#define WIDGETS_KEYSEQ_H

#include <stdbool.h>
#include <stddef.h>

#include "widgets/key.h"

#define KEYSEQ_PASTE_BEGIN "\033[200~"
#define KEYSEQ_PASTE_END   "\033[201~"

/*
 * Decode the key that `s` (`len` > 0 bytes) begins with and return the bytes
 * it took: 0 when more must come to know, unless `final` (nothing will). The
 * key's symbol is SYM_NONE for what is no key and is dropped: NULs, what is
 * not UTF-8, C1 controls, mouse and focus reports, answers to questions.
 */
size_t keyseq_decode(const char *s, size_t len, bool final, struct key *ret);

#endif
