#include "sandbox/aclrules.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { WORD_MAX_LEN = 256 };

struct lexer {
	const char *at;
	char word[WORD_MAX_LEN]; /* of a word or a string */
};

static void skip_space(struct lexer *l)
{
	for (;;) {
		l->at += strspn(l->at, " \t\r\n,");
		if (*l->at == '#' || !strncmp(l->at, "//", 2)) {
			l->at += strcspn(l->at, "\n");
		} else if (!strncmp(l->at, "/*", 2)) {
			const char *end = strstr(l->at + 2, "*/");

			l->at = end ? end + 2 : l->at + strlen(l->at);
		} else {
			return;
		}
	}
}

/* The next token: 'w' a word or string, else the character; 0 at the end. */
static int next(struct lexer *l)
{
	size_t len;

	skip_space(l);
	if (*l->at == '"') {
		len = strcspn(++l->at, "\"");
	} else if (isalnum((unsigned char)*l->at) || *l->at == '_') {
		len = strcspn(l->at, " \t\r\n,={}:\"#");
	} else {
		return *l->at ? (unsigned char)*l->at++ : 0;
	}
	memcpy(l->word, l->at, len < sizeof(l->word) ? len : 0);
	l->word[len < sizeof(l->word) ? len : 0] = '\0';
	l->at += len;
	l->at += *l->at == '"';
	return 'w';
}

enum acl_level aclrules_word(const char *word)
{
	if (!strcmp(word, "read") || !strcmp(word, "list"))
		return ACL_READ;
	if (!strcmp(word, "write"))
		return ACL_WRITE;
	if (!strcmp(word, "deny"))
		return ACL_DENY;
	return ACL_UNSET;
}

static bool add(struct aclrules *rules, const char *name, const char *segment,
		const char *level, struct buf *error)
{
	static const char suffix[] = "_prefix";
	size_t len = strlen(name);
	bool prefix = len > strlen(suffix) &&
		      !strcmp(name + len - strlen(suffix), suffix);
	struct aclrule rule = { .prefix = prefix,
				.level = aclrules_word(level) };

	if (rule.level == ACL_UNSET) {
		buf_addf(error, "Invalid %s policy: \"%s\"", name, level);
		return false;
	}
	if (prefix)
		len -= strlen(suffix);
	rule.resource = mem_dup_n(name, len);
	rule.segment = mem_dup(segment);
	rules->rules = mem_grow(rules->rules, rules->count, &rules->cap,
				sizeof(*rules->rules));
	rules->rules[rules->count++] = rule;
	return true;
}

/* intentions = "read" in the block of a service, or a prefix of services. */
static bool add_intentions(struct aclrules *rules, const char *name,
			   const char *segment, const char *level,
			   struct buf *error)
{
	return add(rules,
		   strcmp(name, "service_prefix") ? "intention"
						  : "intention_prefix",
		   segment, level, error);
}

/* { policy = "read" … }: what stands behind a name and its label. */
static bool block(struct lexer *l, struct aclrules *rules, const char *name,
		  const char *segment, struct buf *error)
{
	int token;

	while ((token = next(l)) && token != '}') {
		bool policy = token == 'w' && !strcmp(l->word, "policy");
		bool intentions =
			token == 'w' && !strcmp(l->word, "intentions");

		if (token != 'w')
			continue;
		while ((token = next(l)) == '=' || token == ':')
			;
		if (token == '}' || !token)
			return true;
		if (policy && !add(rules, name, segment, l->word, error))
			return false;
		if (intentions &&
		    !add_intentions(rules, name, segment, l->word, error))
			return false;
	}
	return true;
}

bool aclrules_parse(struct aclrules *rules, const char *text, struct buf *error)
{
	struct lexer l = { .at = text };
	char name[WORD_MAX_LEN] = "", label[WORD_MAX_LEN] = "";
	int token;

	while ((token = next(&l))) {
		if (token == 'w' && !*name) {
			memcpy(name, l.word, sizeof(name));
			continue;
		}
		if (token == 'w') {
			memcpy(label, l.word, sizeof(label));
			continue;
		}
		if (token == '{' && *name) {
			if (!block(&l, rules, name, label, error))
				return false;
		} else if (token == '=' && *name) {
			token = next(&l);
			if (token == 'w' &&
			    !add(rules, name, "", l.word, error))
				return false;
		}
		*name = *label = '\0';
	}
	return true;
}

void aclrules_release(struct aclrules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		free(rules->rules[i].resource);
		free(rules->rules[i].segment);
	}
	free(rules->rules);
	*rules = (struct aclrules){ 0 };
}

/* How well a rule fits; 0 = not at all. */
static size_t weight(const struct aclrule *rule, const char *resource,
		     const char *segment)
{
	size_t len = strlen(rule->segment);

	if (strcmp(rule->resource, resource) != 0)
		return 0;
	if (!rule->prefix)
		return strcmp(rule->segment, segment) ? 0 : SIZE_MAX;
	return strncmp(rule->segment, segment, len) ? 0 : len + 1;
}

enum acl_level aclrules_level(const struct aclrules *rules,
			      const char *resource, const char *segment,
			      size_t *ret_weight)
{
	enum acl_level level = ACL_UNSET;

	*ret_weight = 0;
	for (size_t i = 0; i < rules->count; i++) {
		size_t w = weight(&rules->rules[i], resource, segment);

		if (!w || w < *ret_weight)
			continue;
		level = rules->rules[i].level;
		*ret_weight = w;
	}
	return level;
}
