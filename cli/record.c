#include "cli/record.h"

#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/peering_api.h"

struct record {
	struct answer answer;
	struct peerings list; /* of one, unless it failed */
};

static void keep_record(void *ctx, const struct http_reply *reply,
			struct peerings *list)
{
	struct record *r = ctx;

	answer_keep(&r->answer, reply);
	r->list = *list;
	*list = (struct peerings){ 0 };
}

static void record_release(struct record *r)
{
	answer_release(&r->answer);
	peerings_release(&r->list);
}

int record_show(const struct options *o, record_add_fn *pretty,
		record_add_fn *json, struct err *err)
{
	_cleanup_(record_release) struct record r = { 0 };
	_cleanup_(session_release) struct session s = { 0 };
	_cleanup_(output_release) struct output out;
	bool as_json = false;

	output_init(&out);
	if (!options_need_name(o, err) || !options_json(o, &as_json, err) ||
	    !session_open(&s, o, err))
		return 1;
	peering_api_read(&s.client, o->name, NULL, keep_record, &r);
	session_wait(&s);
	if (r.answer.status == 404) {
		output_error("No peering with name %s found.", o->name);
		return 1;
	}
	if (r.answer.err.kind != ERR_NONE)
		return answer_failed(&r.answer, "Error reading peering");
	(as_json ? json : pretty)(&out, &r.list.rows[0]);
	return output_end(&out);
}
