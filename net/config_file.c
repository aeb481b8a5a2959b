#include "net/config_file.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

/* libconfuse 3.3 takes the end of the file for the end of a section. This
 * option, put behind the text, is unknown to a section that is still open. */
#define LAST "end_of_the_file"

/* libconfuse hands its error function no context of ours: the error of the
 * parse that is under way. */
static struct err *sink;

static void keep_error(cfg_t *cfg, const char *fmt, va_list args)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(1024);

	if (!sink || sink->kind != ERR_NONE)
		return; /* what comes after the first is only its echo */
	buf_addv(&text, fmt, args);
	if (strstr(text.data, LAST)) {
		buf_clear(&text);
		buf_adds(&text, "the file ends within a section");
	}
	err_set(sink, ERR_USAGE, "%s:%d: %s",
		cfg->filename ? cfg->filename : "config", cfg->line, text.data);
}

static int refuse_token(cfg_t *cfg, cfg_opt_t *opt)
{
	(void)opt;
	cfg_error(cfg, "a token does not belong in this file: use "
		       "token_command or token_file");
	return -1;
}

static int check_confirm(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *value = cfg_opt_getstr(opt);

	if (!value || !strcmp(value, "typed") || !strcmp(value, "simple"))
		return 0;
	cfg_error(cfg, "confirm is neither \"typed\" nor \"simple\"");
	return -1;
}

static int check_timeout(cfg_t *cfg, cfg_opt_t *opt)
{
	long value = cfg_opt_getnint(opt, 0);

	if (value >= 1 && value <= 300)
		return 0;
	cfg_error(cfg, "token_timeout is not within 1 and 300 seconds");
	return -1;
}

/* Not relative: the console is started anywhere. */
static int check_log(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *value = cfg_opt_getstr(opt);

	if (value && (*value == '/' || !strncmp(value, "~/", 2)))
		return 0;
	cfg_error(cfg, "log is neither an absolute path nor \"~/...\"");
	return -1;
}

static int check_times(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *value = cfg_opt_getstr(opt);

	if (value && (!strcmp(value, "local") || !strcmp(value, "utc")))
		return 0;
	cfg_error(cfg, "times is neither \"local\" nor \"utc\"");
	return -1;
}

static int check_copy(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *program =
		cfg_opt_size(opt) ? cfg_opt_getnstr(opt, 0) : NULL;

	if (program && *program)
		return 0;
	cfg_error(cfg, "copy_command names no program");
	return -1;
}

static int check_context(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
	const char *name = cfg_title(section);

	if (!name || !*name) {
		cfg_error(cfg, "a context without a name");
		return -1;
	}
	if (!cfg_getstr(section, "address")) {
		cfg_error(cfg, "context \"%s\" has no address", name);
		return -1;
	}
	if (cfg_size(section, "token_command") &&
	    cfg_getstr(section, "token_file")) {
		cfg_error(cfg,
			  "context \"%s\" has both token_command and "
			  "token_file",
			  name);
		return -1;
	}
	return 0;
}

/* A copy of the string, NULL when it is not written. */
static char *string(cfg_t *cfg, const char *name)
{
	return mem_dup(cfg_getstr(cfg, name));
}

static void take_list(cfg_t *cfg, const char *name, struct strlist *to)
{
	for (unsigned i = 0; i < cfg_size(cfg, name); i++)
		strlist_add(to, cfg_getnstr(cfg, name, i));
}

static struct config_context take_context(cfg_t *cfg)
{
	struct config_context c = {
		.name = mem_dup(cfg_title(cfg)),
		.address = string(cfg, "address"),
		.token_file = string(cfg, "token_file"),
		.token_timeout_ms =
			(int)cfg_getint(cfg, "token_timeout") * 1000,
		.ca_file = string(cfg, "ca_file"),
		.ca_path = string(cfg, "ca_path"),
		.client_cert = string(cfg, "client_cert"),
		.client_key = string(cfg, "client_key"),
		.tls_server_name = string(cfg, "tls_server_name"),
		.partition = string(cfg, "partition"),
		.confirm = string(cfg, "confirm"),
		.colour = string(cfg, "colour"),
		.readonly = cfg_getbool(cfg, "readonly"),
	};

	take_list(cfg, "token_command", &c.token_command);
	return c;
}

static void take_keys(cfg_t *cfg, struct kv *keys)
{
	cfg_t *section = cfg_getsec(cfg, "keys");

	for (unsigned i = 0; section && i < cfg_num(section); i++) {
		cfg_opt_t *opt = cfg_getnopt(section, i);

		if (cfg_opt_getstr(opt))
			kv_set(keys, cfg_opt_name(opt), cfg_opt_getstr(opt));
	}
}

static void take(cfg_t *cfg, struct config_file *ret)
{
	unsigned count = cfg_size(cfg, "context");

	ret->theme = string(cfg, "theme");
	ret->default_context = string(cfg, "default");
	ret->log = string(cfg, "log");
	ret->mouse = cfg_getbool(cfg, "mouse");
	ret->ascii = cfg_getbool(cfg, "ascii");
	ret->mono = cfg_getbool(cfg, "mono");
	ret->readonly = cfg_getbool(cfg, "readonly");
	ret->local_times = !strcmp(cfg_getstr(cfg, "times"), "local");
	ret->contexts = mem_new(count, sizeof(*ret->contexts));
	for (unsigned i = 0; i < count; i++)
		ret->contexts[ret->count++] =
			take_context(cfg_getnsec(cfg, "context", i));
	take_keys(cfg, &ret->keys);
	take_list(cfg, "columns", &ret->columns);
	take_list(cfg, "copy_command", &ret->copy_command);
}

static cfg_t *grammar(const char *name)
{
	static cfg_opt_t context[] = {
		CFG_STR("address", NULL, CFGF_NODEFAULT),
		CFG_STR_LIST("token_command", NULL, CFGF_NODEFAULT),
		CFG_INT("token_timeout", CONFIG_FILE_TOKEN_TIMEOUT, CFGF_NONE),
		CFG_STR("token_file", NULL, CFGF_NODEFAULT),
		CFG_STR("token", NULL, CFGF_NODEFAULT),
		CFG_STR("ca_file", NULL, CFGF_NODEFAULT),
		CFG_STR("ca_path", NULL, CFGF_NODEFAULT),
		CFG_STR("client_cert", NULL, CFGF_NODEFAULT),
		CFG_STR("client_key", NULL, CFGF_NODEFAULT),
		CFG_STR("tls_server_name", NULL, CFGF_NODEFAULT),
		CFG_STR("partition", NULL, CFGF_NODEFAULT),
		CFG_STR("confirm", NULL, CFGF_NODEFAULT),
		CFG_STR("colour", NULL, CFGF_NODEFAULT),
		CFG_BOOL("readonly", cfg_false, CFGF_NONE),
		CFG_END(),
	};
	static cfg_opt_t none[] = { CFG_END() };
	static cfg_opt_t all[] = {
		CFG_STR("theme", NULL, CFGF_NODEFAULT),
		CFG_STR("default", NULL, CFGF_NODEFAULT),
		CFG_STR_LIST("columns", NULL, CFGF_NODEFAULT),
		CFG_STR("log", NULL, CFGF_NODEFAULT),
		CFG_STR_LIST("copy_command", NULL, CFGF_NODEFAULT),
		CFG_STR("times", "utc", CFGF_NONE),
		CFG_BOOL("mouse", cfg_false, CFGF_NONE),
		CFG_BOOL("ascii", cfg_false, CFGF_NONE),
		CFG_BOOL("mono", cfg_false, CFGF_NONE),
		CFG_BOOL("readonly", cfg_false, CFGF_NONE),
		CFG_INT(LAST, 0, CFGF_NONE),
		CFG_SEC("keys", none, CFGF_KEYSTRVAL),
		CFG_SEC("context", context,
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
		CFG_END(),
	};
	cfg_t *cfg = cfg_init(all, CFGF_NONE);

	cfg_set_error_function(cfg, keep_error);
	cfg_set_validate_func(cfg, "log", check_log);
	cfg_set_validate_func(cfg, "times", check_times);
	cfg_set_validate_func(cfg, "copy_command", check_copy);
	cfg_set_validate_func(cfg, "context", check_context);
	cfg_set_validate_func(cfg, "context|token", refuse_token);
	cfg_set_validate_func(cfg, "context|confirm", check_confirm);
	cfg_set_validate_func(cfg, "context|token_timeout", check_timeout);
	cfg->filename = strdup(name);
	return cfg;
}

/* What the grammar cannot say. */
static bool check(const struct config_file *file, const char *name,
		  struct err *err)
{
	if (!file->default_context ||
	    config_file_context(file, file->default_context))
		return true;
	return err_set(err, ERR_USAGE,
		       "%s: default names a context that is not there: %s",
		       name, file->default_context);
}

/* Let libconfuse read `text` into `ret`; false, and `why`, when it cannot. */
static bool read_text(const char *name, struct buf *text,
		      struct config_file *ret, struct err *why)
{
	FILE *stream = fmemopen(text->data, text->len, "r");
	cfg_t *cfg;
	bool ok;

	if (!stream)
		return err_errno(why, errno, "%s", name);
	cfg = grammar(name);
	sink = why;
	ok = cfg_parse_fp(cfg, stream) == CFG_SUCCESS;
	sink = NULL;
	fclose(stream);
	if (ok)
		take(cfg, ret);
	else if (why->kind == ERR_NONE)
		err_set(why, ERR_USAGE, "%s: it cannot be read", name);
	cfg_free(cfg);
	return ok;
}

bool config_file_parse(const char *name, const char *text, size_t len,
		       struct config_file *ret, struct err *err)
{
	_cleanup_(buf_release) struct buf whole = BUF_INIT(SIZE_MAX / 2);
	struct config_file file = { 0 };
	struct err why = ERR_INIT;

	if (memchr(text, '\0', len))
		return err_set(err, ERR_USAGE, "%s: there is a NUL in it",
			       name);
	buf_add(&whole, text, len);
	buf_adds(&whole, "\n" LAST " = 1\n");
	if (read_text(name, &whole, &file, &why) && check(&file, name, &why)) {
		file.text = (struct buf)BUF_INIT(SIZE_MAX / 2);
		buf_add(&file.text, text, len);
		*ret = file;
		return true;
	}
	config_file_release(&file);
	if (err)
		*err = why;
	return false;
}

/* How many bytes the first `count` lines are. */
static size_t bytes_of(const struct buf *text, int count)
{
	size_t at = 0;

	while (count-- && at < text->len) {
		const char *end = memchr(text->data + at, '\n', text->len - at);

		at = end ? (size_t)(end - text->data) + 1 : text->len;
	}
	return at;
}

/* Whether it is set in what these lines say, be they cut within a section. */
static bool sets(const struct buf *text, size_t len, const char *option)
{
	FILE *stream = len ? fmemopen(text->data, len, "r") : NULL;
	cfg_opt_t *opt;
	cfg_t *cfg;
	bool found;

	if (!stream)
		return false;
	cfg = grammar("");
	cfg_parse_fp(cfg, stream);
	fclose(stream);
	opt = cfg_getopt(cfg, option);
	found = opt && cfg_opt_size(opt) > 0;
	cfg_free(cfg);
	return found;
}

/* libconfuse keeps no line of an option: the first one after which it is set
 * is found by halves. */
int config_file_line(const struct config_file *file, const char *option)
{
	const struct buf *text = &file->text;
	int low = 0, high = 1; /* not set after `low` lines */

	if (!sets(text, text->len, option))
		return 0;
	for (size_t i = 0; i < text->len; i++)
		high += text->data[i] == '\n';
	while (high - low > 1) {
		int middle = low + (high - low) / 2;

		if (sets(text, bytes_of(text, middle), option))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* It names commands that run with our rights: nobody else may change it. */
static bool check_owner(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(err, errno, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_USAGE, "%s is no file", path);
	if (st.st_uid != getuid() && st.st_uid != 0)
		return err_set(err, ERR_USAGE,
			       "%s belongs to another user: it is not read",
			       path);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, ERR_USAGE,
			       "%s can be written by others, and it names "
			       "commands to run: chmod go-w it",
			       path);
	return true;
}

static bool read_all(int fd, const char *path, struct buf *ret, struct err *err)
{
	if (file_read_fd(fd, ret))
		return true;
	if (errno == EFBIG)
		return err_set(err, ERR_USAGE,
			       "%s is larger than a config file may be", path);
	return err_errno(err, errno, "%s", path);
}

bool config_file_load(const char *path, struct config_file *ret,
		      struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(CONFIG_FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ok;

	if (fd < 0 && errno == ENOENT) {
		*ret = (struct config_file){ .path = mem_dup(path) };
		return true;
	}
	if (fd < 0)
		return err_errno(err, errno, "%s", path);
	ok = check_owner(fd, path, err) && read_all(fd, path, &text, err);
	close(fd);
	if (!ok || !config_file_parse(path, text.data, text.len, ret, err))
		return false;
	ret->path = mem_dup(path);
	return true;
}

char *config_file_path(char *(*env)(const char *name))
{
	struct buf path = BUF_INIT(4096);
	const char *dir = env("XDG_CONFIG_HOME");
	const char *home = env("HOME");

	if (dir && *dir == '/')
		buf_addf(&path, "%s/peerdeck/config", dir);
	else if (home && *home)
		buf_addf(&path, "%s/.config/peerdeck/config", home);
	if (path.len)
		return buf_take(&path);
	buf_release(&path);
	return NULL;
}

void config_file_release_context(struct config_context *c)
{
	free(c->name);
	free(c->address);
	free(c->token_file);
	strlist_release(&c->token_command);
	free(c->ca_file);
	free(c->ca_path);
	free(c->client_cert);
	free(c->client_key);
	free(c->tls_server_name);
	free(c->partition);
	free(c->confirm);
	free(c->colour);
}

void config_file_release(struct config_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		config_file_release_context(&file->contexts[i]);
	free(file->contexts);
	free(file->path);
	buf_release(&file->text);
	free(file->theme);
	free(file->default_context);
	free(file->log);
	kv_release(&file->keys);
	strlist_release(&file->columns);
	strlist_release(&file->copy_command);
	*file = (struct config_file){ 0 };
}

const struct config_context *config_file_context(const struct config_file *file,
						 const char *name)
{
	for (size_t i = 0; i < file->count; i++)
		if (!strcmp(file->contexts[i].name, name))
			return &file->contexts[i];
	return NULL;
}
