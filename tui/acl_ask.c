#include "tui/acl_ask.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "net/policy.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/saving.h"

#define POLICY_MAX ((size_t)4096)

/* The anonymous token's (Consul 1.21): nobody's own, so never to be widened. */
#define ANONYMOUS "00000000-0000-0000-0000-000000000002"

/* --- what is missing -------------------------------------------------------
 */

void acl_ask_note(struct cluster *c, const char *words)
{
	unsigned rights = policy_named(words);

	if (rights)
		c->refused = rights;
}

/* What the console asks unasked, and does without. */
static bool is_by_the_way(const struct http_trace *trace)
{
	return strstr(trace->url, "/v1/agent/self") != NULL;
}

void acl_ask_observe(struct app *app, const struct http_trace *trace)
{
	if (trace->err->kind != ERR_DENIED || is_by_the_way(trace))
		return;
	for (size_t i = 0; i < app->cluster_count; i++)
		if (trace->endpoint == &app->clusters[i]->config.endpoint)
			acl_ask_note(app->clusters[i], trace->err->msg);
}

/* What was refused last, or else all that is known to be missing. */
static unsigned wanted(const struct cluster *c)
{
	if (c->refused)
		return policy_least(c->refused);
	return c->watch ? policy_least(policy_missing(
				  &watch_status(c->watch)->rights))
			: 0;
}

/* The cluster that is shown, or else one to which it happened. */
static const struct cluster *subject(const struct app *app)
{
	const struct cluster *c = app->cluster;

	for (size_t i = 0; i < app->cluster_count && !wanted(c); i++)
		c = app->clusters[i];
	return wanted(c) ? c : app->cluster;
}

/* --- the policy ------------------------------------------------------------
 */

/* Whose token it is; "" when that is not known, or when it is anonymous. */
static const char *accessor_of(const struct cluster *c)
{
	const char *accessor = c->watch ? watch_status(c->watch)->accessor : "";

	return c->config.token.value && strcmp(accessor, ANONYMOUS) != 0
		       ? accessor
		       : "";
}

static void add_foreign(struct buf *out, const char *text)
{
	utf8_scrub(out, text, strlen(text));
}

/* "peerdeck-peering-write" */
static void add_name(struct buf *out, unsigned rights)
{
	buf_adds(out, "peerdeck");
	for (int i = 0; i < POLICY_COUNT; i++) {
		const char *name = policy_name((enum policy_right)i);
		int resource = (int)strcspn(name, ":");

		if (rights & 1u << i)
			buf_addf(out, "-%.*s-%s", resource, name,
				 name + resource + 1);
	}
}

/* How it is given to the token, as comments. */
static void add_commands(struct buf *out, const struct cluster *c)
{
	const char *accessor = accessor_of(c);

	buf_adds(out, "#   consul acl policy create -name ");
	add_name(out, wanted(c));
	buf_adds(out, " -rules @THIS-FILE\n#   consul acl token ");
	if (*accessor) {
		buf_adds(out, "update -accessor-id ");
		add_foreign(out, accessor);
		buf_adds(out, " -append-policy-name ");
	} else {
		buf_adds(out, "create -policy-name ");
	}
	add_name(out, wanted(c));
	buf_adds(out, "\n");
}

/* A whole policy: its rules, and around them who asks for what, as comments. */
static void write_policy(const struct app *app, struct buf *out)
{
	const struct cluster *c = subject(app);
	const char *accessor = accessor_of(c), *title = cluster_title(c);

	buf_adds(out, "# Asked for on Consul ");
	add_foreign(out, title);
	buf_adds(out, *title ? ", " : "");
	add_foreign(out, client_config_host(&c->config));
	buf_adds(out, *accessor ? ",\n# for the ACL token with the accessor "
				: ",\n# for a new ACL token");
	add_foreign(out, accessor);
	buf_adds(out, ", to\n");
	for (int i = 0; i < POLICY_COUNT; i++)
		if (wanted(c) & 1u << i)
			buf_addf(out, "# - %s (%s)\n",
				 policy_purpose((enum policy_right)i),
				 policy_name((enum policy_right)i));
	policy_rules(out, wanted(c), c->config.partition.value);
	add_commands(out, c);
}

/* --- the dialog ------------------------------------------------------------
 */

enum button { BUTTON_CLOSE, BUTTON_COPY, BUTTON_SAVE };

static void copied(struct app *app, void *ctx, bool done, const char *said)
{
	(void)ctx;
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "The policy: %s", said);
}

static void copy(struct app *app)
{
	_cleanup_(buf_release) struct buf policy = BUF_INIT(POLICY_MAX);

	write_policy(app, &policy);
	clipboard_copy(app,
		       &(struct clipboard_item){ policy.data, policy.len,
						 "policy", NULL },
		       copied, NULL);
}

static void save(struct app *app)
{
	static const struct saving policy = {
		.title = "Save the policy",
		.about = "The policy to ask for; there is no secret in it.",
		.path = "./peerdeck-policy.hcl",
		.fill = write_policy,
	};

	saving_ask(app, &policy);
}

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	if (button == BUTTON_COPY)
		copy(app);
	else if (button == BUTTON_SAVE)
		save(app);
}

static void say_who(struct text *out, const struct cluster *c)
{
	const char *accessor = accessor_of(c);

	if (*accessor) {
		text_add(out, ROLE_TEXT, "The ACL token ");
		text_add(out, ROLE_STRONG, "%s", accessor);
	} else {
		text_add(out, ROLE_TEXT, "%s",
			 c->config.token.value ? "The ACL token in use"
					       : "The anonymous ACL token");
	}
	text_add(out, ROLE_TEXT, " lacks");
	for (int i = 0; i < POLICY_COUNT; i++) {
		if (!(wanted(c) & 1u << i))
			continue;
		text_line(out, 2);
		text_add(out, ROLE_STRONG, "  %s",
			 policy_name((enum policy_right)i));
		text_add(out, ROLE_TEXT, " to %s",
			 policy_purpose((enum policy_right)i));
	}
}

static void say_rules(struct text *out, const struct cluster *c)
{
	_cleanup_(buf_release) struct buf rules = BUF_INIT(POLICY_MAX);

	policy_rules(&rules, wanted(c), c->config.partition.value);
	for (const char *line = rules.data; *line;) {
		int len = (int)strcspn(line, "\n");

		text_line(out, 2);
		text_add(out, ROLE_STRONG, "  %.*s", len, line);
		line += len + (line[len] == '\n');
	}
}

void acl_ask_open(struct app *app)
{
	const struct cluster *c = subject(app);
	struct dialog *d = app_dialog(app, "What to ask for", answer, NULL);

	say_who(&d->text, c);
	text_line(&d->text, 0);
	text_line(&d->text, 0);
	text_add(&d->text, ROLE_TEXT,
		 "Ask who administers Consul's ACLs for a policy with");
	say_rules(&d->text, c);
	text_line(&d->text, 0);
	text_line(&d->text, 0);
	text_add(&d->text, ROLE_TEXT,
		 "Copied or saved, it also says who asks, and how it is given "
		 "to the token.");
	d->buttons[BUTTON_CLOSE] = "Close";
	d->buttons[BUTTON_COPY] = "Copy";
	d->buttons[BUTTON_SAVE] = "Save";
	d->button_count = 3;
	app_dialog_open(app);
}

const char *acl_ask_nothing(const struct app *app)
{
	return wanted(subject(app)) ? NULL
				    : "Nothing was refused, and no right is "
				      "known to be missing.";
}
