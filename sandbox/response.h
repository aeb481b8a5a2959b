/* A reply as bytes: headers, and the faults that are about sending. */
#ifndef SANDBOX_RESPONSE_H
#define SANDBOX_RESPONSE_H

#include <stdbool.h>

struct exchange;

/* Fill in the reply that a fault puts in place of the real one; false when
 * there is no such fault. */
bool response_replaced(struct exchange *x);

/* Queue it; false when that failed. */
bool response_send(struct exchange *x);

#endif
