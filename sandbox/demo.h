/* The opening state of the demo, as a seed file. */
#ifndef SANDBOX_DEMO_H
#define SANDBOX_DEMO_H

extern const char demo_seed[];

#endif
