#!/bin/sh
# Banned functions: they overflow, run a shell, keep hidden state, or hide
# errors. Instead: snprintf, struct buf, strtol, sigaction, fork and exec.
banned='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|strtok|gets'
banned="$banned|system|popen|alloca|atoi|atol|atof|signal|tmpnam|mktemp"
grep -nE "(^|[^_[:alnum:]>.\"])($banned)\(" $FILES |
	grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)' |
	sed -E "s/^([^:]*:[0-9]*):(.*[^_[:alnum:]])?($banned)\(.*/\1: \3 is banned/"
