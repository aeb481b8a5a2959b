/*
 * The scenes of looks.c: what the server has, and the keys that lead to a
 * screen. To add a screen add a row to `scenes`, and UPDATE_GOLDEN=1.
 */
#ifndef TESTS_UNIT_TUI_SCENES_H
#define TESTS_UNIT_TUI_SCENES_H

#include "base/mem.h"
#include "net/base64.h"
#include "tests/lib/ca.h"
#include "tests/unit/tui/desk.h"

#define SCENES_MAX 100
#define LIST_MAX   16384

struct step {
	const char *keys;
	const char *shows; /* waited for then */
	int64_t pass_ms;   /* let go by after the keys; 0 = a little */
	/* From this step on; NULL = as before. */
	const struct desk_answer *answers;
	const char *list;
};

struct scene {
	const char *name;
	const char *list;  /* NULL = world */
	const char *opens; /* what Peers is waited for by; NULL = world's */
	const struct desk_answer *answers;
	bool two; /* a second cluster, as the context west */
	struct step steps[10];
};

/* --- what the server has --------------------------------------------------
 * DESK_DATE is 14:13:20. Addresses are on loopback, where nothing listens.
 */

#define UUID(digit)                                                            \
	digit digit digit digit "1111-1111-1111-1111-" digit digit "1111111111"

#define PEER(digit, name, state, more, meta, remote)                             \
	"{\"ID\":\"" UUID(                                                       \
		digit) "\",\"Name\":\"" name "\",\"State\":\"" state             \
		       "\"," more "\"Meta\":{" meta                              \
		       "},\"CreateIndex\":5,\"ModifyIndex\":9,"                  \
		       "\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"" remote \
		       "\","                                                     \
		       "\"Locality\":null}}"

/* The other side's address, CA and ID: this cluster dialed. */
#define DIALS(address, dc)                                                     \
	"\"PeerID\":\"" UUID(                                                  \
		"9") "\",\"PeerServerName\":\"server." dc                      \
		     ".peering.x.consul\",\"PeerServerAddresses\":[\"" address \
		     "\",\"127.2.0.5:8503\"],\"PeerCAPems\":[\"" CA "\"],"
#define ACCEPTS "\"PeerCAPems\":[\"" CA "\"],"

#define STREAM(heard, imports, exports)                                        \
	"\"StreamStatus\":{\"ImportedServices\":" imports                      \
	",\"ExportedServices\":" exports ",\"LastHeartbeat\":\"" heard         \
	"\",\"LastReceive\":\"" heard "\",\"LastSend\":\"" heard "\"},"
#define AT(time) "2026-09-21T" time "Z"

#define US_WEST                                                                \
	PEER("1", "us-west", "ACTIVE",                                         \
	     ACCEPTS STREAM(AT("14:13:16.5"), "[\"api\",\"web\"]",             \
			    "[\"billing\",\"cart\",\"search\"]"),              \
	     "\"env\":\"prod\",\"owner\":\"net\"", "us2")
#define EU_WEST                                                                \
	PEER("2", "eu-west", "FAILING",                                        \
	     DIALS("127.2.0.4:8503", "eu1")                                    \
		     STREAM(AT("14:08:05"), "[\"api\"]", "[]"),                \
	     "\"env\":\"prod\"", "eu1")
#define LAB PEER("a", "lab", "PENDING", "", "\"team\":\"qa\"", "")

/* Joined by scenes_init. */
static const char *const worlds[] = {
	US_WEST,
	EU_WEST,
	PEER("3", "jp-2", "ACTIVE",
	     DIALS("127.7.0.4:8503", "jp2")
		     STREAM(AT("14:11:45"), "[\"web\"]", "[]"),
	     "\"env\":\"prod\"", "jp2"),
	PEER("4", "ap-south", "ACTIVE",
	     ACCEPTS STREAM(AT("14:12:40"), "[\"a\",\"b\",\"c\"]", "[\"d\"]"),
	     "\"env\":\"prod\"", "ap1"),
	PEER("5", "eu-old", "PENDING", DIALS("127.9.0.4:8503", "eu0"),
	     "\"team\":\"infra\"", "eu0"),
	PEER("6", "ca-1", "TERMINATED",
	     ACCEPTS STREAM(AT("08:00:00"), "[]", "[\"d\"]"), "", "ca1"),
	PEER("7", "partner-x", "PENDING", ACCEPTS, "\"deal\":\"4711\"",
	     "px-dc"),
	PEER("8", "sa-east", "ESTABLISHING", DIALS("127.4.0.4:8503", "sa1"),
	     "\"env\":\"test\"", "sa1"),
	PEER("b", "going", "DELETING", "\"DeletedAt\":\"" AT("14:13:02") "\",",
	     "", "go1"),
	PEER("c", "odd-one", "REBALANCING", "", "", "od1"),
	LAB,
};
static char world[LIST_MAX];

static const char one[] = "[" US_WEST "]";
static const char failing[] = "[" EU_WEST "]";
static const char lab[] = "[" LAB "]";

#define CLUSTER_02(state)                                                      \
	PEER("d", "cluster-02", state, "", "\"env\":\"prod\"", "")
static const char made[] = "[" CLUSTER_02("PENDING") "]";

/* Names, meta and services as nobody should give them: escapes, C1 controls,
 * wide, combining, right to left, invisible, long. */
#define ESCAPES	 "\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m"
#define WIDE	 "\xe5\xa4\xa7\xe9\x98\xaa\xe5\xb8\x82"
#define COMBINED "e\xcc\x81t\xc3\xa9 n\xcc\x83o"
#define HEBREW	 "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"
#define OVERRIDE "\xe2\x80\xaegnp.exe\xe2\x80\xac"
#define EMOJI	 "\xf0\x9f\x8f\xb3\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x8c\x88"
#define FOREIGN                                                                \
	PEER("1", ESCAPES, "FAILING",                                          \
	     DIALS("127.2.0.4:8503\\u001b[5m", "x")                            \
		     STREAM(AT("14:08:05"),                                    \
			    "[\"" ESCAPES "\",\"" WIDE WIDE "\",\"" COMBINED   \
			    "\",\"" HEBREW "\",\"" OVERRIDE "\",\"" EMOJI      \
			    "\"]",                                             \
			    "[]"),                                             \
	     "\"" WIDE "\":\"" HEBREW "\",\"" COMBINED "\":\"" ESCAPES         \
	     "\",\"" OVERRIDE "\":\"" EMOJI "\"",                              \
	     "\\u001b[7m" WIDE)
static const char *const foreigners[] = {
	FOREIGN,
	PEER("2", WIDE WIDE WIDE WIDE WIDE WIDE WIDE, "ACTIVE",
	     STREAM(AT("14:13:16"), "[]", "[]"), "\"k\":\"" WIDE WIDE WIDE "\"",
	     WIDE),
	PEER("3", COMBINED, "ACTIVE", STREAM(AT("14:13:16"), "[]", "[]"),
	     "\"k\":\"" COMBINED "\"", COMBINED),
	PEER("4", HEBREW, "PENDING", "", "\"" HEBREW "\":\"" HEBREW "\"", ""),
	PEER("5", OVERRIDE, "\\u001b[5mODD", "", "", HEBREW),
	PEER("6", EMOJI, "TERMINATED", "", "\"" EMOJI "\":\"\"", "x"),
};
static char foreign[LIST_MAX];

/* --- what it answers ------------------------------------------------------
 */

static const struct desk_answer denied[] = {
	{ "POST /v1/internal/acl/authorize", 200,
	  "[{\"Allow\":false},{\"Allow\":false},{\"Allow\":false},"
	  "{\"Allow\":false}]" },
	{ "GET /v1/acl/token/self", 200,
	  "{\"AccessorID\":\"0b1b9d0e-3c5a-4d3e-8a55-1f4f0a2b7c11\"}" },
	{ 0 },
};

static const struct desk_answer readonly[] = {
	{ "POST /v1/internal/acl/authorize", 200,
	  "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":true},"
	  "{\"Allow\":false}]" },
	{ 0 },
};

static const struct desk_answer off[] = {
	{ "GET /v1/peerings", 500,
	  "peering must be enabled to use this endpoint" },
	{ 0 },
};

static const struct desk_answer foreign_error[] = {
	{ "GET /v1/peerings", 500,
	  "rpc error: \033]0;owned\007\033[2J\302\2331m " WIDE " " HEBREW
	  "\r\nand a second line\n\ttabbed " OVERRIDE },
	{ 0 },
};

static const struct desk_answer silent[] = {
	{ "GET /v1/peerings", 500, "No cluster leader" },
	{ "GET /v1/status/leader", 200, "\"\"" },
	{ 0 },
};

#define ENTRY                                                                  \
	"{\"Kind\":\"exported-services\",\"Name\":\"default\",\"Services\":["  \
	"{\"Name\":\"billing\",\"Consumers\":[{\"Peer\":\"us-west\"},"         \
	"{\"Peer\":\"jp-2\"}]},"                                               \
	"{\"Name\":\"cart\",\"Consumers\":[{\"Peer\":\"us-west\"}]},"          \
	"{\"Name\":\"gone\",\"Consumers\":[{\"Peer\":\"us-west\"}]}],"         \
	"\"CreateIndex\":5,\"ModifyIndex\":7}"

static const struct desk_answer us_west[] = {
	{ "GET /v1/peering/us-west", 200, US_WEST },
	{ "GET /v1/peering/eu-west", 200, EU_WEST },
	{ "GET /v1/peering/lab", 200, LAB },
	{ "GET /v1/internal/ui/services", 200,
	  "[{\"Name\":\"api\",\"InstanceCount\":2,\"ChecksPassing\":2},"
	  "{\"Name\":\"web\",\"InstanceCount\":3,\"ChecksPassing\":1,"
	  "\"ChecksWarning\":1,\"ChecksCritical\":1}]" },
	{ "GET /v1/catalog/services", 200,
	  "{\"billing\":[],\"cart\":[],\"search\":[],\"web\":[],"
	  "\"web-sidecar-proxy\":[],\"consul\":[]}" },
	{ "GET /v1/config/exported-services/default", 200, ENTRY },
	{ "GET /v1/config/", 200, "[]" },
	{ "GET /v1/exported-services", 200, "[]" },
	{ 0 },
};

static const struct desk_answer of_lab[] = {
	{ "GET /v1/peering/lab", 200, LAB },
	{ "GET /v1/internal/ui/services", 200, "[]" },
	{ "GET /v1/config/exported-services/default", 404, "" },
	{ "GET /v1/config/", 200, "[]" },
	{ 0 },
};

static const struct desk_answer foreign_answers[] = {
	{ "GET /v1/peering/", 200, FOREIGN },
	{ "GET /v1/internal/ui/services", 200,
	  "[{\"Name\":\"" WIDE WIDE "\",\"InstanceCount\":2,"
	  "\"ChecksPassing\":2},{\"Name\":\"" ESCAPES
	  "\",\"InstanceCount\":1,\"ChecksCritical\":1}]" },
	{ "GET /v1/config/exported-services/default", 404, "" },
	{ "GET /v1/config/", 200, "[]" },
	{ 0 },
};

#define LOG_LINE(second, reason)                                               \
	"2026-09-21T14:13:" second "Z [ERROR] agent.server.peering-syncer: "   \
	"error managing peering stream: peer_id=" UUID(                        \
		"2") " peer_name=eu-west error=\"" reason "\"\n"
static const struct desk_answer logged[] = {
	{ "GET /v1/agent/self", 200,
	  "{\"Config\":{\"Datacenter\":\"dc1\"},\"Member\":{\"Addr\":"
	  "\"127.0.0.1\",\"Tags\":{\"port\":\"8300\"}}}" },
	{ "GET /v1/agent/monitor", 0,
	  "HTTP/1.1 200 OK\r\n\r\n" LOG_LINE(
		  "01", "dial tcp 127.2.0.5:8503: i/o timeout")
		  LOG_LINE(
			  "12",
			  "dial tcp 127.2.0.4:8503: connect: connection refused") },
	{ 0 },
};

/* A token that cannot be dialed: nothing listens at 127.0.0.1:1. */
static char token_reply[4096], token_paste[4096];

/* Who writes waits for an answer. */
static const struct desk_answer nothing_yet[] = {
	{ "GET /v1/peering/", 404, "Peering not found" },
	{ 0 },
};

static const struct desk_answer may_not[] = {
	{ "GET /v1/peering/", 404, "Peering not found" },
	{ "POST /v1/peering/token", 403,
	  "Permission denied: token with AccessorID "
	  "'0b1b9d0e-3c5a-4d3e-8a55-1f4f0a2b7c11' lacks permission "
	  "'peering:write'" },
	{ 0 },
};

static const struct desk_answer just_made[] = {
	{ "GET /v1/peering/", 200, CLUSTER_02("PENDING") },
	{ "POST /v1/peering/token", 200, token_reply },
	{ 0 },
};

#define DC9(state)                                                             \
	PEER("e", "dc9", state, "\"PeerID\":\"" UUID("f") "\",", "", "dc9")
static const struct desk_answer used[] = {
	{ "POST /v1/peering/establish", 403,
	  "rpc error: code = PermissionDenied desc = a new peering token must "
	  "be generated: invalid peering establishment secret" },
	{ "GET /v1/peering/", 200, DC9("PENDING") },
	{ 0 },
};

static const struct desk_answer established[] = {
	{ "POST /v1/peering/establish", 200, "{}" },
	{ "GET /v1/peering/", 200, DC9("ESTABLISHING") },
	{ 0 },
};

/* --- scenes ---------------------------------------------------------------
 */

#define ESC    "\033"
#define F3     "\033OR"
#define CTRL_O "\017"
#define CTRL_U "\025"
#define END    "\033[F"
#define DOWN   "\033[B"
#define ENTER  "\r"
#define TAB    "\t"
#define F5     "\033[15~"
#define F8     "\033[19~"

#define EMPTY .list = "[]", .opens = "no peerings"
#define KEYS(text, then)                                                       \
	{                                                                      \
		.keys = (text), .shows = (then)                                \
	}
#define WAIT(ms, then)                                                         \
	{                                                                      \
		.keys = "", .shows = (then), .pass_ms = (ms)                   \
	}

static const struct scene scenes[] = {
	/* Peers. */
	{ .name = "peers" },
	{ .name = "peers-last", .steps = { KEYS(END, "us-west") } },
	{ .name = "peers-leftover", .steps = { WAIT(27000, "leftover") } },
	{ .name = "peers-empty", EMPTY },
	{ .name = "peers-denied",
	  .list = "[]",
	  .opens = "peering = \"read\"",
	  .answers = denied },
	{ .name = "peers-off",
	  .list = "[]",
	  .opens = "must be enabled",
	  .answers = off },
	{ .name = "peers-refused",
	  EMPTY,
	  .steps = { KEYS("a", "Another agent"),
		     KEYS(CTRL_U "127.0.0.1:1\r", "refused") } },
	{ .name = "peers-old",
	  .steps = { { .keys = F5,
		       .shows = "No cluster leader",
		       .pass_ms = 40000,
		       .answers = silent } } },
	{ .name = "peers-readonly",
	  .answers = readonly,
	  .steps = { KEYS("g", "peering:write") } },
	{ .name = "peers-filter",
	  .steps = { KEYS("/", "Filter"), KEYS("health:f", "1 shown") } },
	{ .name = "peers-filter-wrong",
	  .steps = { KEYS("/heath:ok", "no field") } },
	{ .name = "peers-filter-field", .steps = { KEYS("/hea", "health:") } },
	{ .name = "peers-foreign", .list = foreign },
	{ .name = "peers-foreign-error",
	  .list = "[]",
	  .opens = "rpc error",
	  .answers = foreign_error },

	/* Peer. */
	{ .name = "peer-overview",
	  .answers = us_west,
	  .steps = { KEYS(END ENTER, "pri-12a") } },
	{ .name = "peer-failing",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a") } },
	{ .name = "peer-old",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"),
		     { .keys = F5,
		       .shows = "No cluster leader",
		       .pass_ms = 40000,
		       .answers = silent } } },
	{ .name = "peer-imported",
	  .answers = us_west,
	  .steps = { KEYS(END ENTER, "pri-12a"), KEYS(TAB, "passing") } },
	{ .name = "peer-exported",
	  .answers = us_west,
	  .steps = { KEYS(END ENTER, "pri-12a"), KEYS(TAB TAB, "billing") } },
	{ .name = "peer-addresses",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"),
		     KEYS(TAB TAB TAB, "127.2.0.5") } },
	{ .name = "peer-certificates",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"),
		     KEYS(TAB TAB TAB TAB, "Serial") } },
	{ .name = "peer-raw",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"),
		     KEYS(TAB TAB TAB TAB TAB, "\"Name\"") } },
	{ .name = "peer-gone",
	  .list = one,
	  .opens = "us-west",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"),
		     { .keys = F5, .shows = "is gone", .list = "[]" } } },
	{ .name = "peer-foreign",
	  .list = foreign,
	  .answers = foreign_answers,
	  .steps = { KEYS(DOWN ENTER, "pri-12a") } },
	{ .name = "peer-foreign-imported",
	  .list = foreign,
	  .answers = foreign_answers,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"), KEYS(TAB, "passing") } },

	/* Generate, Token, Tokens. */
	{ .name = "generate",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("g", "Generate a peering token") } },
	{ .name = "generate-filled",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("cluster-02\tenv\tprod\towner\tnet\t\tlb.example.net",
			  "free here") } },
	{ .name = "generate-wrong",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("Cluster_02\tconsul-x\tprod\tenv\tprod\tenv\ttest",
			  "given twice") } },
	{ .name = "generate-scrolled",
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("Bad_Name" TAB TAB TAB TAB, "not right yet") } },
	{ .name = "generate-refused",
	  EMPTY,
	  .answers = may_not,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("cluster-02", "free here"),
		     KEYS(CTRL_O, "F8 shows the policy") } },
	{ .name = "generate-again",
	  .list = one,
	  .opens = "us-west",
	  .answers = us_west,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS(CTRL_U "us-west", "exists") } },
	{ .name = "token",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("cluster-02\tenv\tprod", "free here"),
		     KEYS(CTRL_O, "enerating"),
		     { .keys = "",
		       .shows = "not used yet",
		       .pass_ms = 3000,
		       .answers = just_made,
		       .list = made } } },
	{ .name = "tokens",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("g", "Generate a peering token"),
		     KEYS("cluster-02\tenv\tprod", "free here"),
		     KEYS(CTRL_O, "enerating"),
		     { .keys = "",
		       .shows = "not used yet",
		       .pass_ms = 3000,
		       .answers = just_made,
		       .list = made },
		     KEYS(ESC, "Peers 1"),
		     KEYS("t", "Tokens") } },

	/* Establish. */
	{ .name = "establish",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("e", "Establish a peering") } },
	{ .name = "establish-token",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("e", "Establish a peering"),
		     KEYS(token_paste, "free here") } },
	{ .name = "establish-warned",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("e", "Establish a peering"),
		     KEYS(token_paste, "free here"),
		     KEYS(CTRL_O, "all the same") } },
	{ .name = "establish-failed",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("e", "Establish a peering"),
		     KEYS(token_paste, "free here"),
		     KEYS(CTRL_O, "all the same"),
		     KEYS(TAB ENTER, "establishing"),
		     { .keys = "",
		       .shows = "cannot be used",
		       .answers = used } } },
	{ .name = "establish-follow",
	  EMPTY,
	  .answers = nothing_yet,
	  .steps = { KEYS("e", "Establish a peering"),
		     KEYS(token_paste, "free here"),
		     KEYS(CTRL_O, "all the same"),
		     KEYS(TAB ENTER, "establishing"),
		     { .keys = "",
		       .shows = "took the token",
		       .answers = established } } },

	/* Connect. */
	{ .name = "connect",
	  EMPTY,
	  .answers = nothing_yet,
	  .two = true,
	  .steps = { KEYS("c", "Connect two clusters") } },
	{ .name = "connect-plan",
	  EMPTY,
	  .answers = nothing_yet,
	  .two = true,
	  .steps = { KEYS("c", "Connect two clusters"),
		     KEYS(CTRL_O, "Generate a token for dc2") } },

	/* Exported services. */
	{ .name = "exports",
	  .answers = us_west,
	  .steps = { KEYS(END "x", "CATALOG") } },
	{ .name = "exports-add",
	  .answers = us_west,
	  .steps = { KEYS(END "x", "CATALOG"), KEYS("a", "Add a service") } },
	{ .name = "exports-odd",
	  .answers = us_west,
	  .steps = { KEYS(END "x", "CATALOG"),
		     KEYS("aBad Name!", "commas part names"),
		     KEYS("\r\r", "An odd name") } },
	{ .name = "exports-diff",
	  .answers = us_west,
	  .steps = { KEYS(END "x", "CATALOG"),
		     KEYS("asearch\r\r", "to be added"),
		     KEYS("w", "as it will be") } },

	/* Why. */
	{ .name = "why-nothing",
	  .list = failing,
	  .opens = "eu-west",
	  .answers = us_west,
	  .steps = { KEYS("W", "Nothing logged yet") } },
	{ .name = "why",
	  .list = failing,
	  .opens = "eu-west",
	  .answers = logged,
	  .steps = { KEYS("W", "Logged 2 times") } },

	/* Delete. */
	{ .name = "delete",
	  .answers = us_west,
	  .steps = { KEYS(END "D", "Delete the peering?") } },
	{ .name = "delete-unused",
	  .list = lab,
	  .opens = "lab",
	  .answers = of_lab,
	  .steps = { KEYS("D", "Delete the peering?") } },
	{ .name = "delete-foreign",
	  .list = foreign,
	  .answers = foreign_answers,
	  .steps = { KEYS(DOWN, "failing"),
		     KEYS("D", "Delete the peering?") } },

	/* Around them. */
	{ .name = "activity",
	  .answers = us_west,
	  .steps = { KEYS(DOWN ENTER, "pri-12a"), KEYS(ESC, "Peers"),
		     KEYS("A", "Activity") } },
	{ .name = "contexts", .two = true, .steps = { KEYS("C", "Contexts") } },
	{ .name = "contexts-none", .steps = { KEYS("C", "no contexts") } },
	{ .name = "context", .steps = { KEYS(":context\r", "is reached") } },
	{ .name = "help", .steps = { KEYS("?", "Help") } },
	{ .name = "palette", .steps = { KEYS(":", "peering.open") } },
	{ .name = "palette-typed",
	  .steps = { KEYS(":peering.d", "peering.delete") } },
	{ .name = "acl-token", .steps = { KEYS("T", "ACL token") } },
	{ .name = "acl-ask",
	  .answers = readonly,
	  .steps = { KEYS("g", "peering:write"), KEYS(F8, "lacks") } },
	{ .name = "acl-ask-all",
	  .list = "[]",
	  .opens = "peering = \"read\"",
	  .answers = denied,
	  .steps = { KEYS(F8, "lacks") } },

	/* Check. */
	{ .name = "check",
	  .answers = us_west,
	  .steps = { KEYS("K", "13 ok") } },
	{ .name = "check-denied",
	  .list = "[]",
	  .opens = "peering = \"read\"",
	  .answers = denied,
	  .steps = { KEYS("K", "F8 asks for it") } },
};

/* The context west, which is dc2. */
static inline void open_other(struct desk *d)
{
	struct config_file *file = &d->app.file;
	size_t cap = file->count;

	d->other = wire_new();
	file->contexts = mem_grow(file->contexts, file->count, &cap,
				  sizeof(*file->contexts));
	file->contexts[file->count++] = (struct config_context){
		.name = mem_dup("west"),
		.address = mem_dup(wire_addr(d->other)),
	};
}

/* As a list; one literal of that length is more than C promises. */
static inline void join(char list[LIST_MAX], const char *const *peers,
			size_t count)
{
	struct buf all = BUF_INIT(LIST_MAX);

	for (size_t i = 0; i < count; i++)
		buf_addf(&all, "%c%s", i ? ',' : '[', peers[i]);
	buf_addc(&all, ']');
	memcpy(list, all.data, all.len + 1);
	buf_release(&all);
}

static inline void scenes_init(void)
{
	static const char json[] =
		"{\"CA\":null,\"ServerAddresses\":[\"127.0.0.1:1\"],"
		"\"ServerName\":\"server.dc9.peering.there.consul\","
		"\"PeerID\":\"" UUID("f") "\",\"EstablishmentSecret\":\"" UUID(
			"0") "\",\"Remote\":{\"Partition\":\"\","
			     "\"Datacenter\":\"dc9\"}}";
	struct buf text = BUF_INIT(4096);

	join(world, worlds, ARRAY_LEN(worlds));
	join(foreign, foreigners, ARRAY_LEN(foreigners));
	base64_encode(json, strlen(json), &text);
	snprintf(token_reply, sizeof(token_reply), "{\"PeeringToken\":\"%s\"}",
		 text.data);
	snprintf(token_paste, sizeof(token_paste), "\033[200~%s\033[201~",
		 text.data);
	buf_release(&text);
}

#endif
