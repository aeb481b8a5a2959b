/* The certificate of a CA as JSON has it in a string, and when it ends. */
#ifndef TESTS_LIB_CA_H
#define TESTS_LIB_CA_H

#define CA                                                                     \
	"-----BEGIN CERTIFICATE-----\\n"                                       \
	"MIIBrTCCAVOgAwIBAgIUVldKaJG51V2drib8lJ11CdBHS+kwCgYIKoZIzj0EAwIw\\n"  \
	"LDEqMCgGA1UEAwwhcHJpLTEyYS5jb25zdWwuY2EuMTExMTExMTEuY29uc3VsMB4X\\n"  \
	"DTI2MTEyNDA2MzUwOFoXDTM2MTEyMTA2MzUwOFowLDEqMCgGA1UEAwwhcHJpLTEy\\n"  \
	"YS5jb25zdWwuY2EuMTExMTExMTEuY29uc3VsMFkwEwYHKoZIzj0CAQYIKoZIzj0D\\n"  \
	"AQcDQgAEW5rGOJxCv7PoxfXq5nVlii9m/hdMS+BIBN7ErI8Nq0bVUsaVaB1QBvdD\\n"  \
	"sjWCxeaU8KmRIkb5L835U0Hi6v6CDKNTMFEwHQYDVR0OBBYEFA/gsFqKCElwkycK\\n"  \
	"Ny/DstgxV1c8MB8GA1UdIwQYMBaAFA/gsFqKCElwkycKNy/DstgxV1c8MA8GA1Ud\\n"  \
	"EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgUT+bXlRbgRIh7eMIg+DjLgtS\\n"  \
	"Q/YteDmw21LWGgWd7xgCIQDmjzb9mK8fBgL5WgLT/Jia21z8uQDSOf1OpwzHYwBP\\n"  \
	"nQ==\\n-----END CERTIFICATE-----\\n"
#define CA_END 2110862108 /* 2036-11-21T06:35:08Z */

#endif
