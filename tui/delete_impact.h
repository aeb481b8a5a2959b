/* What a delete would take down, in words. */
#ifndef TUI_DELETE_IMPACT_H
#define TUI_DELETE_IMPACT_H

struct impact_part;
struct text;

/* Append the lines about IMPACT_PARTS parts; each is there from the beginning,
 * so that nothing moves while answers come. */
void delete_impact_add(struct text *out, const struct impact_part *parts);

#endif
