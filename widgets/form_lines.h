/* How a form is set out in lines; form.h's form_draw stands here too. */
#ifndef WIDGETS_FORM_LINES_H
#define WIDGETS_FORM_LINES_H

struct form;

/* Count the lines at the form's width and scroll to the focused field. */
void form_lines_scroll(struct form *form);

#endif
