#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A shim's files while it stays. Java reads the request through /proc/SHIM/fd/REQUEST_FD to run commands beside it. */
#define REQUEST_FD 3
#define FOLDER_FD 4
/* Files opened for longer begin here, out of the way of those two. */
#define FIRST_KEPT_FD 16

/* What is said on standard output: eight big-endian numbers in one write, which a pipe keeps together. */
struct reply {
    uint64_t request, step, error, shim, shim_start, pid, start, started;
};

static void say(const struct reply *reply)
{
    uint64_t words[sizeof *reply / sizeof(uint64_t)];
    memcpy(words, reply, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        words[i] = __builtin_bswap64(words[i]);
    write_fully(1, words, sizeof words);
}

static uint64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int write_file(int folder, const char *name, const char *text)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    int result = write_fully(fd, text, strlen(text));
    close(fd);
    return result;
}

static int out_of_the_way(int fd)
{
    int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_KEPT_FD);
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return moved;
}

static int try_open_folder(int runs, const char *namespace, const char *instance)
{
    if (mkdirat(runs, namespace, 0700) < 0 && errno != EEXIST)
        return -1;
    int parent = openat(runs, namespace, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (parent < 0)
        return -1;
    int folder = mkdirat(parent, instance, 0700) < 0 ? -1
        : out_of_the_way(openat(parent, instance, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    int error = errno;
    close(parent);
    errno = error;
    return folder;
}

/* A namespace's folder goes with its last instance, which may be at this moment. */
static int open_folder(int runs, const char *namespace, const char *instance)
{
    int folder = try_open_folder(runs, namespace, instance);
    for (int tries = 0; folder < 0 && errno == ENOENT && tries < 100; tries++)
        folder = try_open_folder(runs, namespace, instance);
    return folder;
}

/* The service owns its log files, so that it can open /dev/stdout again; the folder keeps others out. */
static int open_log(int folder, const char *name, const struct request *request)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    const char *user = text_field(request, FIELD_USER), *group = text_field(request, FIELD_GROUP);
    if (fd >= 0 && geteuid() == 0 && (user != NULL || group != NULL)
        && fchown(fd, user == NULL ? (uid_t)-1 : (uid_t)strtoul(user, NULL, 10),
                  group == NULL ? (gid_t)-1 : (gid_t)strtoul(group, NULL, 10)) < 0)
        return -1;
    return fd;
}

static int write_record(int folder, const struct request *request, const struct reply *reply)
{
    char *text;
    int size = asprintf(&text, "%sshim=%llu\nshimStart=%llu\npid=%llu\nstart=%llu\nstartedAt=%llu\n",
                        text_field(request, FIELD_RECORD), (unsigned long long)reply->shim,
                        (unsigned long long)reply->shim_start, (unsigned long long)reply->pid,
                        (unsigned long long)reply->start, (unsigned long long)reply->started);
    if (size < 0)
        return -1;
    int result = write_file(folder, "instance.tmp", text);
    free(text);
    return result < 0 ? -1 : renameat(folder, "instance.tmp", folder, "instance");
}

/* Keeps the request in memory that a command beside the instance can be made from, and that no disk sees. */
static int keep_request(const struct request *request)
{
    int fd = out_of_the_way(memfd_create("rune-request", MFD_CLOEXEC));
    if (fd < 0 || write_fully(fd, request->bytes, request->size) < 0)
        return -1;
    return fd;
}

static int start_instance(const struct request *request, int folder, struct reply *reply, struct launch *launch)
{
    *launch = (struct launch){ .pid = -1, .step = STEP_FOLDER, .error = 0 };
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out = open_log(folder, "out.log", request);
    int err = open_log(folder, "err.log", request);
    if (in < 0 || out < 0 || err < 0)
        launch->error = errno;
    else if (start_program(request, in, out, err, 0, launch) == 0) {
        reply->pid = (uint64_t)launch->pid;
        reply->start = start_time(launch->pid);
        reply->started = nanoseconds();
        if (write_record(folder, request, reply) < 0)
            launch->step = STEP_FOLDER, launch->error = errno;
    }
    close(in);
    close(out);
    close(err);
    return launch->step == STEP_NONE ? 0 : -1;
}

/* Waits for the main process and says how it ended, in one write: whoever reads it has it whole. */
static void record_end(int folder, pid_t pid)
{
    int status = 0;
    char text[64];
    for (;;) {
        pid_t ended = waitpid(-1, &status, 0);
        if (ended == pid)
            break;
        if (ended < 0 && errno != EINTR)
            return;
    }
    if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "signal %d %llu\n", WTERMSIG(status), (unsigned long long)nanoseconds());
    else
        snprintf(text, sizeof text, "code %d %llu\n", WEXITSTATUS(status), (unsigned long long)nanoseconds());
    write_file(folder, "exit", text);
}

/* One instance from here to its end. Never returns. */
__attribute__((noinline, noreturn)) static void shim(struct request *request, int runs, int lock)
{
    struct reply reply = { .shim = (uint64_t)getpid() };
    struct launch launch = { .pid = -1, .step = STEP_FOLDER, .error = 0 };
    reply.shim_start = start_time(getpid());
    const char *id = text_field(request, FIELD_REQUEST);
    reply.request = id == NULL ? 0 : strtoull(id, NULL, 10);
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const char *namespace = text_field(request, FIELD_NAMESPACE), *instance = text_field(request, FIELD_INSTANCE);
    int folder = -1, kept = -1;
    if (namespace == NULL || instance == NULL || text_field(request, FIELD_RECORD) == NULL)
        launch.step = STEP_REQUEST;
    else if ((folder = open_folder(runs, namespace, instance)) < 0 || (kept = keep_request(request)) < 0)
        launch.error = errno;
    else
        start_instance(request, folder, &reply, &launch);
    reply.step = (uint64_t)launch.step;
    reply.error = (uint64_t)launch.error;
    if (launch.step != STEP_NONE)
        kill_tree();
    else {
        free_request(request);
        dup3(kept, REQUEST_FD, O_CLOEXEC);
        dup3(folder, FOLDER_FD, O_CLOEXEC);
    }
    /* Only now may a new daemon look at the run folders: the record is there, or nothing was started. */
    close(lock);
    say(&reply);
    if (launch.step != STEP_NONE)
        _exit(1);
    close(0);
    close(1);
    close(2);
    close_others(FOLDER_FD + 1);
    record_end(FOLDER_FD, launch.pid);
    kill_tree();
    _exit(0);
}

static uint64_t lock_holder(int lock, pid_t *pid)
{
    char text[64] = "";
    unsigned long long start = 0;
    int holder = 0;
    if (pread(lock, text, sizeof text - 1, 0) <= 0 || sscanf(text, "%d %llu", &holder, &start) != 2)
        return 0;
    *pid = holder;
    return start;
}

/*
 * Whoever has the lock is the only one that starts instances here. One left over from a daemon that died is ended;
 * what it is just starting holds the lock until it can be found.
 */
static int take_lock(const char *path)
{
    int lock = out_of_the_way(open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (lock < 0)
        return -1;
    if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
        pid_t pid = 0;
        uint64_t start = lock_holder(lock, &pid);
        if (start != 0 && start_time(pid) == start)
            kill(pid, SIGKILL);
        if (flock(lock, LOCK_EX) < 0)
            return -1;
    }
    char text[64];
    int size = snprintf(text, sizeof text, "%d %llu\n", (int)getpid(), (unsigned long long)start_time(getpid()));
    if (ftruncate(lock, 0) < 0 || pwrite(lock, text, (size_t)size, 0) != size)
        return -1;
    return lock;
}

/* Forks twice, so that the child belongs to init and not to anything of the daemon. */
__attribute__((noinline)) static pid_t fork_to_init(void)
{
    pid_t middle = vfork();
    if (middle == 0 && fork() != 0)
        _exit(0);
    if (middle > 0)
        waitpid(middle, NULL, 0);
    return middle;
}

int serve(const char *runs_path, const char *lock_path)
{
    /* Outside the daemon's session and deaf to its terminal: it ends when its standard input does. */
    setsid();
    int ignored[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    struct reply ready = { .shim = (uint64_t)getpid() };
    int runs = out_of_the_way(open(runs_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    int lock = runs < 0 ? -1 : take_lock(lock_path);
    if (lock < 0) {
        ready.step = STEP_FOLDER;
        ready.error = (uint64_t)errno;
        say(&ready);
        return 1;
    }
    say(&ready);
    struct request request;
    while (read_request(0, &request) == 0) {
        if (*request.bytes != FIELD_NOTHING && fork_to_init() == 0)
            shim(&request, runs, lock);
        free_request(&request);
    }
    return 0;
}
