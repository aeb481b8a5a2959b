/* What a list of peerings costs: time and memory a row, as it streams in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/peering.h"
#include "tests/lib/figure.h"

#define RUNS  5
#define SLICE ((size_t)16 * 1024) /* as the HTTP client hands it on */

/* As long as Consul's with one EC root. */
static void add_pem(struct buf *out)
{
	buf_adds(out, "\"PeerCAPems\":[\"-----BEGIN CERTIFICATE-----\\n");
	for (int i = 0; i < 12; i++)
		buf_adds(out, "MIICDjCCAbOgAwIBAgIBCzAKBggqhkjOPQQDAjAwMS4w"
			      "LAYDVQQDEyVwcmkt\\n");
	buf_adds(out, "-----END CERTIFICATE-----\\n\"]");
}

static void add_peering(struct buf *out, int i)
{
	buf_addf(out,
		 "{\"ID\":\"b8e3d7a1-0000-4000-8000-%012d\","
		 "\"Name\":\"cluster-%06d\",\"State\":\"ACTIVE\","
		 "\"Meta\":{\"env\":\"%s\",\"team\":\"team-%d\"},"
		 "\"PeerID\":\"e3d99b1f-571d-6de5-cb18-%012d\",",
		 i, i, i % 3 ? "prod" : "test", i % 17, i);
	add_pem(out);
	buf_addf(out,
		 ",\"PeerServerName\":\"server.dc%d.peering.11111111-2222-3333"
		 "-4444-555555555555.consul\",\"PeerServerAddresses\":["
		 "\"10.%d.0.1:8502\",\"10.%d.0.2:8502\",\"10.%d.0.3:8502\"],"
		 "\"StreamStatus\":{\"ImportedServices\":[\"web\",\"api\","
		 "\"db\"],\"ExportedServices\":[\"billing\",\"search\"],"
		 "\"LastHeartbeat\":\"2026-10-01T11:22:33.123456789Z\","
		 "\"LastReceive\":\"2026-10-01T11:22:34.5Z\","
		 "\"LastSend\":\"2026-10-01T11:22:35Z\"},",
		 i % 200, i % 250, i % 250, i % 250);
	buf_addf(out,
		 "\"CreateIndex\":%d,\"ModifyIndex\":%d,\"Remote\":{"
		 "\"Partition\":\"default\",\"Datacenter\":\"dc%d\","
		 "\"Locality\":{\"Region\":\"\",\"Zone\":\"\"}}}",
		 i, i + 7, i % 200);
}

static struct peerings read_list(const struct buf *text)
{
	_cleanup_(peering_reader_freep) struct peering_reader *reader =
		peering_reader_new(PEERING_ROWS);
	struct peerings list = { 0 };
	struct err err = ERR_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < text->len; i += SLICE)
		ok = peering_reader_feed(reader, text->data + i,
					 SLICE < text->len - i ? SLICE
							       : text->len - i,
					 &err);
	if (!ok || !peering_reader_finish(reader, &list, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	return list;
}

static void measure(int count)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(SIZE_MAX);
	double ns[RUNS], bytes = 0;
	char what[80];

	for (int i = 0; i < count; i++) {
		buf_addc(&text, i ? ',' : '[');
		add_peering(&text, i);
	}
	buf_addc(&text, ']');
	for (int i = 0; i < RUNS; i++) {
		_cleanup_(peerings_release) struct peerings list = { 0 };
		double before = figure_now();

		list = read_list(&text);
		ns[i] = (figure_now() - before) * 1000 / count;
		bytes = (double)(list.cap * sizeof(*list.rows) +
				 list.strings.total) /
			count;
	}
	snprintf(what, sizeof(what), "%d peerings of %zu bytes: a row", count,
		 text.len / (size_t)count);
	figure_print(what, figure_median(ns, RUNS), "ns", "");
	figure_print(what, bytes, "bytes", "400");
}

int main(void)
{
	measure(10000);
	measure(100000);
	return 0;
}
