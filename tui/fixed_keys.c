#include "tui/fixed_keys.h"

#include "base/attrs.h"

static const struct fixed_key lists[] = {
	{ "Up Down j k",
	  "Move by a row; PageUp and PageDown move by a screenful." },
	{ "Home End", "To the first row, and to the last." },
	{ NULL, NULL },
};

static const struct fixed_key forms[] = {
	{ "Tab Down", "Next field." },
	{ "Shift-Tab Up", "The field before." },
	{ "Enter", "Next field; on a button, presses it." },
	{ "Ctrl-O F2", "Press the first button, from any field." },
	{ "Right End", "Behind the text of a field: take the first of what it "
		       "is offered." },
	{ "Ctrl-P Ctrl-N", "What was typed into such a field before, in this "
			   "run; never secrets." },
	{ "Ctrl-A Ctrl-E", "Fields edit as your shell does, with ~/.inputrc." },
	{ NULL, NULL },
};

static const struct fixed_key prompts[] = {
	{ "Tab", "Complete the word." },
	{ "Up Down", "What was typed there before, in this run." },
	{ "Enter", "Run the command; keep the filter." },
	{ "Esc", "Close the prompt; a filter goes." },
	{ NULL, NULL },
};

static const struct fixed_keys all[] = {
	{ "In lists and texts", lists },
	{ "In forms", forms },
	{ "At the prompts : and /", prompts },
};

const struct fixed_keys *fixed_keys_table(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(all);
	return all;
}
