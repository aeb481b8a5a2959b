#include "net/client.h"

#include <string.h>

/* Consul 1.21's; what each does, in words of our own. */
void client_flags_table(struct client_flags *f,
			struct flag ret[CLIENT_FLAGS_COUNT])
{
	const struct flag flags[CLIENT_FLAGS_COUNT] = {
		{
			.name = "ca-file",
			.type = FLAG_STRING,
			.value = &f->ca_file,
			.arg = "FILE",
			.env = "CONSUL_CACERT",
			.help = "CA certificates (PEM) to trust, instead of "
				"the system's, when the address is https.",
			.from = "file",
		},
		{
			.name = "ca-path",
			.type = FLAG_STRING,
			.value = &f->ca_path,
			.arg = "DIR",
			.env = "CONSUL_CAPATH",
			.help = "A directory; every file in it holds CA "
				"certificates to trust. Not used when there "
				"is a -ca-file.",
			.from = "dir",
		},
		{
			.name = "client-cert",
			.type = FLAG_STRING,
			.value = &f->client_cert,
			.arg = "FILE",
			.env = "CONSUL_CLIENT_CERT",
			.help = "The certificate (PEM) to show to a Consul "
				"that asks for one; needs -client-key.",
			.from = "file",
		},
		{
			.name = "client-key",
			.type = FLAG_STRING,
			.value = &f->client_key,
			.arg = "FILE",
			.env = "CONSUL_CLIENT_KEY",
			.help = "The private key (PEM) of -client-cert.",
			.from = "file",
		},
		{
			.name = "http-addr",
			.type = FLAG_STRING,
			.value = &f->http_addr,
			.arg = "ADDRESS",
			.env = "CONSUL_HTTP_ADDR",
			.help = "Where Consul's HTTP API is: HOST:PORT, a URL "
				"with http or https and maybe a path, or "
				"unix:///SOCKET; 127.0.0.1:8500 unless told. "
				"CONSUL_HTTP_SSL=true makes it https.",
		},
		{
			.name = "partition",
			.type = FLAG_STRING,
			.value = &f->partition,
			.arg = "NAME",
			.env = "CONSUL_PARTITION",
			.help = "The admin partition (Consul Enterprise).",
		},
		{
			.name = "tls-server-name",
			.type = FLAG_STRING,
			.value = &f->tls_server_name,
			.arg = "NAME",
			.env = "CONSUL_TLS_SERVER_NAME",
			.help = "The name to expect in the server's "
				"certificate, and to send as SNI.",
		},
		{
			.name = "token",
			.type = FLAG_STRING,
			.value = &f->token,
			.arg = "TOKEN",
			.env = "CONSUL_HTTP_TOKEN",
			.help = "The ACL token. Other users can see it in "
				"the list of processes; -token-file keeps it "
				"from them.",
		},
		{
			.name = "token-file",
			.type = FLAG_STRING,
			.value = &f->token_file,
			.arg = "FILE",
			.env = "CONSUL_HTTP_TOKEN_FILE",
			.help = "A file that holds the ACL token; wins over "
				"-token.",
			.from = "file",
		},
	};

	memcpy(ret, flags, sizeof(flags));
}
