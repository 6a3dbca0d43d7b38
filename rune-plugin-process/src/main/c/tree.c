#define _GNU_SOURCE
#include "shim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct process {
    pid_t pid;
    pid_t parent;
    int ours;
};

/* Reads /proc/PID/stat behind the program's name, which may hold anything. */
static int read_stat(pid_t pid, char *into, size_t size, char **fields)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = read(fd, into, size - 1);
    close(fd);
    if (n <= 0)
        return -1;
    into[n] = 0;
    char *end = strrchr(into, ')');
    if (end == NULL)
        return -1;
    *fields = end + 2;
    return 0;
}

uint64_t start_time(pid_t pid)
{
    char text[1024], *at;
    if (read_stat(pid, text, sizeof text, &at) < 0)
        return 0;
    /* `at` is field 3; the start time is field 22. */
    for (int field = 3; field < 22 && at != NULL; field++) {
        at = strchr(at, ' ');
        if (at != NULL)
            at++;
    }
    return at == NULL ? 0 : strtoull(at, NULL, 10);
}

static struct process *all_processes(size_t *count)
{
    DIR *proc = opendir("/proc");
    struct process *all = NULL;
    size_t used = 0, room = 0;
    struct dirent *entry;
    while (proc != NULL && (entry = readdir(proc)) != NULL) {
        char *end, text[1024], *fields;
        long pid = strtol(entry->d_name, &end, 10);
        int parent;
        if (pid <= 0 || *end != 0 || read_stat((pid_t)pid, text, sizeof text, &fields) < 0
            || sscanf(fields, "%*c %d", &parent) != 1)
            continue;
        if (used == room) {
            room = room == 0 ? 256 : 2 * room;
            struct process *more = realloc(all, room * sizeof *all);
            if (more == NULL)
                break;
            all = more;
        }
        all[used++] = (struct process){ .pid = (pid_t)pid, .parent = parent, .ours = 0 };
    }
    if (proc != NULL)
        closedir(proc);
    *count = used;
    return all;
}

static int is_ours(const struct process *all, size_t count, pid_t parent, pid_t self)
{
    if (parent == self)
        return 1;
    for (size_t i = 0; i < count; i++)
        if (all[i].pid == parent)
            return all[i].ours;
    return 0;
}

/* Kills every descendant there is now and returns how many took the signal. */
static size_t kill_descendants(void)
{
    size_t count, killed = 0;
    struct process *all = all_processes(&count);
    pid_t self = getpid();
    /* Pids are not in the order of birth, so this goes on until a round finds nobody new. */
    for (int found = 1; found;) {
        found = 0;
        for (size_t i = 0; i < count; i++) {
            if (!all[i].ours && is_ours(all, count, all[i].parent, self)) {
                all[i].ours = found = 1;
                if (kill(all[i].pid, SIGKILL) == 0)
                    killed++;
            }
        }
    }
    free(all);
    return killed;
}

void kill_tree(void)
{
    /* Orphans become our children, so having no child means having no descendant. */
    for (;;) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        if (pid < 0 && errno == ECHILD)
            return;
        if (kill_descendants() == 0 || waitpid(-1, NULL, WNOHANG) <= 0) {
            struct timespec pause = { .tv_sec = 0, .tv_nsec = 500 * 1000 };
            nanosleep(&pause, NULL);
        }
    }
}
