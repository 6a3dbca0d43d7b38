#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_FILES 1024

void close_others(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 0) == 0)
        return;
#endif
    struct rlimit limit;
    int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
    for (int fd = first; fd < end; fd++)
        close(fd);
}

static int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = write(fd, text, strlen(text));
    int error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

static int join_cgroups(const struct request *request)
{
    size_t cursor = 0;
    struct field_at file;
    while (next_field(request, FIELD_CGROUP, &cursor, &file))
        if (write_text(file.text, "0") < 0)
            return -1;
    return 0;
}

static int reset_process(void)
{
    /* The kernel's own structure, because the C library keeps two signals for itself; all zero it means the default. */
    unsigned long usual[8] = { 0 };
    for (int signal = 1; signal <= 64; signal++)
        syscall(SYS_rt_sigaction, signal, usual, NULL, sizeof(unsigned long));
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(022);
    /* Both can only be had with privileges where the daemon itself was given less: then the service has that too. */
    setpriority(PRIO_PROCESS, 0, 0);
    write_text("/proc/self/oom_score_adj", "0");
    struct rlimit none_dumped = { 0, 0 }, files;
    if (setrlimit(RLIMIT_CORE, &none_dumped) < 0 || getrlimit(RLIMIT_NOFILE, &files) < 0)
        return -1;
    files.rlim_cur = files.rlim_max < OPEN_FILES ? files.rlim_max : OPEN_FILES;
    return setrlimit(RLIMIT_NOFILE, &files);
}

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

static int set_read_only(const char *path, int on)
{
    struct mount_attr attr = { 0 };
    if (on)
        attr.attr_set = MOUNT_ATTR_RDONLY;
    else
        attr.attr_clr = MOUNT_ATTR_RDONLY;
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, AT_RECURSIVE, &attr, sizeof attr);
}

static int own_view(void)
{
    return unshare(CLONE_NEWNS) < 0 ? -1 : mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* Shows each directory read-only where it is to be seen, in a view of the mounts of this process and its own. */
static int mount_directories(const struct request *request)
{
    size_t from_cursor = 0, to_cursor = 0;
    struct field_at from, to;
    int viewed = 0;
    while (next_field(request, FIELD_MOUNT_FROM, &from_cursor, &from)) {
        if (!next_field(request, FIELD_MOUNT_TO, &to_cursor, &to)) {
            errno = EINVAL;
            return -1;
        }
        if (!viewed && own_view() < 0)
            return -1;
        viewed = 1;
        if (mount(from.text, to.text, NULL, MS_BIND, NULL) < 0)
            return -1;
        if (mount(NULL, to.text, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
            return -1;
    }
    return 0;
}

/* Everything but /proc and /dev (terminals, shared memory) is read-only, in a view of the mounts of its own. */
static int make_read_only(void)
{
    if (own_view() < 0 || set_read_only("/", 1) < 0)
        return -1;
    if (set_read_only("/proc", 0) < 0 && errno != EINVAL)
        return -1;
    /* A /dev without a mount of its own belongs to the root, and stays as that is. */
    return set_read_only("/dev", 0) < 0 && errno != EINVAL ? -1 : 0;
}

static int limit_bounding_set(uint64_t kept)
{
    for (int cap = 0; cap < 64 && prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
        if (!(kept & (1ULL << cap)) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
            return -1;
    return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
}

static int keep_capabilities(uint64_t kept)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3, .pid = 0 };
    struct __user_cap_data_struct data[2];
    for (int half = 0; half < 2; half++) {
        uint32_t part = (uint32_t)(kept >> (32 * half));
        data[half] = (struct __user_cap_data_struct){ .effective = part, .permitted = part, .inheritable = part };
    }
    if (syscall(SYS_capset, &head, data) < 0)
        return -1;
    /* Ambient capabilities are what a program without capabilities of its own has after exec. */
    for (int cap = 0; cap < 64; cap++)
        if ((kept & (1ULL << cap)) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
            return -1;
    return 0;
}

static int set_groups(const char *group)
{
    if (group == NULL)
        return 0;
    if (setgroups(0, NULL) < 0)
        return -1;
    gid_t gid = (gid_t)strtoul(group, NULL, 10);
    return setresgid(gid, gid, gid);
}

static int set_user(const char *user)
{
    if (user == NULL)
        return 0;
    uid_t uid = (uid_t)strtoul(user, NULL, 10);
    return setresuid(uid, uid, uid);
}

static int filter_syscalls(const struct request *request)
{
    size_t cursor = 0;
    struct field_at program;
    if (!next_field(request, FIELD_SECCOMP, &cursor, &program))
        return 0;
    struct sock_filter code[BPF_MAXINSNS];
    if (program.size > sizeof code) {
        errno = E2BIG;
        return -1;
    }
    memcpy(code, program.text, program.size);
    struct sock_fprog filter = { .len = (unsigned short)(program.size / sizeof *code), .filter = code };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

static char **strings(const struct request *request, char name)
{
    size_t cursor = 0, count = 0;
    struct field_at found;
    while (next_field(request, name, &cursor, &found))
        count++;
    char **all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        return NULL;
    cursor = count = 0;
    while (next_field(request, name, &cursor, &found))
        all[count++] = (char *)found.text;
    return all;
}

/* Like execvpe, but with the program's own PATH and without handing what has no format to a shell. */
static void run(char **argv, char **envp)
{
    const char *path = "";
    for (char **entry = envp; *entry != NULL; entry++)
        if (strncmp(*entry, "PATH=", 5) == 0)
            path = *entry + 5;
    if (strchr(argv[0], '/') != NULL) {
        execve(argv[0], argv, envp);
        return;
    }
    int refused = 0;
    char file[PATH_MAX];
    for (const char *dir = path; *dir != 0;) {
        size_t size = strcspn(dir, ":");
        if (size > 0 && (size_t)snprintf(file, sizeof file, "%.*s/%s", (int)size, dir, argv[0]) < sizeof file) {
            execve(file, argv, envp);
            if (errno == EACCES)
                refused = 1;
            else if (errno != ENOENT && errno != ENOTDIR)
                return;
        }
        dir += size + (dir[size] == ':');
    }
    errno = refused ? EACCES : ENOENT;
}

/* Does everything up to exec and returns the step that failed, with errno. */
static int become(const struct request *request, char **argv, char **envp, int in, int out, int err, int terminal)
{
    const char *kept = text_field(request, FIELD_CAPABILITIES);
    const char *workdir = text_field(request, FIELD_WORKDIR);
    uint64_t mask = kept == NULL ? 0 : strtoull(kept, NULL, 16);
    if (setsid() < 0 || (terminal && ioctl(in, TIOCSCTTY, 0) < 0))
        return STEP_PROCESS;
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        return STEP_PROCESS;
    if (join_cgroups(request) < 0)
        return STEP_CGROUP;
    if (reset_process() < 0)
        return STEP_LIMITS;
    if (mount_directories(request) < 0)
        return STEP_MOUNTS;
    if (text_field(request, FIELD_READ_ONLY) != NULL && make_read_only() < 0)
        return STEP_READ_ONLY;
    if (kept != NULL && limit_bounding_set(mask) < 0)
        return STEP_CAPABILITIES;
    if (set_groups(text_field(request, FIELD_GROUP)) < 0)
        return STEP_GROUP;
    if (set_user(text_field(request, FIELD_USER)) < 0)
        return STEP_USER;
    if (kept != NULL && keep_capabilities(mask) < 0)
        return STEP_CAPABILITIES;
    if (chdir(workdir == NULL ? "/" : workdir) < 0)
        return STEP_WORKDIR;
    if (text_field(request, FIELD_NO_NEW_PRIVS) != NULL && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return STEP_SECCOMP;
    if (filter_syscalls(request) < 0)
        return STEP_SECCOMP;
    run(argv, envp);
    return STEP_PROGRAM;
}

/*
 * With vfork the parent waits until exec or the end, and its memory is the child's: a failure can be told even where a
 * filter of system calls forbids to write it anywhere, and 200 starts copy no page tables. What the child does to its
 * stack it does to the parent's, so each side has a function of its own, and `start` is all they share.
 */
struct start {
    const struct request *request;
    char **argv, **envp;
    int in, out, err, terminal;
    volatile int step, error;
};

__attribute__((noinline, noreturn)) static void child(struct start *start)
{
    start->step = become(start->request, start->argv, start->envp, start->in, start->out, start->err, start->terminal);
    start->error = errno;
    _exit(126);
}

__attribute__((noinline)) static pid_t spawn(struct start *start)
{
    pid_t pid = vfork();
    if (pid == 0)
        child(start);
    return pid;
}

int start_program(const struct request *request, int in, int out, int err, int terminal, struct launch *launch)
{
    struct start start = { .request = request, .argv = strings(request, FIELD_ARG), .envp = strings(request, FIELD_ENV),
                           .in = in, .out = out, .err = err, .terminal = terminal, .step = STEP_NONE, .error = 0 };
    *launch = (struct launch){ .pid = -1, .step = STEP_REQUEST, .error = 0 };
    if (start.argv != NULL && start.envp != NULL && start.argv[0] != NULL) {
        launch->pid = spawn(&start);
        launch->step = launch->pid < 0 ? STEP_PROCESS : start.step;
        launch->error = launch->pid < 0 ? errno : start.error;
    }
    free(start.argv);
    free(start.envp);
    return launch->step == STEP_NONE ? 0 : -1;
}
