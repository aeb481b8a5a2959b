/* What stands under the fields of the Establish screen: what is not right
 * yet, what the token holds, the command that does the same. */
#ifndef TUI_ESTABLISH_PANEL_H
#define TUI_ESTABLISH_PANEL_H

struct cluster;
struct establish_form;
struct probe;
struct text;

/* `probe` (NULL = none) is of the token in the form. */
void establish_panel(struct text *out, const struct cluster *cluster,
		     const struct establish_form *form,
		     const struct probe *probe);

#endif
