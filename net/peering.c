#include "net/peering.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/kv.h"
#include "base/mem.h"

enum peering_role peering_role(const struct peering *p)
{
	return *p->peer_id || p->addresses.count ? PEERING_DIALER
						 : PEERING_ACCEPTOR;
}

const char *peering_link(const struct peering *p)
{
	return peering_role(p) == PEERING_DIALER ? p->peer_id : p->id;
}

const char *peering_role_name(enum peering_role role)
{
	return role == PEERING_DIALER ? "dialer" : "acceptor";
}

static const char *const states[] = {
	[PEERING_UNDEFINED] = "UNDEFINED",
	[PEERING_PENDING] = "PENDING",
	[PEERING_ESTABLISHING] = "ESTABLISHING",
	[PEERING_ACTIVE] = "ACTIVE",
	[PEERING_FAILING] = "FAILING",
	[PEERING_DELETING] = "DELETING",
	[PEERING_TERMINATED] = "TERMINATED",
};

const char *peering_state_name(enum peering_state state)
{
	return state < PEERING_OTHER ? states[state] : "other";
}

enum peering_state peering_state_of(const char *text, size_t len)
{
	if (!len)
		return PEERING_UNDEFINED;
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (strlen(states[i]) == len && !memcmp(states[i], text, len))
			return (enum peering_state)i;
	return PEERING_OTHER;
}

const char *peering_meta(const struct peering *p, const char *key)
{
	for (uint32_t i = 0; i + 1 < p->meta.count; i += 2)
		if (!strcmp(p->meta.items[i], key))
			return p->meta.items[i + 1];
	return NULL;
}

void peering_meta_kv(const struct peering *p, struct kv *ret)
{
	for (uint32_t i = 0; p->meta.items && i + 1 < p->meta.count; i += 2)
		kv_add(ret, p->meta.items[i], p->meta.items[i + 1]);
}

void peerings_release(struct peerings *list)
{
	mem_unmap(list->rows, list->cap, sizeof(*list->rows));
	arena_release(&list->strings);
	*list = (struct peerings){ 0 };
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *peering_name_problem(const char *name)
{
	size_t len = strlen(name);

	if (!len)
		return "a name is needed";
	for (size_t i = 0; i < len; i++) {
		if (is_upper(name[i]))
			return "upper case is not allowed";
		if (!is_lower(name[i]) && !is_digit(name[i]) && name[i] != '-')
			return "only a-z, 0-9 and - are allowed";
	}
	if (name[0] == '-')
		return "must not begin with -";
	if (name[len - 1] == '-')
		return "must not end with -";
	return len > PEERING_NAME_MAX ? "longer than 63 characters" : NULL;
}

const char *peering_meta_key_problem(const char *key)
{
	static const char reserved[] = "consul-";
	size_t len = strlen(key);

	if (!len)
		return "a key is needed";
	for (size_t i = 0; i < len; i++)
		if (!is_lower(key[i]) && !is_upper(key[i]) &&
		    !is_digit(key[i]) && key[i] != '_' && key[i] != '-')
			return "only A-Z, a-z, 0-9, _ and - are allowed";
	if (!strncmp(key, reserved, strlen(reserved)))
		return "keys beginning with consul- are reserved";
	return len > PEERING_META_KEY_MAX ? "longer than 128 characters" : NULL;
}

const char *peering_meta_value_problem(const char *value)
{
	return strlen(value) > PEERING_META_VALUE_MAX ? "longer than 512 bytes"
						      : NULL;
}

void peering_name_proposal(const char *name, char ret[PEERING_NAME_MAX + 1])
{
	size_t len = 0;

	for (; *name && len < PEERING_NAME_MAX; name++) {
		if (is_lower(*name) || is_digit(*name))
			ret[len++] = *name;
		else if (is_upper(*name))
			ret[len++] = (char)(*name - 'A' + 'a');
		else if (len && ret[len - 1] != '-')
			ret[len++] = '-';
	}
	while (len && ret[len - 1] == '-')
		len--;
	ret[len] = '\0';
}
