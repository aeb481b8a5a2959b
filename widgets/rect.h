/* Geometry in character cells; rows grow downwards. */
#ifndef WIDGETS_RECT_H
#define WIDGETS_RECT_H

struct rect {
	int x, y, w, h;
};

#endif
