/*
 * What the commands do. Each is named in the table (command.c); those of a
 * screen are in that screen's file and run only while it is on top.
 */
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct strlist;

/* common.c: of no one screen */
void common_read(struct app *app);
void common_delete(struct app *app);
void common_exports(struct app *app);
void common_zone(struct app *app);
void common_help(struct app *app);
void common_theme(struct app *app, const char *name);
void common_complete_theme(const struct app *app, struct strlist *out);
void common_mouse(struct app *app);
void common_redraw(struct app *app);
void common_suspend(struct app *app);
const char *common_cannot_write(const struct app *app);
const char *common_cannot_delete(const struct app *app);
const char *common_cannot_export(const struct app *app);
const char *common_no_peering(const struct app *app);

/* peers_commands.c */
void peers_open(struct app *app);
void peers_generate(struct app *app);
void peers_tokens(struct app *app);
void peers_filter(struct app *app);
void peers_sort(struct app *app);
void peers_sort_by(struct app *app, const char *name);
void peers_reverse(struct app *app);
void peers_write_to(struct app *app, const char *path);
void peers_choose_columns(struct app *app, const char *text);
void peers_complete_columns(const struct app *app, struct strlist *out);

/* screen_peer.c */
void peer_next(struct app *app);
void peer_previous(struct app *app);
void peer_generate(struct app *app);
void peer_read(struct app *app);
void peer_copy(struct app *app);
const char *peer_cannot_probe(const struct app *app);
void peer_probe(struct app *app); /* from Peers too */
void peer_search(struct app *app);
const char *peer_cannot_generate(const struct app *app);
const char *peer_nothing_to_copy(const struct app *app);
const char *peer_cannot_search(const struct app *app);

/* screen_generate.c */
void generate_submit(struct app *app);
void generate_last(struct app *app);
const char *generate_no_last(const struct app *app);

/* establish_commands.c, screen_establish.c */
void establish_open(struct app *app);
void establish_again(struct app *app); /* from Peers or a peer */
void establish_submit(struct app *app);
void establish_probe_now(struct app *app);
void establish_file(struct app *app);
void establish_own(struct app *app);
void establish_keep(struct app *app);
const char *establish_not_again(const struct app *app);
const char *establish_not_form(const struct app *app);
const char *establish_no_token(const struct app *app);
const char *establish_no_meta(const struct app *app);

/* What was pasted opens Establish if it is a token; false if it is none, or
 * nothing may be written. Where one was not seen to its end that is shown
 * instead, and told. */
bool establish_take(struct app *app, const char *text, size_t len);

/* screen_connect.c */
void connect_open(struct app *app);
void connect_submit(struct app *app);
void connect_swap(struct app *app);
const char *connect_only_one(const struct app *app);
const char *connect_not_form(const struct app *app);

/* screen_exports.c */
void exports_add(struct app *app);
void exports_add_named(struct app *app, const char *name);
void exports_complete(const struct app *app, struct strlist *out);
void exports_remove(struct app *app);
void exports_write_changes(struct app *app);
void exports_read_now(struct app *app);
const char *exports_cannot_read(const struct app *app);
const char *exports_cannot_change(const struct app *app);
const char *exports_cannot_remove(const struct app *app);
const char *exports_cannot_write(const struct app *app);

/* screen_why.c */
void why_open(struct app *app);
void why_follow(struct app *app);
const char *why_cannot_open(const struct app *app);

/* screen_token.c */
void token_copy(struct app *app);
void token_reveal(struct app *app);
void token_plain(struct app *app);
void token_save(struct app *app);
void token_their_command(struct app *app);

/* screen_tokens.c */
void tokens_open(struct app *app);
const char *peers_no_tokens(const struct app *app);

/* screen_contexts.c */
void contexts_show(struct app *app);
void contexts_open(struct app *app);
void contexts_add(struct app *app);
void contexts_added(struct app *app);
const char *contexts_cannot_add(const struct app *app);
void contexts_next(struct app *app);
void contexts_settings(struct app *app);
void contexts_named(struct app *app, const char *name);
void contexts_complete(const struct app *app, struct strlist *out);
const char *contexts_only_one(const struct app *app);

/* screen_context.c */
void context_submit(struct app *app);

/* screen_check.c */
void check_open(struct app *app);
void check_again(struct app *app);
void check_copy(struct app *app);
void check_save(struct app *app);
const char *check_cannot_open(const struct app *app);

/* screen_activity.c */
const char *activity_is_open(const struct app *app);
void activity_show(struct app *app);
void activity_copy(struct app *app);
void activity_save(struct app *app);
void activity_filter(struct app *app);

/* acl_token.c */
void acl_token_ask(struct app *app);

/* acl_ask.c */
void acl_ask_open(struct app *app);
const char *acl_ask_nothing(const struct app *app);

/* address.c */
void address_ask(struct app *app);

#endif
