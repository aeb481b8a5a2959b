#include "sandbox/catalog.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sandbox/cluster.h"

struct service *catalog_new_service(const struct cluster *c, const char *id,
				    const char *name)
{
	struct service *s = mem_new(1, sizeof(*s));

	s->id = mem_dup(id);
	s->name = mem_dup(name);
	s->address = mem_dup("");
	s->node = mem_dup(c->node);
	s->node_id = mem_dup(c->node_id);
	s->node_address = mem_dup(c->host);
	s->dc = mem_dup(c->dc);
	return s;
}

void catalog_free_service(struct service *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->check_count; i++) {
		free(s->checks[i].id);
		free(s->checks[i].name);
	}
	free(s->checks);
	strlist_release(&s->tags);
	json_object_put(s->meta);
	free(s->id);
	free(s->name);
	free(s->address);
	free(s->node);
	free(s->node_id);
	free(s->node_address);
	free(s->dc);
	free(s);
}

void catalog_add_check(struct service *s, const char *id, const char *name,
		       const char *status, const char *type)
{
	struct check check = { mem_dup(id), mem_dup(name), "critical", type };

	if (!strcmp(status, "passing") || !strcmp(status, "warning"))
		snprintf(check.status, sizeof(check.status), "%s", status);
	s->checks = mem_grow(s->checks, s->check_count, &s->check_cap,
			     sizeof(*s->checks));
	s->checks[s->check_count++] = check;
}

static int compare(const struct service *a, const struct service *b)
{
	int by_name = strcmp(a->name, b->name);

	return by_name ? by_name : strcmp(a->id, b->id);
}

void catalog_put(struct catalog *catalog, struct service *s)
{
	size_t at = 0;

	catalog_remove(catalog, s->id);
	while (at < catalog->count && compare(catalog->services[at], s) < 0)
		at++;
	catalog->services = mem_grow(catalog->services, catalog->count,
				     &catalog->cap, sizeof(*catalog->services));
	memmove(catalog->services + at + 1, catalog->services + at,
		(catalog->count - at) * sizeof(*catalog->services));
	catalog->services[at] = s;
	catalog->count++;
}

bool catalog_remove(struct catalog *catalog, const char *id)
{
	for (size_t i = 0; i < catalog->count; i++) {
		if (strcmp(catalog->services[i]->id, id) != 0)
			continue;
		catalog_free_service(catalog->services[i]);
		catalog->count--;
		memmove(catalog->services + i, catalog->services + i + 1,
			(catalog->count - i) * sizeof(*catalog->services));
		return true;
	}
	return false;
}

struct service *catalog_find(const struct catalog *catalog, const char *id)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (!strcmp(catalog->services[i]->id, id))
			return catalog->services[i];
	return NULL;
}

bool catalog_has_name(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (!strcmp(catalog->services[i]->name, name))
			return true;
	return false;
}

void catalog_names(const struct catalog *catalog, struct strlist *names)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const char *name = catalog->services[i]->name;

		if (!i || strcmp(catalog->services[i - 1]->name, name) != 0)
			strlist_add(names, name);
	}
}

static struct service *copy_service(const struct service *from)
{
	struct service *s = mem_new(1, sizeof(*s));

	s->id = mem_dup(from->id);
	s->name = mem_dup(from->name);
	s->address = mem_dup(from->address);
	s->port = from->port;
	strlist_copy(&s->tags, &from->tags);
	s->meta = json_object_get(from->meta);
	for (size_t i = 0; i < from->check_count; i++)
		catalog_add_check(s, from->checks[i].id, from->checks[i].name,
				  from->checks[i].status, from->checks[i].type);
	s->node = mem_dup(from->node);
	s->node_id = mem_dup(from->node_id);
	s->node_address = mem_dup(from->node_address);
	s->dc = mem_dup(from->dc);
	s->create_index = from->create_index;
	s->modify_index = from->modify_index;
	return s;
}

void catalog_copy(const struct catalog *from, const char *name,
		  struct catalog *to)
{
	for (size_t i = 0; i < from->count; i++)
		if (!strcmp(from->services[i]->name, name))
			catalog_put(to, copy_service(from->services[i]));
}

const char *catalog_status(const struct service *s)
{
	const char *worst = "passing";

	for (size_t i = 0; i < s->check_count; i++) {
		if (!strcmp(s->checks[i].status, "critical"))
			return "critical";
		if (!strcmp(s->checks[i].status, "warning"))
			worst = "warning";
	}
	return worst;
}

void catalog_release(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		catalog_free_service(catalog->services[i]);
	free(catalog->services);
	*catalog = (struct catalog){ 0 };
}
