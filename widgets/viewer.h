/* A text of any length, scrolled by the keys of a pager. */
#ifndef WIDGETS_VIEWER_H
#define WIDGETS_VIEWER_H

#include <stdbool.h>

#include "widgets/text.h"

struct key;

struct viewer {
	struct text text; /* owned */
	int top;	  /* rows scrolled away */
	int w, h;	  /* of the last layout */
	int rows;	  /* of the whole text at that width */
};

#define VIEWER_INIT                                                            \
	{                                                                      \
		.text = TEXT_INIT                                              \
	}

void viewer_release(struct viewer *v);
/* Up, Down, j, k, PageUp, PageDown, b, Space, Home, End. True if taken. */
bool viewer_key(struct viewer *v, const struct key *key);
/* Scroll, if need be, so that byte `at` of the text is seen; after a layout. */
void viewer_show(struct viewer *v, size_t at);
void viewer_layout(struct viewer *v, int w, int h);
/* Says in its last column that there is more above or below. */
void viewer_draw(const struct viewer *v, const struct canvas *c);

#endif
