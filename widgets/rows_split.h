/* A pasted text as the rows of a list that it is meant to become. */
#ifndef WIDGETS_ROWS_SPLIT_H
#define WIDGETS_ROWS_SPLIT_H

struct kv;

/*
 * Append the pieces of `text`, without white space at their ends, empty ones
 * left out. One column: a piece ends at a comma, tab or line break, and its
 * value is "". Two: at a line break or, when all is one line, at a comma that
 * another pair follows; it splits at its first "=".
 */
void rows_split(const char *text, int columns, struct kv *ret);

#endif
