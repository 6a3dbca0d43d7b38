/*
 * rune-shim: what happens between fork and exec cannot be done in Java, so it is done here.
 *
 *   rune-shim serve RUNS LOCK   reads launch requests on standard input and starts one instance for each
 *   rune-shim exec              reads one launch request on standard input and runs a command beside an instance
 *
 * A request is a number of bytes (32 bits, big-endian) and so many bytes of fields. A field is a letter, the number of
 * its bytes (32 bits, big-endian) and its bytes, of which the last is a NUL. LaunchRequest.java writes them.
 */
#ifndef RUNE_SHIM_H
#define RUNE_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The fields of a request. A comment says where a field may occur several times. */
enum field {
    FIELD_REQUEST = 'q',     /* the number that the reply repeats */
    FIELD_NAMESPACE = 'n',   /* the run folder's parent */
    FIELD_INSTANCE = 'i',    /* the run folder's name */
    FIELD_RECORD = 't',      /* text for the instance's record, without its processes */
    FIELD_CGROUP = 'c',      /* cgroup.procs files to join; several */
    FIELD_USER = 'u',        /* numeric */
    FIELD_GROUP = 'g',       /* numeric */
    FIELD_CAPABILITIES = 'k',/* hexadecimal mask of those kept; all are left alone where it is missing */
    FIELD_NO_NEW_PRIVS = 'p',
    FIELD_READ_ONLY = 'r',
    FIELD_SECCOMP = 'f',     /* a classic BPF program as the kernel takes it */
    FIELD_WORKDIR = 'w',
    FIELD_ARG = 'a',         /* the program, then its arguments; several */
    FIELD_ENV = 'e',         /* NAME=value; several */
    FIELD_MOUNT_FROM = 'm',  /* a directory to show, followed by where; several */
    FIELD_MOUNT_TO = 'M',
    FIELD_STATUS = 's',      /* exec: the file that tells how the command ended */
    FIELD_TERMINAL = 'y',    /* exec: "columns rows" */
    FIELD_NOTHING = '0'      /* first and alone: asks for nothing, and takes the place of a request in buffers */
};

/* What failed; StartStep.java has the same order. */
enum step {
    STEP_NONE,
    STEP_REQUEST,
    STEP_FOLDER,
    STEP_PROCESS,
    STEP_CGROUP,
    STEP_LIMITS,
    STEP_MOUNTS,
    STEP_READ_ONLY,
    STEP_CAPABILITIES,
    STEP_GROUP,
    STEP_USER,
    STEP_SECCOMP,
    STEP_WORKDIR,
    STEP_PROGRAM
};

struct request {
    const char *bytes;
    size_t size;
};

struct field_at {
    const char *text;
    size_t size;
};

/* A child, and what kept it from exec. */
struct launch {
    pid_t pid;
    int step;
    int error;
};

/* request.c */
int read_fully(int fd, void *into, size_t size);
int write_fully(int fd, const void *from, size_t size);
int read_request(int fd, struct request *request);
void free_request(struct request *request);
/* The next field named `name` after `*cursor`, which begins at 0. */
int next_field(const struct request *request, char name, size_t *cursor, struct field_at *found);
/* The text of the only field named `name`, or NULL. */
const char *text_field(const struct request *request, char name);

/* child.c */
/*
 * Starts the program of `request` and returns when it runs (0) or when a step failed (-1, and `launch` says which).
 * `in`, `out`, `err` become its first three files; `terminal` says that `in` becomes its terminal.
 */
int start_program(const struct request *request, int in, int out, int err, int terminal, struct launch *launch);
void close_others(int first);

/* tree.c */
/* The start time of `pid` in clock ticks since boot; 0 where there is no such process. */
uint64_t start_time(pid_t pid);
/* Kills every descendant of the calling process, which must be a subreaper, and returns when none is left. */
void kill_tree(void);

/* serve.c, exec.c */
int serve(const char *runs, const char *lock);
int exec_beside(void);

#endif
